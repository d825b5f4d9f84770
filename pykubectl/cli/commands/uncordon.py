"""uncordon: let new pods onto a node again.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go.
"""

from pykubectl.cli.cordoning import cordon_runner
from pykubectl.cli.grammar import Command
from pykubectl.cli.resources import SELECTOR_FLAG
from pykubectl.cli.writes import DRY_RUN_FLAG

COMMAND = Command(
    "uncordon NODE",
    cordon_runner("uncordon", schedulable=True),
    short="Let new pods onto a node again",
    long="Marks nodes schedulable again.",
    examples="""
# Take new pods again
kubectl uncordon node-1
""",
    flags=(DRY_RUN_FLAG, SELECTOR_FLAG),
)
