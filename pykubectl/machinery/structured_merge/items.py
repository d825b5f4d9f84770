"""Items of associative lists: by which path element each is known.

Upstream: structured-merge-diff/typed/helpers.go (listItemToPathElement).
"""

import json
from typing import Any

from pykubectl.machinery.field_sets.elements import of_key, of_value
from pykubectl.machinery.structured_merge.merge_types import MergeType


class NoElement(ValueError):
    """An item that cannot be told from others, in upstream's words."""


def element_of(item: Any, type: MergeType) -> str:
    """The path element of an item of a list of `type`. Raises NoElement."""
    return _keyed(item, type) if type.keys else _set_item(item)


def _keyed(item: Any, type: MergeType) -> str:
    if item is None:
        raise NoElement("associative list with keys may not have a null element")
    if not isinstance(item, dict):
        raise NoElement("associative list with keys may not have non-map elements")
    key = {}
    for name in type.keys:
        if name in item:
            key[name] = item[name]
        elif type.element is not None and (default := type.element.key_default(name)) is not None:
            key[name] = default
    if not key:
        raise NoElement(
            f"associative list with keys has an element that omits all key fields [{' '.join(map(json.dumps, type.keys))}]"
            " (and doesn't have default values for any key fields)"
        )
    return of_key(key)


def _set_item(item: Any) -> str:
    if isinstance(item, dict):
        raise NoElement("associative list without keys has an element that's a map type")
    if isinstance(item, list):
        raise NoElement("not supported: associative list with lists as elements")
    if item is None:
        raise NoElement("associative list without keys has an element that's an explicit null")
    return of_value(item)


def grouped(items: list[Any], type: MergeType) -> dict[str, list[Any]]:
    """Element → the items that it names, in the order in which they come; those without an element are left out."""
    found: dict[str, list[Any]] = {}
    for item in items:
        try:
            element = element_of(item, type)
        except NoElement:
            continue
        found.setdefault(element, []).append(item)
    return found
