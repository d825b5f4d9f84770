"""Subresources beyond `status`: one module each, `answer(server, call, request) -> (code, body)`.

Those that the node would have to serve (exec, attach, portforward, proxy) have no module yet and answer with the API's error.

To add one: write subresources/<name>.py and add its row.

Upstream: pkg/registry/core/pod/rest, pkg/registry/*/storage.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pykubectl.apiserver.calls import Call
from pykubectl.errors import InternalError
from pykubectl.machinery.requests import Request

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

MODULES = {
    "approval": "partial_update",
    "binding": "binding",
    "ephemeralcontainers": "partial_update",
    "eviction": "eviction",
    "finalize": "partial_update",
    "log": "log",
    "resize": "partial_update",
    "scale": "scale",
    "token": "token",
}


def handle(server: "ApiServer", call: Call, request: Request) -> tuple[int, Any]:
    # Bindings by themselves are the older form of the subresource of pods.
    module = MODULES.get(call.subresource or "binding")
    if module is None:
        server.registry.get(call.kind, call.namespace, call.name)
        raise InternalError.of(f"error dialing backend: the simulated nodes do not serve {call.subresource}")
    found: tuple[int, Any] = import_module(f"pykubectl.apiserver.subresources.{module}").answer(server, call, request)
    return found
