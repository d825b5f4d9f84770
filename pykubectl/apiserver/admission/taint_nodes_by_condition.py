"""TaintNodesByCondition: a new node takes no pods until it has said that it is ready.

Upstream: plugin/pkg/admission/nodetaint.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_NOT_READY = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}


def admit(server: "ApiServer", attributes: Attributes) -> None:
    assert attributes.obj is not None
    spec = attributes.obj.setdefault("spec", {})
    taints = spec.get("taints") or []
    if not any(all(taint.get(name) == told for name, told in _NOT_READY.items()) for taint in taints):
        spec["taints"] = [*taints, dict(_NOT_READY)]
