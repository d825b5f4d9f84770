"""create service nodeport.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go.
"""

from pykubectl.cli.commands.create.service import TCP_FLAG, ServicePlan, create_service
from pykubectl.cli.generating import GENERATOR_FLAGS, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return create_service(
        session, flags, the_name(session, flags, arguments), ServicePlan("NodePort", node_port=flags["node-port"])
    )


COMMAND = Command(
    "nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
    run,
    short="On a port of every node",
    long="Makes a service on a port of every node.",
    examples="""
# A service
kubectl create service nodeport web --tcp=80:8080
""",
    flags=(Flag("node-port", "int", 0, "The port of the nodes, if not any."), TCP_FLAG, *GENERATOR_FLAGS),
)
