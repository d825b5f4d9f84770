"""create namespace.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_namespace.go.
"""

from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    about = metadata(session, name, namespaced=False)
    obj = {"kind": "Namespace", "apiVersion": "v1", "metadata": about, "spec": {}, "status": {}}
    return create_object(session, flags, Made(obj, "namespaces", namespaced=False))


COMMAND = Command(
    "namespace NAME [--dry-run=server|client|none]",
    run,
    short="A namespace",
    long="Makes a namespace.",
    examples="""
# A namespace for a team
kubectl create namespace team-a
""",
    flags=GENERATOR_FLAGS,
)
