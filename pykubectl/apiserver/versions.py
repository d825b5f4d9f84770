"""Objects are stored in one version of their kind and shown in the one that is asked for.

The registry handles built-in kinds in the version they are stored in, custom kinds in the one asked for: that is the one
whose schema a request has to fit.

Upstream: apiserver/pkg/endpoints/handlers/response.go, apimachinery/pkg/runtime.
"""

from pykubectl import Object, kinds
from pykubectl.apiserver.calls import Call
from pykubectl.kinds import Kind


def handled(call: Call, stored: Object) -> Object:
    """The stored object as the registry handles it; shared, not to be changed."""
    definition = call.kind.definition
    return stored if definition is None else definition.read(stored, call.version)


def to_store(kind: Kind, obj: Object) -> Object:
    """What the registry handled, in the version it is kept in."""
    definition = kind.definition
    return obj if definition is None else definition.convert(obj, definition.storage_api_version)


def encode(call: Call, stored: Object) -> Object:
    """The object, stored or handled, in the version that was asked for; shared, not to be changed."""
    if call.kind.definition is not None:
        return handled(call, stored)
    if call.api_version == call.stored_kind.api_version:
        return stored
    hooks = kinds.hooks(call.stored_kind)
    found: Object = hooks.convert(stored, call.api_version)
    return {**found, "apiVersion": call.api_version, "kind": call.kind.kind}
