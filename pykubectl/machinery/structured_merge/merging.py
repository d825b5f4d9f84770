"""Merging what is applied into what is there: the applied value wins, and nothing that it does not say is lost.

Items of associative lists keep the order of what is applied where both sides have them; what only the live value has stays
where it was among them.

Upstream: structured-merge-diff/typed/merge.go.
"""

from typing import Any

from pykubectl.machinery.structured_merge.items import element_of, grouped
from pykubectl.machinery.structured_merge.merge_types import MergeType


def merge(live: Any, applied: Any, type: MergeType) -> Any:
    """The merged value, which shares parts with both."""
    if live and _is_map(live, applied, type):
        return _merge_maps(live, applied or {}, type)
    if live and _is_list(live, applied, type):
        return _merge_lists(live, applied or [], type)
    return applied


def _is_map(live: Any, applied: Any, type: MergeType) -> bool:
    return type.takes_map and not type.is_atomic_map and isinstance(live, dict) and isinstance(applied, dict | None)


def _is_list(live: Any, applied: Any, type: MergeType) -> bool:
    return type.is_associative and isinstance(live, list) and isinstance(applied, list | None)


def _merge_maps(live: dict[str, Any], applied: dict[str, Any], type: MergeType) -> dict[str, Any]:
    merged = dict(live)
    for name, value in applied.items():
        child = type.child(name)
        if name in merged and child is not None:
            merged[name] = merge(merged[name], value, child)
        else:
            merged[name] = value
    return merged


def _merge_lists(live: list[Any], applied: list[Any], type: MergeType) -> list[Any]:
    child = type.element
    assert child is not None
    theirs = {element: items[0] if len(items) == 1 else None for element, items in grouped(live, type).items()}
    ours = {element_of(item, type): item for item in applied}
    return [
        item
        if item is not None
        else merge(theirs[element], ours[element], child)
        if element in theirs
        else ours[element]
        for element, item in _arranged([(element_of(item, type), item) for item in live], list(ours))
    ]


def _arranged(live: list[tuple[str, Any]], applied: list[str]) -> list[tuple[str, Any]]:
    """The elements of the merged list in order, each with the item of the live list that stays as it is, or None."""
    ours, theirs = set(applied), {element for element, _ in live}
    shared = iter([element for element in applied if element in theirs])
    following = next(shared, None)
    found: list[tuple[str, Any]] = []
    taken: set[str] = set()
    left, right = 0, 0
    while left < len(live) or right < len(applied):
        if left < len(live) and right < len(applied):
            element = live[left][0]
            if element == applied[right]:
                found.append((element, None))
                taken.add(element)
                left, right = left + 1, right + 1
                following = next(shared, None)
                continue
            if element in ours and following is not None and element != following:
                # Shared, but not the one whose turn it is.
                left += 1
                continue
        if left < len(live):
            element, item = live[left]
            if element not in ours:
                found.append((element, item))
                left += 1
                continue
            if element in taken:
                left += 1
        if right < len(applied):
            element = applied[right]
            found.append((element, None))
            taken.add(element)
            right += 1
            if following == element:
                following = next(shared, None)
    return found
