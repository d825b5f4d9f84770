"""cordon: keep new pods off a node.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go.
"""

from pykubectl.cli.cordoning import cordon_runner
from pykubectl.cli.grammar import Command
from pykubectl.cli.resources import SELECTOR_FLAG
from pykubectl.cli.writes import DRY_RUN_FLAG

COMMAND = Command(
    "cordon NODE",
    cordon_runner("cordon", schedulable=False),
    short="Keep new pods off a node",
    long="Marks nodes unschedulable: their pods stay, no new ones come.",
    examples="""
# Take no new pods
kubectl cordon node-1
""",
    flags=(DRY_RUN_FLAG, SELECTOR_FLAG),
)
