"""What the server says of a patch whose result does not fit its kind: the error shows the patched document.

A merge patch and a JSON patch work on the document as it was sent, in the order of Go's structs; only what they touch comes
out sorted. A strategic merge patch is shown itself, with its directives taken out, as Go prints a map.

Upstream: apiserver/pkg/endpoints/handlers/patch.go, gopkg.in/evanphx/json-patch.
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import Invalid, StatusError, invalid
from pykubectl.machinery.decode import Decoded
from pykubectl.machinery.field_order import as_sent
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.requests import JSON_PATCH, STRATEGIC_MERGE_PATCH


def refusal(patched: Object, patch: Any, content_type: str, found: Decoded) -> StatusError:
    """`patched` is the document before it was decoded, `patch` what merging left of the patch."""
    if content_type == STRATEGIC_MERGE_PATCH:
        error = invalid("patch", go_print(patch), found.conversion_error)
    else:
        touched = _touched_by_operations(patch) if content_type == JSON_PATCH else patch
        error = invalid("patch", compact(_sorted(as_sent(patched), touched), sort=False), found.error)
    return Invalid.of("", "", "", [error])


def _sorted(value: Any, touched: Any) -> Any:
    """Maps that are touched are sorted; so are values that come from the patch."""
    if not isinstance(touched, dict) or not isinstance(value, dict):
        return value
    return {name: _sorted(value[name], touched.get(name)) for name in sorted(value)}


def _touched_by_operations(operations: Any) -> Object:
    """The maps on the way to what JSON patch operations change, as a tree of names."""
    tree: Object = {}
    for operation in operations:
        for pointer in (operation.get("path"), operation.get("from")):
            node = tree
            for part in str(pointer or "").split("/")[1:]:
                node = node.setdefault(part.replace("~1", "/").replace("~0", "~"), {})
    return tree
