"""Lists: which objects of a resource a request means, and the list object around them.

Upstream: apiserver/pkg/endpoints/handlers/get.go, registry/generic/registry/store.go (ListPredicate).
"""

from collections.abc import Sequence
from typing import Any

from pykubectl import Object, kinds
from pykubectl.apiserver import decoding
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.registry import Registry
from pykubectl.errors import BadRequest
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.selectors import Selector, parse_field_selector, parse_label_selector
from pykubectl.storage import Index

_COMMON_FIELDS = ("metadata.name", "metadata.namespace")

Fields = Sequence[tuple[str, str, str]]


def answer(registry: Registry, call: Call) -> Object:
    revision = registry.store.revision()
    return wrap(call, select(registry, call), revision)


def wrap(call: Call, found: Sequence[Object], revision: int) -> Object:
    """The list object; its items have no apiVersion and kind, as typed lists on the wire."""
    items = [decoding.encode(call, obj) for obj in found]
    return {
        "kind": f"{call.kind.kind}List",
        "apiVersion": call.api_version,
        "metadata": {"resourceVersion": str(revision)},
        "items": [{name: value for name, value in item.items() if name not in ("apiVersion", "kind")} for item in items],
    }


def select(registry: Registry, call: Call) -> Sequence[Object]:
    """Raises BadRequest for selectors that cannot be read or are not supported."""
    selector, fields = selectors(call)
    resource, namespace = call.kind.storage, call.namespace or None
    name = next((value for path, op, value in fields if path == "metadata.name" and op == "="), None)
    if name is not None and (namespace or not call.kind.namespaced):
        one = registry.find(resource, namespace or "", name)
        found: Sequence[Object] = [one] if one else []
    else:
        found = registry.list(resource, namespace, _index(selector, fields))
    return [obj for obj in found if matches(call.kind, obj, selector, fields)]


def selectors(call: Call) -> tuple[Selector | None, Fields]:
    try:
        label_text, field_text = call.query.get("labelSelector"), call.query.get("fieldSelector")
        selector = parse_label_selector(label_text) if label_text else None
        fields = parse_field_selector(field_text) if field_text else []
    except ValueError as error:
        raise BadRequest(str(error)) from error
    supported = (*_COMMON_FIELDS, *getattr(kinds.hooks(call.kind), "FIELDS", ())) if fields else ()
    for path, _, _ in fields:
        if path not in supported:
            api_version = call.api_version
            known = f"field label not supported: {path}"
            if getattr(kinds.hooks(call.kind), "FIELDS", ()):
                known = f"field label not supported: {path}"
            else:
                known = f'"{path}" is not a known field selector: only "metadata.name", "metadata.namespace"'
            raise BadRequest(f'Unable to find "{_group_version_resource(call, api_version)}" that match label selector "{call.query.get("labelSelector", "")}", field selector "{call.query["fieldSelector"]}": {known}')
    return selector, fields


def _group_version_resource(call: Call, api_version: str) -> str:
    return f"{call.kind.group}/{call.version}, Resource={call.kind.plural}"


def _index(selector: Selector | None, fields: Fields) -> Index | None:
    for path, op, value in fields:
        if path == "spec.nodeName" and op == "=" and value:
            return Index("node", value)
        if path == "involvedObject.uid" and op == "=":
            return Index("about", value)
    equalities = selector.equalities() if selector else ()
    return Index("label", "=".join(equalities[0])) if equalities else None


def matches(kind: Kind, obj: Object, selector: Selector | None, fields: Fields) -> bool:
    if selector is not None and not selector.matches(obj["metadata"].get("labels") or {}):
        return False
    return all((field_value(kind, obj, path) == value) == (op == "=") for path, op, value in fields)


def field_value(kind: Kind, obj: Object, path: str) -> str:
    hooks = kinds.hooks(kind)
    if path not in _COMMON_FIELDS and hasattr(hooks, "field"):
        found: str = hooks.field(obj, path)
        return found
    return _text(get_path(obj, path, ""))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
