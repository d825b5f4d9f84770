"""Custom resource definitions: whether their names are free, from when on they are served, and what goes with them.

A definition is served when it is Established: all its names are accepted, for no other definition of its group has them.
Each served group and version has an API service. One that is being deleted first loses its objects, then its finalizer.

Upstream: apiextensions-apiserver/pkg/controller/{status,establish,finalizer,apiapproval}, kube-aggregator crdregistration.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pods import is_being_deleted
from pykubectl.errors import NotFound
from pykubectl.kinds.apiextensions.customresourcedefinition import CLEANUP
from pykubectl.kinds.custom import condition
from pykubectl.kinds.version_order import newest_first
from pykubectl.storage import Change

RESOURCE = "customresourcedefinitions.apiextensions.k8s.io"
SERVICES = "apiservices.apiregistration.k8s.io"
_APPROVAL = "api-approved.kubernetes.io"
_PROTECTED_GROUPS = (".k8s.io", ".kubernetes.io")
_AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged"
_GROUP_PRIORITY, _VERSION_PRIORITY = 1000, 100

_Condition = tuple[str, str, str]


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    crd = api.find(RESOURCE, "", name)
    if crd is not None and is_being_deleted(crd):
        crd = _finalize(api, crd)
    elif crd is not None:
        crd = _accept_names(api, crd)
    _register(api, name.partition(".")[2])
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """A name that is given up may be another's; an object that goes may be the last that a definition waits for."""
    if change.key.resource != RESOURCE:
        if change.obj is None and "." in change.key.resource and api.find(RESOURCE, "", change.key.resource):
            yield "", change.key.resource
        return
    group = change.key.name.partition(".")[2]
    for crd in api.list(RESOURCE):
        if crd["spec"]["group"] == group and crd["metadata"]["name"] != change.key.name:
            yield "", crd["metadata"]["name"]


def _accept_names(api: Api, crd: Object) -> Object:
    others = [
        (other.get("status") or {}).get("acceptedNames") or {}
        for other in api.list(RESOURCE)
        if other["spec"]["group"] == crd["spec"]["group"] and other["metadata"]["uid"] != crd["metadata"]["uid"]
    ]
    status = dict(crd.get("status") or {})
    accepted, refused = _accepted(crd["spec"]["names"], status.get("acceptedNames") or {}, others)
    was_established = condition(crd, "Established").get("status") == "True"
    named: _Condition = ("False", *refused) if refused else ("True", "NoConflicts", "no conflicts found")
    established: _Condition = ("True", "InitialNamesAccepted", "the initial names have been accepted")
    if refused and not was_established:
        established = ("False", "NotAccepted", "not all names are accepted")
    status["acceptedNames"] = accepted
    for type, found in (*_approval(crd), ("NamesAccepted", named), ("Established", established)):
        status["conditions"] = conditions.set_in_place(status.get("conditions") or (), type, found, api.now)
    return api.update_status(RESOURCE, {**crd, "status": status})


def _accepted(wanted: Object, accepted: Object, others: list[Object]) -> tuple[Object, tuple[str, str] | None]:
    """The names that may be had, and why the last of the refused ones is refused."""
    taken = {name for other in others for name in _resource_names(other)}
    kinds = {name for other in others for name in (other.get("kind"), other.get("listKind"))}
    found = dict(accepted)
    refused = None
    for field, reason, used in (
        ("plural", "PluralConflict", taken),
        ("singular", "SingularConflict", taken),
        ("shortNames", "ShortNamesConflict", taken),
        ("kind", "KindConflict", kinds),
        ("listKind", "ListKindConflict", kinds),
    ):
        texts = [
            f'"{name}" is already in use' for name in _fresh(wanted.get(field), accepted.get(field)) if name in used
        ]
        if texts:
            refused = reason, texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        else:
            _put(found, field, wanted.get(field))
    _put(found, "categories", wanted.get("categories"))
    return found, refused


def _fresh(wanted: Any, accepted: Any) -> Iterator[str]:
    """The names that are asked for anew; what was accepted stays."""
    if isinstance(wanted, list):
        yield from (name for name in wanted if name not in (accepted or ()))
    elif wanted and wanted != accepted:
        yield wanted


def _resource_names(accepted: Object) -> Iterator[str]:
    yield from (accepted[field] for field in ("plural", "singular") if accepted.get(field))
    yield from accepted.get("shortNames") or ()


def _put(names: Object, field: str, value: Any) -> None:
    if value:
        names[field] = value
    else:
        names.pop(field, None)


def _approval(crd: Object) -> Iterator[tuple[str, _Condition]]:
    """Groups of the project need a word of approval."""
    group = crd["spec"]["group"]
    if not (f".{group}").endswith(_PROTECTED_GROUPS):
        return
    value = (crd["metadata"].get("annotations") or {}).get(_APPROVAL, "")
    found: _Condition
    if value.startswith("unapproved"):
        found = "False", "UnapprovedAnnotation", f'not approved: "{value}"'
    elif "://" in value:
        found = "True", "ApprovedAnnotation", f"approved in {value}"
    elif value:
        text = f'protected groups must have approval annotation "{_APPROVAL}" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111'
        found = "False", "InvalidAnnotation", text
    else:
        text = f'protected groups must have approval annotation "{_APPROVAL}", see https://github.com/kubernetes/enhancements/pull/1111'
        found = "False", "MissingAnnotation", text
    yield "KubernetesAPIApprovalPolicyConformant", found


def _finalize(api: Api, crd: Object) -> Object | None:
    """Delete the objects; without any left, let the definition go."""
    finalizers = crd["metadata"].get("finalizers") or []
    if CLEANUP not in finalizers:
        return crd
    resource = crd["metadata"]["name"]
    established = condition(crd, "Established").get("status") == "True"
    if established and api.exists(resource):
        text = "CustomResource deletion is in progress"
        crd = _terminating(api, crd, ("True", "InstanceDeletionInProgress", text))
        for obj in api.list(resource):
            if not is_being_deleted(obj):
                _delete(api, resource, obj)
        if api.exists(resource):
            return crd
    kept = [name for name in finalizers if name != CLEANUP]
    crd = {**crd, "metadata": {**crd["metadata"], "finalizers": kept}}
    # Through the status, so that a definition which became invalid can go, too.
    _terminating(api, crd, ("False", "InstanceDeletionCompleted", "removed all instances"))
    return None


def _delete(api: Api, resource: str, obj: Object) -> None:
    try:
        api.delete(resource, obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
    except NotFound:
        return


def _terminating(api: Api, crd: Object, found: _Condition) -> Object:
    changed = conditions.set_in_place(crd["status"].get("conditions") or (), "Terminating", found, api.now)
    return api.update_status(RESOURCE, {**crd, "status": {**crd["status"], "conditions": changed}})


def _register(api: Api, group: str) -> None:
    """API services of a group: one for each version that is served, none for others."""
    served = newest_first(
        {
            version["name"]
            for crd in api.list(RESOURCE)
            if crd["spec"]["group"] == group and condition(crd, "Established").get("status") == "True"
            for version in crd["spec"]["versions"]
            if version["served"]
        }
    )
    for version in served:
        if api.find(SERVICES, "", f"{version}.{group}") is None:
            api.create(SERVICES, "", _service(version, group))
    for service in api.list(SERVICES):
        spec = service["spec"]
        stale = spec.get("group") == group and spec["version"] not in served
        if stale and (service["metadata"].get("labels") or {}).get(_AUTOMANAGED) == "true":
            api.delete(SERVICES, "", service["metadata"]["name"])


def _service(version: str, group: str) -> Object:
    return {
        "metadata": {"name": f"{version}.{group}", "labels": {_AUTOMANAGED: "true"}},
        "spec": {
            "group": group,
            "groupPriorityMinimum": _GROUP_PRIORITY,
            "version": version,
            "versionPriority": _VERSION_PRIORITY,
        },
    }
