"""Binding: the scheduler's word on where a pod runs.

Upstream: pkg/registry/core/pod/storage (BindingREST).
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object
from pykubectl.apiserver.admission.pod_topology_labels import labels_of
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.exchanged import typed
from pykubectl.errors import Conflict, Invalid, not_supported, required
from pykubectl.kinds import of_resource
from pykubectl.machinery.requests import Request
from pykubectl.machinery.timestamps import format_time

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def answer(server: "ApiServer", call: Call, request: Request) -> tuple[int, Any]:
    binding = typed(request.body, "v1", "Binding")
    target = binding.get("target") or {}
    errors = []
    if (target.get("kind") or "Node") != "Node":
        errors.append(not_supported("target.kind", target["kind"], ["Node", "<empty>"]))
    if not target.get("name"):
        errors.append(required("target.name"))
    if errors:
        raise Invalid.of("Binding", "", (binding.get("metadata") or {}).get("name") or "", errors)
    if call.kind.resource == "bindings":
        pods = of_resource("pods")
        assert pods is not None
        call = call._replace(kind=pods, name=(binding.get("metadata") or {}).get("name") or "")
    bind(server, call, target["name"])
    return 201, {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def bind(server: "ApiServer", call: Call, node: str) -> Object:
    """Put the pod on the node. Raises Conflict when it has one, or is being deleted."""

    def transform(old: Object) -> Object:
        if "deletionTimestamp" in old["metadata"]:
            raise Conflict.of(
                "pods/binding", call.name, f"pod {call.name} is being deleted, cannot be assigned to a host"
            )
        if old["spec"].get("nodeName"):
            why = f'pod {call.name} is already assigned to node "{old["spec"]["nodeName"]}"'
            raise Conflict.of("pods/binding", call.name, why)
        if old["spec"].get("schedulingGates"):
            raise Conflict.of("pods/binding", call.name, f"pod {call.name} has non-empty .spec.schedulingGates")
        status = old["status"]
        # A pod with a node has no use for the promise of one.
        kept = {field: value for field, value in status.items() if field != "nominatedNodeName"}
        others = [one for one in status.get("conditions") or () if one["type"] != "PodScheduled"]
        scheduled = {
            "type": "PodScheduled",
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": format_time(server.world.now),
        }
        labels = {**(old["metadata"].get("labels") or {}), **labels_of(server, node)}
        return {
            **old,
            "metadata": {**old["metadata"], "labels": labels} if labels else dict(old["metadata"]),
            "spec": {**old["spec"], "nodeName": node},
            "status": {**kept, "conditions": [*others, scheduled]},
        }

    # Nobody comes to own what a binding sets.
    return server.registry.update(call._replace(subresource="binding"), transform, tracked=False)
