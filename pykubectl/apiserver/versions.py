"""Objects are stored in one version of their kind and shown in the one that is asked for.

The registry handles built-in kinds in the version they are stored in, custom kinds in the one asked for: that is the one
whose schema a request has to fit.

Managed fields are text inside the server (see `field_management`) and a list outside of it: `shown` is the border.

Upstream: apiserver/pkg/endpoints/handlers/response.go, apimachinery/pkg/runtime.
"""

from typing import Any

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
    """The stored object in the version that was asked for; shared, not to be changed."""
    return answered(call, handled(call, stored))


def answered(call: Call, obj: Object) -> Object:
    """What the registry handled, in the version that was asked for; shared, not to be changed."""
    if call.kind.definition is not None or call.api_version == call.stored_kind.api_version:
        return obj
    hooks = kinds.hooks(call.stored_kind)
    found: Object = hooks.convert(obj, call.api_version)
    return {**found, "apiVersion": call.api_version, "kind": call.kind.kind}


def is_list(body: Object) -> bool:
    """Whether an answer is a list; custom resources may have a field `items` of their own, but they have names as well."""
    return "items" in body and "name" not in body["metadata"]


def is_table(body: Object) -> bool:
    return body.get("kind") == "Table" and str(body.get("apiVersion")).startswith("meta.k8s.io/")


def shown(body: Any) -> Any:
    """An answer (object, list, table or watch event) as it leaves the server; what is shared stays as it is."""
    if not isinstance(body, dict):
        return body
    if is_list(body):
        return {**body, "items": [_shown(item) for item in body["items"]]}
    if is_table(body):
        for row in body["rows"]:
            if row["object"]:
                row["object"] = _without_owners(row["object"])
        return body
    if body.keys() == {"type", "object"}:
        return {**body, "object": shown(body["object"])}
    return _shown(body)


def _shown(obj: Object) -> Object:
    text = (obj.get("metadata") or {}).get("managedFields")
    if not isinstance(text, str):
        return obj
    from pykubectl.machinery.structured_merge import managers  # nobody pays for it who prints tables

    return {**obj, "metadata": {**obj["metadata"], "managedFields": managers.shown(text)}}


def _without_owners(obj: Object) -> Object:
    """Rows go without managed fields: nobody who asks for a table looks at them, and they are the most of it."""
    if "managedFields" not in obj["metadata"]:
        return obj
    metadata = dict(obj["metadata"])
    del metadata["managedFields"]
    return {**obj, "metadata": metadata}
