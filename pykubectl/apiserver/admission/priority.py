"""Priority: a pod's priorityClassName becomes its priority and preemption policy; one class at most is the default.

Upstream: plugin/pkg/admission/priority.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_CLASSES = "priorityclasses.scheduling.k8s.io"


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    if attributes.resource != "pods" or attributes.operation != "CREATE":
        return
    spec = attributes.obj["spec"]
    name = spec.get("priorityClassName")
    if name:
        chosen = server.registry.find(_CLASSES, "", name)
        if chosen is None:
            raise Forbidden.of("pods", attributes.name, f"no PriorityClass with name {name} was found")
    else:
        defaults = [one for one in server.registry.list(_CLASSES) if one.get("globalDefault")]
        chosen = min(defaults, key=lambda one: one["value"], default=None)
        if chosen is not None:
            spec["priorityClassName"] = chosen["metadata"]["name"]
    value = chosen["value"] if chosen else 0
    policy = chosen.get("preemptionPolicy", "PreemptLowerPriority") if chosen else "PreemptLowerPriority"
    if spec.get("priority") not in (None, value):
        why = f"the integer value of priority ({spec['priority']}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name"
        raise Forbidden.of("pods", attributes.name, why)
    if spec.get("preemptionPolicy") not in (None, policy):
        why = f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name"
        raise Forbidden.of("pods", attributes.name, why)
    spec["priority"], spec["preemptionPolicy"] = value, policy


def validate(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    if attributes.resource != _CLASSES or not attributes.obj.get("globalDefault"):
        return
    for other in server.registry.list(_CLASSES):
        name = other["metadata"]["name"]
        if other.get("globalDefault") and name != attributes.name:
            why = f"PriorityClass {name} is already marked as default. Only one default can exist"
            raise Forbidden.of(_CLASSES, attributes.name, why)
