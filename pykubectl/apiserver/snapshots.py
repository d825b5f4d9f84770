"""Snapshots: what there was of a resource at a revision, rolled back from the present by the change log.

Upstream: apiserver/pkg/storage/cacher (snapshots of the watch cache), etcd's reads at a revision.
"""

from collections.abc import Iterator, Sequence

from pykubectl import Object
from pykubectl.storage import Change, Place, Store


def is_as_of(store: Store, resource: str, revision: int) -> bool:
    """Whether the resource is today as it was. Raises Compacted."""
    return next(_changes(store, resource, revision), None) is None


def at(store: Store, resource: str, namespace: str | None, revision: int) -> Sequence[Object]:
    """Sorted by (namespace, name). Raises Compacted."""
    objects: dict[Place, Object] = {_place(obj): obj for obj in store.list(resource, namespace)}
    # The oldest change tells what was before all of them.
    rolled_back: set[Place] = set()
    for change in _changes(store, resource, revision):
        place = change.key[1:]
        if place in rolled_back or (namespace is not None and place[0] != namespace):
            continue
        rolled_back.add(place)
        if change.previous is None:
            objects.pop(place, None)
        else:
            objects[place] = change.previous
    return [objects[place] for place in sorted(objects)]


def _changes(store: Store, resource: str, revision: int) -> Iterator[Change]:
    while changes := store.changes(revision):
        revision = changes[-1].revision
        yield from (change for change in changes if change.key.resource == resource)


def _place(obj: Object) -> Place:
    metadata = obj["metadata"]
    return metadata.get("namespace", ""), metadata["name"]
