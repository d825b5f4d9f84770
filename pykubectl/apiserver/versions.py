"""Objects are stored in one version of their kind and shown in the one that is asked for.

Upstream: apiserver/pkg/endpoints/handlers/response.go, apimachinery/pkg/runtime.
"""

from pykubectl import Object, kinds
from pykubectl.apiserver.calls import Call


def encode(call: Call, stored: Object) -> Object:
    """The stored object in the version that was asked for; shared, not to be changed."""
    if call.api_version == call.stored_kind.api_version:
        return stored
    hooks = kinds.hooks(call.stored_kind)
    found: Object = hooks.convert(stored, call.api_version)
    return {**found, "apiVersion": call.api_version, "kind": call.kind.kind}
