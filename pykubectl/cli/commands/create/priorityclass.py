"""create priorityclass.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_priorityclass.go.
"""

from pykubectl import Object
from pykubectl.cli.generating import GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    about = metadata(session, name, namespaced=False)
    obj: Object = {"kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1", "metadata": about}
    obj["value"] = flags["value"]
    if flags["global-default"]:
        obj["globalDefault"] = True
    if flags["description"]:
        obj["description"] = flags["description"]
    obj["preemptionPolicy"] = flags["preemption-policy"]
    failure = "failed to create priorityclass: "
    return create_object(session, flags, Made(obj, "priorityclasses", namespaced=False, failure=failure))


COMMAND = Command(
    "priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
    run,
    short="A priority class",
    long="Makes a priority class with a value and a description.",
    examples="""
# A class for what matters
kubectl create priorityclass high --value=1000 --description="what matters"
""",
    flags=(
        Flag("description", "string", "", "What the class is for."),
        Flag("global-default", "bool", False, "Whether it is the class of pods that name none."),
        Flag("preemption-policy", "string", "PreemptLowerPriority", "PreemptLowerPriority or Never."),
        Flag("value", "int32", 0, "The priority."),
        *GENERATOR_FLAGS,
    ),
)
