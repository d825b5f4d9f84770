"""Server-side apply: the file goes to the server as it is; the server keeps who owns which field.

An object that was applied from the client before is moved over: its annotation gets an owner of its own, and the fields of
the old manager go to the new one.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go, client-go/util/csaupgrade.
"""

from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import LAST_APPLIED
from pykubectl.errors import Conflict, StatusError
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import APPLY_PATCH, JSON_PATCH

MANAGER = "kubectl"
CLIENT_SIDE_MANAGER = "kubectl-client-side-apply"
ANNOTATION_MANAGER = "kubectl-last-applied"

ADVICE = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def server_side_apply(session: Session, info: Info, query: dict[str, str], subresource: str = "") -> None:
    """Apply the object of `info`, which then holds the answer. Raises StatusError; Failure on conflicts."""
    wanted = info.content
    path = info.subpath(subresource)
    manager = query["fieldManager"]
    try:
        info.refresh(_apply(session, path, wanted, query))
    except Conflict as error:
        raise Failure(error.message + ADVICE) from None
    try:
        _save_annotation(session, info, query)
        if _migrate(session, info, manager):
            info.refresh(_apply(session, path, wanted, query))
    except StatusError as error:
        session.warn(f"failed to migrate kubectl apply metadata: {error.message}")


def _apply(session: Session, path: str, obj: Object, query: dict[str, str]) -> Object:
    answer: Object = session.request("PATCH", path, query=query, body=obj, content_type=APPLY_PATCH)
    return answer


def _save_annotation(session: Session, info: Info, query: dict[str, str]) -> None:
    """Give the annotation of client-side apply an owner of its own, so that it outlives the move."""
    metadata = info.content["metadata"]
    value = (metadata.get("annotations") or {}).get(LAST_APPLIED)
    if query["fieldManager"] != MANAGER or value is None:
        return
    managers = metadata.get("managedFields") or ()
    if any(entry["manager"] == ANNOTATION_MANAGER and entry["operation"] == "Apply" for entry in managers):
        return
    about: Object = {"name": info.name, "annotations": {LAST_APPLIED: value}}
    if info.namespace:
        about["namespace"] = info.namespace
    obj = {"apiVersion": info.content["apiVersion"], "kind": info.content["kind"], "metadata": about}
    info.refresh(_apply(session, info.path, obj, {**query, "fieldManager": ANNOTATION_MANAGER}))


def _migrate(session: Session, info: Info, manager: str) -> bool:
    """Hand the old manager's fields to the new one; whether there was something to hand over."""
    metadata = info.content["metadata"]
    entries = _moved(metadata.get("managedFields") or [], manager)
    if entries is None:
        return False
    patch = [
        {"op": "replace", "path": "/metadata/managedFields", "value": entries},
        {"op": "replace", "path": "/metadata/resourceVersion", "value": metadata["resourceVersion"]},
    ]
    info.refresh(session.request("PATCH", info.path, body=patch, content_type=JSON_PATCH))
    return True


def _moved(entries: list[Object], manager: str) -> list[Object] | None:
    """The entries without the old manager's; None when it has none."""
    old = [entry for entry in entries if entry["manager"] == CLIENT_SIDE_MANAGER and not entry.get("subresource")]
    old = [entry for entry in old if entry["operation"] == "Update"]
    if not old:
        return None
    kept = [copy(entry) for entry in entries if entry not in old]
    own = next((entry for entry in kept if entry["manager"] == manager and entry["operation"] == "Apply"), None)
    if own is None:
        own = {**copy(old[0]), "manager": manager, "operation": "Apply"}
        kept.insert(0, own)
    for entry in old:
        own["fieldsV1"] = _union(own.get("fieldsV1") or {}, entry.get("fieldsV1") or {})
    return kept


def _union(first: Any, second: Any) -> Any:
    joined = dict(first)
    for key, value in second.items():
        joined[key] = _union(joined[key], value) if key in joined else value
    return joined
