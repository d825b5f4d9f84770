"""RuntimeClass: a pod gets the overhead, the node selector and the tolerations of its runtime class.

Upstream: plugin/pkg/admission/runtimeclass.
"""

from typing import TYPE_CHECKING

from pykubectl import Object
from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden
from pykubectl.machinery import quantity
from pykubectl.machinery.objects import copy

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    found = _runtime_class(server, attributes)
    if found is None:
        return
    spec, scheduling = attributes.obj["spec"], found.get("scheduling") or {}
    overhead = (found.get("overhead") or {}).get("podFixed")
    if overhead:
        if "overhead" in spec and not _equal(spec["overhead"], overhead):
            raise _rejected(attributes, "Pod's Overhead doesn't match RuntimeClass's defined Overhead")
        spec["overhead"] = dict(overhead)
    for key, value in sorted((scheduling.get("nodeSelector") or {}).items()):
        asked = spec.setdefault("nodeSelector", {}).setdefault(key, value)
        if asked != value:
            path = f"scheduling.nodeSelector[{key}]"
            text = f"conflict: runtimeClass.{path} = {value}; pod.spec.nodeSelector[{key}] = {asked}"
            raise Forbidden.of("pods", attributes.name, text)
    for toleration in scheduling.get("tolerations") or ():
        if toleration not in spec.setdefault("tolerations", []):
            spec["tolerations"].append(copy(toleration))


def validate(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    overhead = attributes.obj["spec"].get("overhead")
    found = _runtime_class(server, attributes)
    if overhead and not ((found or {}).get("overhead") or {}).get("podFixed"):
        raise _rejected(attributes, "Pod Overhead set without corresponding RuntimeClass defined Overhead")


def _runtime_class(server: "ApiServer", attributes: Attributes) -> Object | None:
    assert attributes.obj is not None
    name = attributes.obj["spec"].get("runtimeClassName")
    if not name:
        return None
    found = server.registry.find("runtimeclasses.node.k8s.io", "", name)
    if found is None:
        raise _rejected(attributes, f'RuntimeClass "{name}" not found')
    return found


def _equal(one: dict[str, str], other: dict[str, str]) -> bool:
    return one.keys() == other.keys() and all(quantity.compare(one[name], other[name]) == 0 for name in one)


def _rejected(attributes: Attributes, why: str) -> Forbidden:
    return Forbidden.of("pods", attributes.name, f"pod rejected: {why}")
