"""create serviceaccount.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_serviceaccount.go.
"""

from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    obj = {"kind": "ServiceAccount", "apiVersion": "v1", "metadata": metadata(session, name)}
    return create_object(session, flags, Made(obj, "serviceaccounts", failure="failed to create serviceaccount: "))


COMMAND = Command(
    "serviceaccount NAME [--dry-run=server|client|none]",
    run,
    short="A service account",
    long="Makes a service account.",
    examples="""
# An account for a robot
kubectl create serviceaccount robot
""",
    flags=GENERATOR_FLAGS,
)
