"""create service clusterip.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go.
"""

from pykubectl.cli.commands.create.service import TCP_FLAG, ServicePlan, create_service
from pykubectl.cli.generating import GENERATOR_FLAGS, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return create_service(
        session, flags, the_name(session, flags, arguments), ServicePlan("ClusterIP", flags["clusterip"])
    )


COMMAND = Command(
    "clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
    run,
    short="Inside the cluster only",
    long="Makes a service with an address inside the cluster.",
    examples="""
# A service
kubectl create service clusterip web --tcp=80:8080

# One without an address
kubectl create service clusterip web --clusterip="None"
""",
    flags=(
        Flag("clusterip", "string", "", "The address, if not any; None for a headless service."),
        TCP_FLAG,
        *GENERATOR_FLAGS,
    ),
)
