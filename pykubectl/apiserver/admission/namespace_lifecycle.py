"""NamespaceLifecycle: nothing is created in a namespace that is not there or is going, and three namespaces never go.

Upstream: apiserver/pkg/admission/plugin/namespace/lifecycle.
"""

from typing import TYPE_CHECKING

from pykubectl.apiserver.admission import Attributes
from pykubectl.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_IMMORTAL = ("default", "kube-system", "kube-public")


def admit(server: "ApiServer", attributes: Attributes) -> None:
    call = attributes.call
    if attributes.operation == "DELETE":
        if attributes.resource == "namespaces" and attributes.name in _IMMORTAL:
            raise Forbidden.of("namespaces", attributes.name, "this namespace may not be deleted")
        return
    if not call.kind.namespaced:
        return
    namespace = server.registry.find("namespaces", "", call.namespace)
    if namespace is None:
        raise NotFound.of("namespaces", call.namespace)
    if "deletionTimestamp" in namespace["metadata"]:
        why = f"unable to create new content in namespace {call.namespace} because it is being terminated"
        error = Forbidden.of(call.kind.resource, attributes.name, why)
        error.details["causes"] = [
            {
                "reason": "NamespaceTerminating",
                "message": f"namespace {call.namespace} is being terminated",
                "field": "metadata.namespace",
            }
        ]
        raise error
