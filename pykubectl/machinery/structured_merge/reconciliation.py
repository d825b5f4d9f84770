"""Sets that were written under another schema: what is atomic now is owned whole by whoever owned a part of it.

The other way, from atomic to granular, nothing has to be done: the owner of the whole keeps owning it.

Upstream: structured-merge-diff/typed/reconcile_schema.go.
"""

from pykubectl.machinery.field_sets import MEMBER, FieldSet
from pykubectl.machinery.structured_merge.merge_types import MergeType


def reconcile(fields: FieldSet, type: MergeType) -> FieldSet:
    """The set as it is under `type`; the very same one when nothing changes."""
    changed = False
    found: FieldSet = {}
    for element, tree in fields.items():
        child = None if element == MEMBER or not tree else _child(element, type)
        if child is None:
            found[element] = tree
            continue
        inside = {} if _is_atomic(child) else reconcile(tree, child)
        changed = changed or inside is not tree
        found[element] = inside
    return found if changed else fields


def _child(element: str, type: MergeType) -> MergeType | None:
    if element[0] == "f":
        return type.child(element[2:]) if type.takes_map and not type.is_deduced else None
    return type.element if type.takes_list and not type.is_deduced else None


def _is_atomic(type: MergeType) -> bool:
    if type.is_deduced:
        return False
    return type.is_atomic_map if type.takes_map else type.takes_list and not type.is_associative
