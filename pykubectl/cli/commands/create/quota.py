"""create quota.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_quota.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.quantities import canonical
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    spec: Object = {}
    if flags["hard"]:
        spec["hard"] = resource_list(flags["hard"])
    if flags["scopes"]:
        spec["scopes"] = flags["scopes"].split(",")
    about = metadata(session, name)
    obj: Object = {"kind": "ResourceQuota", "apiVersion": "v1", "metadata": about, "spec": spec, "status": {}}
    return create_object(session, flags, Made(obj, "resourcequotas", failure="failed to create quota: "))


def resource_list(text: str) -> dict[str, str]:
    """`cpu=1,memory=1Gi`. Raises Failure."""
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if not equals or "=" in value:
            raise Failure(f"Invalid argument syntax {part}, expected <resource>=<value>")
        found[name] = canonical(value)
    return found


COMMAND = Command(
    "quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]",
    run,
    short="A resource quota",
    long="Makes a resource quota with hard limits and, if given, scopes.",
    examples="""
# Limits for a namespace
kubectl create quota compute --hard=cpu=1,memory=1Gi,pods=2

# For pods without requests only
kubectl create quota loose --hard=pods=10 --scopes=BestEffort
""",
    flags=(
        Flag("hard", "string", "", "Limits: resource=quantity, separated by commas."),
        Flag("scopes", "string", "", "Scopes, separated by commas."),
        *GENERATOR_FLAGS,
    ),
)
