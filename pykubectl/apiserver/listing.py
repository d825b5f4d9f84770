"""Selection: which objects of a resource a request means by its label and field selectors.

Upstream: apiserver/pkg/endpoints/handlers/get.go, registry/generic/registry/store.go (ListPredicate).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver.calls import Call
from pykubectl.errors import BadRequest
from pykubectl.kinds import Kind
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.selectors import Selector, parse_field_selector, parse_label_selector
from pykubectl.storage import Index, Key

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_COMMON_FIELDS = ("metadata.name", "metadata.namespace")

Fields = Sequence[tuple[str, str, str]]
Selection = tuple[Selector | None, Fields]
EVERYTHING: Selection = (None, [])


def select(server: "ApiServer", call: Call) -> Sequence[Object]:
    """Raises BadRequest for selectors that cannot be read or are not supported."""
    selector, fields = selection = selectors(call)
    resource, namespace = call.kind.storage, call.namespace or None
    name = single_name(call, selection)
    if name is not None:
        one = server.store.get(Key(resource, namespace or "", name))
        found: Sequence[Object] = [one] if one else []
    else:
        found = server.store.list(resource, namespace, _index(selector, fields))
    return [obj for obj in found if matches(call.kind, obj, selector, fields)]


def single_name(call: Call, selection: Selection) -> str | None:
    """The name of the one object that can be meant, if it is known."""
    if call.kind.namespaced and not call.namespace:
        return None
    return next((value for path, op, value in selection[1] if path == "metadata.name" and op == "="), None)


def selectors(call: Call) -> Selection:
    try:
        label_text, field_text = call.query.get("labelSelector"), call.query.get("fieldSelector")
        selector = parse_label_selector(label_text) if label_text else None
        fields = parse_field_selector(field_text) if field_text else []
    except ValueError as error:
        raise BadRequest(str(error)) from error
    for path, _, _ in fields:
        _check_supported(call, path)
    return selector, fields


def _check_supported(call: Call, path: str) -> None:
    own = getattr(kinds.hooks(call.kind), "FIELDS", ())
    if path in _COMMON_FIELDS or path in own:
        return
    if own or call.kind.definition is not None:
        raise BadRequest(f"field label not supported: {path}")
    raise BadRequest(f'"{path}" is not a known field selector: only "metadata.name", "metadata.namespace"')


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
