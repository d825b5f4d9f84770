"""Namespace: empties a namespace that is being deleted, pods first, says in conditions what is left, and lets it go when it is empty.

Upstream: pkg/controller/namespace.
"""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.api import Api
from pykubectl.controllers.parts import conditions
from pykubectl.controllers.parts.pods import is_being_deleted
from pykubectl.controllers.parts.resources import deletable
from pykubectl.errors import NotFound
from pykubectl.kinds import Kind
from pykubectl.machinery.timestamps import parse_time
from pykubectl.storage import Change

FINALIZER = "kubernetes"
# What was on its way to the namespace when it was deleted gets this long to arrive.
GRACE_SECONDS = 5.0
RETRY_SECONDS = 15.0


class _Left(NamedTuple):
    """What is left: how many objects by kind, how many of them a finalizer holds by its name."""

    objects: Counter[str]
    finalizers: Counter[str]


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    found = api.find("namespaces", "", name)
    if found is None or not is_being_deleted(found) or FINALIZER not in (found["spec"].get("finalizers") or ()):
        return None
    early = GRACE_SECONDS - (api.now - parse_time(found["metadata"]["deletionTimestamp"])).total_seconds()
    if early > 0:
        return early
    kinds = [kind for kind in deletable(api) if kind.namespaced and api.exists(kind.resource)]
    left = _empty(api, name, [kind for kind in kinds if kind.resource == "pods"])
    if not left.objects:
        left = _empty(api, name, [kind for kind in kinds if kind.resource != "pods"])
    written = _write_conditions(api, found, left)
    if left.objects:
        return RETRY_SECONDS
    api.finalize(written, [other for other in found["spec"]["finalizers"] if other != FINALIZER])
    return None


def woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]:
    """The namespace of an object that is gone, if it waits for that."""
    if change.obj is None and change.key.namespace:
        namespace = api.find("namespaces", "", change.key.namespace)
        if namespace is not None and is_being_deleted(namespace):
            yield "", change.key.namespace


def _empty(api: Api, namespace: str, kinds: Iterable[Kind]) -> _Left:
    left = _Left(Counter(), Counter())
    for kind in kinds:
        for obj in api.list(kind.resource, namespace):
            if not is_being_deleted(obj):
                try:
                    api.delete(kind.resource, namespace, obj["metadata"]["name"], propagation="Background")
                except NotFound:
                    continue
        remaining = api.list(kind.resource, namespace)
        if remaining:
            left.objects[f"{kind.plural}.{kind.group}"] = len(remaining)
        left.finalizers.update(finalizer for obj in remaining for finalizer in obj["metadata"].get("finalizers") or ())
    return left


def _conditions(left: _Left) -> list[tuple[str, tuple[str, str, str]]]:
    remaining = ("False", "ContentRemoved", "All content successfully removed")
    if left.objects:
        texts = ", ".join(f"{name} has {count} resource instances" for name, count in sorted(left.objects.items()))
        remaining = ("True", "SomeResourcesRemain", f"Some resources are remaining: {texts}")
    held = ("False", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
    if left.finalizers:
        texts = ", ".join(f"{name} in {count} resource instances" for name, count in sorted(left.finalizers.items()))
        held = ("True", "SomeFinalizersRemain", f"Some content in the namespace has finalizers remaining: {texts}")
    deleted = "All content successfully deleted, may be waiting on finalization"
    parsed = ("False", "ParsedGroupVersions", "All legacy kube types successfully parsed")
    return [
        (
            "NamespaceDeletionDiscoveryFailure",
            ("False", "ResourcesDiscovered", "All resources successfully discovered"),
        ),
        ("NamespaceDeletionGroupVersionParsingFailure", parsed),
        ("NamespaceDeletionContentFailure", ("False", "ContentDeleted", deleted)),
        ("NamespaceContentRemaining", remaining),
        ("NamespaceFinalizersRemaining", held),
    ]


def _write_conditions(api: Api, namespace: Object, left: _Left) -> Object:
    status = dict(namespace.get("status") or {})
    found = status.get("conditions") or ()
    for type, words in _conditions(left):
        found = conditions.set_in_place(found, type, words, api.now)
    status |= {"phase": "Terminating", "conditions": found}
    return api.update_status("namespaces", {**namespace, "status": status})
