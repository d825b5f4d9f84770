"""create service externalname.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go.
"""

from pykubectl.cli.commands.create.service import TCP_FLAG, ServicePlan, create_service
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import GENERATOR_FLAGS, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    if not flags["external-name"]:
        raise Failure("invalid service external name ")
    return create_service(session, flags, name, ServicePlan("ExternalName", external_name=flags["external-name"]))


COMMAND = Command(
    "externalname NAME --external-name external.name [--dry-run=server|client|none]",
    run,
    short="Another name for a host outside",
    long="Makes a service that is another name for a host outside the cluster.",
    examples="""
# A database elsewhere
kubectl create service externalname db --external-name db.example.com
""",
    flags=(Flag("external-name", "string", "", "The host.", required=True), TCP_FLAG, *GENERATOR_FLAGS),
)
