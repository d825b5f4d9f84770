"""apply --prune: deletes what was applied before and is no longer in the files.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/prune.go, .../util/prune.
"""

from collections.abc import Iterator, Sequence

from pykubectl.cli.deleting import Deletion
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.printers import result_printer
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import LAST_APPLIED
from pykubectl.client import ApiResource
from pykubectl.errors import MethodNotAllowed, NotFound
from pykubectl.machinery.requests import Target, resource_path

DEFAULT = (
    ("", "v1", "ConfigMap"),
    ("", "v1", "Endpoints"),
    ("", "v1", "Namespace"),
    ("", "v1", "PersistentVolumeClaim"),
    ("", "v1", "PersistentVolume"),
    ("", "v1", "Pod"),
    ("", "v1", "ReplicationController"),
    ("", "v1", "Secret"),
    ("", "v1", "Service"),
    ("batch", "v1", "Job"),
    ("batch", "v1", "CronJob"),
    ("networking.k8s.io", "v1", "Ingress"),
    ("apps", "v1", "DaemonSet"),
    ("apps", "v1", "Deployment"),
    ("apps", "v1", "ReplicaSet"),
    ("apps", "v1", "StatefulSet"),
)


_DEPRECATED = (
    "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag"
    " in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the"
    " --prune-allowlist flag."
)


def prune(
    session: Session, flags: Flags, rows: Sequence[ApiResource], applied: Sequence[Info], deletion: Deletion
) -> None:
    """Delete what carries the annotation of apply, is selected, and was not applied now; `rows` say where to look."""
    show = result_printer(session, flags, "pruned", deletion.dry_run)
    for info in prunable(session, flags, rows, applied):
        if deletion.dry_run != "client":
            deletion.delete(info)
        session.write(show(info.content))


def prunable(session: Session, flags: Flags, rows: Sequence[ApiResource], applied: Sequence[Info]) -> Iterator[Info]:
    """The objects that would be pruned; `applied` are those that stay, as far as they are there."""
    if not rows:
        session.log_warning("prune.go:71", _DEPRECATED)
        rows = [_row(session, *kind) for kind in DEFAULT]
    kept = {info.object["metadata"].get("uid") for info in applied if info.object is not None}
    namespaces = sorted({info.namespace for info in applied if info.namespace})
    for info in _candidates(session, flags, rows, namespaces):
        metadata = info.content["metadata"]
        if LAST_APPLIED in (metadata.get("annotations") or {}) and metadata.get("uid") not in kept:
            yield info


def pruned_kinds(session: Session, flags: Flags) -> list[ApiResource]:
    """The resources of --prune-allowlist. Raises Failure."""
    kinds = []
    for text in flags["prune-allowlist"]:
        parts = text.split("/")
        if len(parts) != 3:
            raise Failure(f"invalid GroupVersionKind format: {text}, please follow <group/version/kind>")
        kinds.append(_row(session, "" if parts[0] == "core" else parts[0], parts[1], parts[2]))
    return kinds


def _row(session: Session, group: str, version: str, kind: str) -> ApiResource:
    api_version = f"{group}/{version}" if group else version
    try:
        return mapper_of(session).of_kind(api_version, kind)
    except Failure:
        raise Failure(f'no matches for kind "{kind}" in version "{api_version}"') from None


def _candidates(
    session: Session, flags: Flags, rows: Sequence[ApiResource], namespaces: Sequence[str]
) -> Iterator[Info]:
    for namespace in namespaces:
        for row in rows:
            if row.namespaced:
                yield from _list(session, flags, row, namespace)
    for row in rows:
        if not row.namespaced:
            yield from _list(session, flags, row, "")


def _list(session: Session, flags: Flags, row: ApiResource, namespace: str) -> Iterator[Info]:
    query = {"labelSelector": flags["selector"]} if flags["selector"] else {}
    try:
        found = session.request(
            "GET", resource_path(Target(row.group, row.version, namespace, row.plural)), query=query
        )
    except (NotFound, MethodNotAllowed):
        return
    for item in found["items"]:
        obj = {"apiVersion": row.api_version, "kind": row.kind, **item}
        yield Info(row, namespace, item["metadata"]["name"], object=obj)
