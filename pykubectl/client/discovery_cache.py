"""What commands know of a cluster's custom resources: what discovery last said, kept with the cluster for some hours.

kubectl asks a server what it serves only when it meets a name that it does not know, or when what it knows is old. A type
that is gone is therefore asked for in vain, which is a different error from a type that never was.

Upstream: client-go/discovery/cached/disk.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pykubectl.client import ApiResource
from pykubectl.kinds import Kind

if TYPE_CHECKING:
    from pykubectl.cluster import Cluster

_KEPT_SECONDS = 6 * 3600
_META = "discovery"


def custom_rows(cluster: "Cluster", *, refresh: bool = False) -> Sequence[ApiResource]:
    """The rows of custom kinds; `refresh` asks the server, as does a cache that is too old or not there."""
    kept = cluster.store.meta(_META)
    found: dict[str, Any] = json.loads(kept) if kept else {"until": 0, "rows": []}
    if refresh or (kept != "" and found["until"] < cluster.world.now.timestamp()):
        fresh = [list(row) for row in rows(cluster.server.catalogue.custom())]
        if refresh or fresh != found["rows"]:
            _keep(cluster, kept, fresh)
        found["rows"] = fresh
    return [_row(values) for values in found["rows"]]


def _keep(cluster: "Cluster", kept: str | None, fresh: list[list[Any]]) -> None:
    """A cluster without custom kinds keeps nothing, and writes nothing to say so again."""
    until = cluster.world.now.timestamp() + _KEPT_SECONDS
    text = json.dumps({"until": until, "rows": fresh}) if fresh else ""
    if text or kept:
        with cluster.store.transaction(durable=False):
            cluster.store.set_meta(_META, text)


def rows(kinds: Iterable[Kind]) -> Iterator[ApiResource]:
    """In the order of discovery: by group version, each group's preferred version first."""
    for kind in kinds:
        for version in kind.versions:
            yield ApiResource(
                kind.group,
                version,
                kind.plural,
                kind.singular,
                kind.kind,
                kind.namespaced,
                kind.verbs,
                kind.short_names,
                kind.categories,
                version == kind.versions[0],
            )


def _row(values: list[Any]) -> ApiResource:
    return ApiResource._make(tuple(value) if isinstance(value, list) else value for value in values)
