"""Garbage collector: deletes what depends on owners that are gone, and works off the finalizers that deletion policies leave.

It is called for an object of any kind, its resource in front of its name (`pods/web-1`). What there is to do:

    finalizer orphan               the object is going: take it out of its dependents' references, then let it go
    finalizer foregroundDeletion   the object is going: delete its dependents; let it go when none that blocks is left
    owner references               no owner is there any more: delete the object; some are: drop the references to the others;
                                   all that are there wait for their dependents: delete the object in the foreground too

Upstream: pkg/controller/garbagecollector.
"""

from collections.abc import Iterable, Iterator, Sequence

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts.pods import is_being_deleted
from pykubectl.controllers.parts.resources import deletable
from pykubectl.errors import Conflict, NotFound
from pykubectl.storage import Change

ORPHAN, FOREGROUND = "orphan", "foregroundDeletion"
_Place = tuple[str, str]


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    resource, _, object_name = name.partition("/")
    obj = api.find(resource, namespace, object_name)
    if obj is None:
        return None
    finalizers = obj["metadata"].get("finalizers") or ()
    if is_being_deleted(obj):
        if ORPHAN in finalizers:
            _orphan_dependents(api, resource, obj)
        elif FOREGROUND in finalizers:
            _delete_dependents(api, resource, obj)
        return None
    _collect(api, resource, obj)
    return None


def woken_by(api: Api, change: Change) -> Iterable[_Place]:
    """Objects that end or begin to: their dependents and owners; objects with new owners: themselves."""
    obj, previous = change.obj, change.previous
    if obj is None and previous is not None:
        yield from _dependents(api, previous["metadata"]["uid"])
        yield from _owners(api, previous)
    elif obj is not None:
        metadata = obj["metadata"]
        before = previous["metadata"] if previous is not None else {}
        if metadata.get("deletionTimestamp") and not before.get("deletionTimestamp"):
            yield from _self_if_concerned(change, obj)
            if FOREGROUND in (metadata.get("finalizers") or ()):
                yield from _dependents(api, metadata["uid"])
        elif metadata.get("ownerReferences") != before.get("ownerReferences") and _has_lost_owner(api, obj):
            yield metadata.get("namespace", ""), f"{change.key.resource}/{metadata['name']}"
        if previous is not None and before.get("ownerReferences") != metadata.get("ownerReferences"):
            yield from _owners(api, previous)


def _has_lost_owner(api: Api, obj: Object) -> bool:
    references = obj["metadata"].get("ownerReferences") or ()
    return not all(_owner(api, obj, reference) for reference in references)


def _self_if_concerned(change: Change, obj: Object) -> Iterator[_Place]:
    if {ORPHAN, FOREGROUND} & set(obj["metadata"].get("finalizers") or ()):
        yield obj["metadata"].get("namespace", ""), f"{change.key.resource}/{obj['metadata']['name']}"


def _dependents(api: Api, uid: str) -> Iterator[_Place]:
    for kind in deletable(api):
        for dependent in api.dependents(kind.resource, uid) if api.exists(kind.resource) else ():
            yield dependent["metadata"].get("namespace", ""), f"{kind.resource}/{dependent['metadata']['name']}"


def _dependents_of(api: Api, uid: str) -> Iterator[Object]:
    for kind in deletable(api):
        yield from api.dependents(kind.resource, uid) if api.exists(kind.resource) else ()


def _owners(api: Api, obj: Object) -> Iterator[_Place]:
    """The owners that may wait for this object to go."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        kind = api.kind_of(reference["apiVersion"], reference["kind"])
        if kind is not None:
            namespace = obj["metadata"].get("namespace", "") if kind.namespaced else ""
            yield namespace, f"{kind.resource}/{reference['name']}"


def _owner(api: Api, obj: Object, reference: Object) -> Object | None:
    """The owner that a reference means, unless it is gone or another has its name. An unknown kind counts as there."""
    kind = api.kind_of(reference["apiVersion"], reference["kind"])
    if kind is None:
        return reference
    namespace = obj["metadata"].get("namespace", "") if kind.namespaced else ""
    if kind.namespaced and not namespace:
        return None
    owner = api.find(kind.resource, namespace, reference["name"])
    return owner if owner is not None and owner["metadata"]["uid"] == reference["uid"] else None


def _collect(api: Api, resource: str, obj: Object) -> None:
    """An object that stays only as long as one of its owners does."""
    metadata = obj["metadata"]
    references: Sequence[Object] = metadata.get("ownerReferences") or ()
    if not references:
        return
    solid: list[Object] = []
    waiting: list[Object] = []
    for reference in references:
        owner = _owner(api, obj, reference)
        if owner is None:
            continue
        (waiting if _waits(owner) else solid).append(reference)
    if solid:
        if len(solid) < len(references):
            _set_references(api, resource, obj, solid)
        return
    propagation = "Background"
    if ORPHAN in (metadata.get("finalizers") or ()):
        propagation = "Orphan"
    elif waiting and (dependents := list(_dependents_of(api, metadata["uid"]))):
        propagation = "Foreground"
        if any(_waits(dependent) for dependent in dependents):
            # Perhaps a circle, in which all would wait for each other: this one then holds up nobody.
            _set_references(api, resource, obj, [{**one, "blockOwnerDeletion": False} for one in references])
    elif FOREGROUND in (metadata.get("finalizers") or ()):
        propagation = "Foreground"
    _delete(api, resource, obj, propagation)


def _waits(owner: Object) -> bool:
    metadata = owner.get("metadata") or {}
    return bool(metadata.get("deletionTimestamp")) and FOREGROUND in (metadata.get("finalizers") or ())


def _delete(api: Api, resource: str, obj: Object, propagation: str) -> None:
    metadata = obj["metadata"]
    try:
        api.delete(
            resource, metadata.get("namespace", ""), metadata["name"], uid=metadata["uid"], propagation=propagation
        )
    except (NotFound, Conflict):
        return


def _set_references(api: Api, resource: str, obj: Object, references: Sequence[Object]) -> None:
    metadata = {key: value for key, value in obj["metadata"].items() if key != "ownerReferences"}
    if references:
        metadata["ownerReferences"] = list(references)
    api.update(resource, {**obj, "metadata": metadata})


def _orphan_dependents(api: Api, resource: str, obj: Object) -> None:
    uid = obj["metadata"]["uid"]
    for kind in deletable(api):
        for dependent in api.dependents(kind.resource, uid):
            kept = [one for one in dependent["metadata"]["ownerReferences"] if one["uid"] != uid]
            _set_references(api, kind.resource, dependent, kept)
    _let_go(api, resource, obj, ORPHAN)


def _delete_dependents(api: Api, resource: str, obj: Object) -> None:
    uid = obj["metadata"]["uid"]
    blocked = False
    for kind in deletable(api):
        for dependent in api.dependents(kind.resource, uid):
            if not is_being_deleted(dependent):
                _collect(api, kind.resource, dependent)
            blocked = blocked or _blocks(api, kind.resource, dependent, uid)
    if not blocked:
        _let_go(api, resource, obj, FOREGROUND)


def _blocks(api: Api, resource: str, dependent: Object, uid: str) -> bool:
    metadata = dependent["metadata"]
    still = api.find(resource, metadata.get("namespace", ""), metadata["name"])
    references = (still or {}).get("metadata", {}).get("ownerReferences") or ()
    return any(reference["uid"] == uid and reference.get("blockOwnerDeletion") for reference in references)


def _let_go(api: Api, resource: str, obj: Object, finalizer: str) -> None:
    there = api.find(resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
    if there is None:
        return
    kept = [name for name in there["metadata"].get("finalizers") or () if name != finalizer]
    metadata = {key: value for key, value in there["metadata"].items() if key != "finalizers"}
    if kept:
        metadata["finalizers"] = kept
    api.update(resource, {**there, "metadata": metadata})
