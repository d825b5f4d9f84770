"""Field sets in and out: text that is equal for equal sets, and the order in which the API writes them.

Text is made by the C encoder, which sorts elements as strings; that is their order but where keys or values are numbers.
`ordered` puts those right, and is needed only for what leaves the server.

Upstream: structured-merge-diff/fieldpath/serialize.go.
"""

import json
import re
from typing import Any

from pykubectl.machinery.field_sets import MEMBER, FieldSet
from pykubectl.machinery.field_sets.algebra import union
from pykubectl.machinery.field_sets.elements import ElementError, canonical, order

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
# An element that is not sorted as a string: a key or value that begins with a number.
_NUMBER = re.compile(r'"[vi]:-?\d|"k:\{(\\"[^"]*\\":[^,}]*,)*\\"[^"]*\\":-?\d')


def text_of(fields: FieldSet) -> str:
    return _encode(fields)


def parse(value: Any) -> FieldSet:
    """A set from decoded JSON, as somebody sent it: unknown kinds of elements are left out. Raises ElementError."""
    if value is None:
        return {}
    found = _tree(value)
    found.pop(MEMBER, None)
    return found


def _tree(value: Any) -> FieldSet:
    if not isinstance(value, dict):
        raise ElementError(f"expected a map of fields, got {json.dumps(value)}")
    found: FieldSet = {}
    for element, inside in value.items():
        if element == MEMBER:
            found[MEMBER] = {}
            continue
        known = canonical(element)
        if known is not None:
            tree = _tree(inside)
            found[known] = union({known: found[known]}, {known: tree})[known] if known in found else tree
    return {} if found.keys() == {MEMBER} else found


def ordered(fields: FieldSet) -> FieldSet:
    """The same set, its elements in the order of the API."""
    elements = sorted((element for element in fields if element != MEMBER), key=order)
    found: FieldSet = {MEMBER: {}} if MEMBER in fields else {}
    for element in elements:
        found[element] = ordered(fields[element])
    return found


def is_sorted_text(text: str) -> bool:
    """Whether elements sorted as strings, as in this text, are in the order of the API already."""
    return _NUMBER.search(text) is None
