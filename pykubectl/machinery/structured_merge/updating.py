"""What a write makes of the owners.

An update gives all that changed to the one who writes it, and takes it from all others; what is removed nobody owns.
An apply is a merge: fields that others own with another value are conflicts, unless they are taken by force; fields that its
owner applied before and no longer does go, unless somebody else owns them too.

Owners name fields in the version they wrote in: a `Frame` shows the objects in any version; the owners in one that is no longer
served are forgotten.

Upstream: structured-merge-diff/merge/update.go, apimachinery/pkg/util/managedfields/internal (stripmeta.go, capmanagers.go).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.machinery.field_sets import FieldSet, Path
from pykubectl.machinery.field_sets.algebra import difference, intersection, paths, recursive_difference, union
from pykubectl.machinery.structured_merge import field_set
from pykubectl.machinery.structured_merge.comparison import Comparison, compare
from pykubectl.machinery.structured_merge.managers import UPDATE, Owned, Owner, Owners, owner
from pykubectl.machinery.structured_merge.merge_types import MergeType
from pykubectl.machinery.structured_merge.merging import merge
from pykubectl.machinery.structured_merge.reconciliation import reconcile
from pykubectl.machinery.structured_merge.removal import remove

# What everybody sets, or only the server: nobody owns it. Labels and the like are owned one by one.
_META = ("name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields")
STRIPPED: FieldSet = {
    "f:apiVersion": {},
    "f:kind": {},
    "f:metadata": {".": {}, **{f"f:{name}": {} for name in (*_META, "resourceVersion")}},
}
UPDATERS_MAX = 10
ANCIENT = "ancient-changes"

Convert = Callable[[Object, str], Object | None]


class Frame(NamedTuple):
    """How objects of one resource are seen.

    `type` and `convert` have None for a version that is not served; `reset` are the fields that a write of this kind resets,
    so that nobody comes to own them; `varies`: the schema may have changed since somebody came to own something.
    """

    type: Callable[[str], MergeType | None]
    convert: Convert
    reset: FieldSet
    varies: bool = True


class Conflict(NamedTuple):
    owner: Owner
    api_version: str
    path: Path


class Conflicts(Exception):
    def __init__(self, found: Sequence[Conflict]) -> None:
        super().__init__(f"{len(found)} conflicts")
        self.found = found


def update(frame: Frame, owners: Owners, old: Object, new: Object, writer: Owner, time: str) -> Owners:
    """The owners after `writer` (whose operation is Update) has made `new` of `old`."""
    owners = _reconciled(frame, owners)
    comparisons: dict[str, Comparison] = {}
    comparison = _comparison_in(frame, writer.api_version, comparisons, old, new)
    if comparison is None:
        return owners
    kept = _after(frame, owners, comparisons, old, new)
    mine = difference(comparison.changed, STRIPPED)
    if mine:
        before = kept.get(writer)
        fields = union(mine, before.fields) if before is not None else mine
        kept[writer] = Owned(fields, writer.api_version, time)
    return _capped(kept)


def _after(
    frame: Frame, owners: Owners, comparisons: dict[str, Comparison], old: Object, new: Object
) -> dict[Owner, Owned]:
    """The owners without what others changed or removed; those who own nothing any more are gone."""
    kept = {}
    for one, owned in owners.items():
        comparison = _comparison_in(frame, owned.api_version, comparisons, old, new)
        if comparison is None:
            continue
        fields = owned.fields
        for gone in comparison:
            if gone:
                fields = difference(fields, gone)
        if fields:
            kept[one] = owned.of(fields)
    return kept


def _comparison_in(
    frame: Frame, version: str, comparisons: dict[str, Comparison], old: Object, new: Object
) -> Comparison | None:
    """The comparison in some version; None when it is not served."""
    if version not in comparisons:
        before, after, type = frame.convert(old, version), frame.convert(new, version), frame.type(version)
        if before is None or after is None or type is None:
            return None
        comparisons[version] = compare(before, after, type).without(frame.reset)
    return comparisons[version]


def _reconciled(frame: Frame, owners: Owners) -> Owners:
    if not frame.varies:
        return owners
    types = {owned.api_version: frame.type(owned.api_version) for owned in owners.values()}
    found = {}
    for one, owned in owners.items():
        type = types[owned.api_version]
        fields = owned.fields if type is None else reconcile(owned.fields, type)
        found[one] = owned.of(fields)
    return found


def _capped(owners: dict[Owner, Owned]) -> Owners:
    """At most ten who update: of more, the oldest of each version are put together."""
    updaters = sorted((one for one in owners if one.operation == UPDATE), key=lambda one: (owners[one].time, one))
    surplus = len(updaters) - UPDATERS_MAX
    first: dict[str, Owner] = {}
    for one in updaters:
        if surplus <= 0:
            break
        owned = owners[one]
        version = owned.api_version
        if version not in first:
            first[version] = one
            continue
        bucket = owner(ANCIENT, UPDATE, version)
        together = owners.get(bucket) or owners.pop(first[version])
        del owners[one]
        owners[bucket] = Owned(union(owned.fields, together.fields), version, owned.time)
        surplus -= 1
    return owners


class Applier(NamedTuple):
    """Who applies, in which version; `force` takes over what others own."""

    owner: Owner
    api_version: str
    time: str
    force: bool


class Applied(NamedTuple):
    """The object that an apply makes, in the version of the configuration, and its owners; `obj` None: nothing changes."""

    obj: Object | None
    owners: Owners


def apply(frame: Frame, owners: Owners, live: Object, configuration: Object, writer: Applier) -> Applied:
    """Raises Conflicts."""
    version, type = writer.api_version, frame.type(writer.api_version)
    assert type is not None
    owners = _reconciled(frame, owners)
    merged = merge(live, configuration, type)
    last = owners.get(writer.owner)
    fields = recursive_difference(field_set.of_value(configuration, type), frame.reset)
    mine = Owned(fields, version, last.time if last else "")
    everybody = {**owners, writer.owner: mine}
    new = _pruned(frame, merged, everybody, version, last)
    others = {one: owned for one, owned in owners.items() if one != writer.owner}
    comparisons = {version: compare(live, new, type).without(frame.reset)}
    conflicts = _conflicts(frame, others, comparisons, live, new)
    if conflicts and not writer.force:
        raise Conflicts(conflicts)
    kept = _after(frame, others, comparisons, live, new)
    stripped = difference(fields, STRIPPED)
    changes = new != live
    if stripped:
        kept[writer.owner] = Owned(stripped, version, writer.time if changes else mine.time)
    return Applied(new if changes else None, kept)


def _conflicts(
    frame: Frame, others: Owners, comparisons: dict[str, Comparison], live: Object, new: Object
) -> list[Conflict]:
    found = []
    for one, owned in others.items():
        comparison = _comparison_in(frame, owned.api_version, comparisons, live, new)
        if comparison is not None:
            shared = intersection(owned.fields, comparison.changed)
            found += [Conflict(one, owned.api_version, path) for path in paths(shared)]
    return found


def _pruned(frame: Frame, merged: Object, everybody: Owners, version: str, last: Owned | None) -> Object:
    """The merged object without what its owner applied last and does no longer, if nobody else owns it."""
    if last is None or not last.fields:
        return merged
    converted, type = frame.convert(merged, last.api_version), frame.type(last.api_version)
    if converted is None or type is None:
        return merged
    before = field_set.with_named_fields(last.fields, type)
    pruned = remove(converted, before, type) or {}
    pruned = _with_owned(frame, converted, pruned, last.api_version, everybody)
    # Only what was applied last may go: not what hangs on it.
    left = field_set.with_named_fields(field_set.of_value(pruned, type), type)
    there = field_set.with_named_fields(field_set.of_value(converted, type), type)
    result = remove(converted, intersection(difference(there, left), before), type) or {}
    back = frame.convert(result, version)
    return merged if back is None else back


def _with_owned(frame: Frame, merged: Object, pruned: Object, version: str, everybody: Owners) -> Object:
    """Put back what somebody owns, in every version that somebody owns something in; the last one's first."""
    managed: dict[str, FieldSet] = {}
    for owned in everybody.values():
        managed[owned.api_version] = union(managed.get(owned.api_version, {}), owned.fields)
    order = sorted(managed, key=lambda one: one != version)
    for one in order:
        there, left, type = frame.convert(merged, one), frame.convert(pruned, one), frame.type(one)
        if there is None or left is None or type is None:
            continue
        all_fields = field_set.with_named_fields(field_set.of_value(there, type), type)
        kept = union(
            field_set.with_named_fields(field_set.of_value(left, type), type),
            field_set.with_named_fields(managed[one], type),
        )
        back = frame.convert(remove(there, difference(all_fields, kept), type) or {}, version)
        pruned = back if back is not None else pruned
    return pruned
