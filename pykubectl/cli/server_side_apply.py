"""Server-side apply: the file goes to the server as it is; the server keeps who owns which field.

An object that was applied from the client before is moved over: its annotation gets an owner of its own, and the fields of
the old manager go to the new one.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go, client-go/util/csaupgrade.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import LAST_APPLIED
from pykubectl.errors import Conflict, StatusError
from pykubectl.machinery.field_sets.algebra import union
from pykubectl.machinery.objects import copy
from pykubectl.machinery.requests import APPLY_PATCH, JSON_PATCH

MANAGER = "kubectl"
CLIENT_SIDE_MANAGER = "kubectl-client-side-apply"
ANNOTATION_MANAGER = "kubectl-last-applied"

_ATTEMPTS_MAX = 5

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


_FAILED = {
    "annotation": f"failed to migrate {LAST_APPLIED} for Server-Side Apply",
    "patch": "server rejected managed fields migration to Server-Side Apply",
    "apply": "failed to re-apply configuration after performing Server-Side Apply migration",
}


def server_side_apply(session: Session, info: Info, query: dict[str, str], subresource: str = "") -> None:
    """Apply the object of `info`, which then holds the answer. Raises StatusError; Failure on conflicts."""
    wanted = info.content
    path = info.subpath(subresource)
    try:
        info.refresh(_apply(session, path, wanted, query))
    except Conflict as error:
        raise Failure(error.message + ADVICE) from None
    step = "annotation"
    try:
        _save_annotation(session, info, query)
        step = "patch"
        if _migrate(session, info, query):
            step = "apply"
            info.refresh(_apply(session, path, wanted, query))
    except StatusError as error:
        session.note(
            f"Warning: {_FAILED[step]}. This is non-fatal and will be retried next time you apply. Error: {error.message}"
        )


def _apply(session: Session, path: str, obj: Object, query: dict[str, str]) -> Object:
    answer: Object = session.request("PATCH", path, query=query, body=obj, content_type=APPLY_PATCH)
    return answer


def _save_annotation(session: Session, info: Info, query: dict[str, str]) -> None:
    """Give the annotation of client-side apply an owner of its own, so that it outlives the move."""
    metadata = info.content["metadata"]
    value = (metadata.get("annotations") or {}).get(LAST_APPLIED)
    if query["fieldManager"] != MANAGER or value is None:
        return
    if any(_owns_annotation(entry, "Apply") for entry in metadata.get("managedFields") or ()):
        return
    about: Object = {"name": info.name, "annotations": {LAST_APPLIED: value}}
    if info.namespace:
        about["namespace"] = info.namespace
    obj = {"apiVersion": info.content["apiVersion"], "kind": info.content["kind"], "metadata": about}
    asked = {name: text for name, text in query.items() if name != "force"}
    info.refresh(_apply(session, info.path, obj, {**asked, "fieldManager": ANNOTATION_MANAGER}))


def _owns_annotation(entry: Object, operation: str) -> bool:
    fields = entry.get("fieldsV1") or {}
    annotations = (fields.get("f:metadata") or {}).get("f:annotations") or {}
    return entry["operation"] == operation and f"f:{LAST_APPLIED}" in annotations


def _migrate(session: Session, info: Info, query: dict[str, str]) -> bool:
    """Hand the fields of those who applied from the client to the new manager; whether there was something to hand over."""
    for _ in range(_ATTEMPTS_MAX):
        metadata = info.content["metadata"]
        entries = metadata.get("managedFields") or []
        moved = _moved(entries, query["fieldManager"])
        if moved == entries:
            return False
        patch = [
            {"op": "replace", "path": "/metadata/managedFields", "value": moved},
            {"op": "replace", "path": "/metadata/resourceVersion", "value": metadata["resourceVersion"]},
        ]
        asked = {name: text for name, text in query.items() if name != "force"}
        try:
            info.refresh(session.request("PATCH", info.path, query=asked, body=patch, content_type=JSON_PATCH))
            return True
        except Conflict as error:
            conflict = error
            info.get(session)
    raise conflict


def _moved(entries: list[Object], manager: str) -> list[Object]:
    """The entries without those of the managers who updated the annotation last: `manager` applies what was theirs."""
    found = [copy(entry) for entry in entries]
    for name in dict.fromkeys(entry["manager"] for entry in entries if _owns_annotation(entry, "Update")):
        theirs = [entry for entry in found if _is(entry, name, "Update")]
        own = next((entry for entry in found if _is(entry, manager, "Apply")), None)
        if own is None:
            if not theirs:
                continue
            own = theirs[0]
            own.update(manager=manager, operation="Apply")
        same = next((entry for entry in theirs if entry is not own and entry["apiVersion"] == own["apiVersion"]), None)
        if same is not None:
            own["fieldsV1"] = union(own.get("fieldsV1") or {}, same.get("fieldsV1") or {})
        found = [entry for entry in found if not _is(entry, name, "Update")]
    return found


def _is(entry: Object, manager: str, operation: str) -> bool:
    return (entry["manager"], entry["operation"], entry.get("subresource", "")) == (manager, operation, "")
