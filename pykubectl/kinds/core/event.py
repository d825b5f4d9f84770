"""Events.

The store keeps them in the shape of the core group; events.k8s.io shows the same objects under other names.

Upstream: pkg/registry/core/event, pkg/apis/events/v1/conversion.go.
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, invalid

FIELDS = (
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
)

_EVENTS_API = "events.k8s.io/v1"

# Core's name of a field, the other group's, and what Go writes in the core shape when there is nothing.
_RENAMED: dict[str, str] = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
_CORE_ALWAYS: dict[str, Any] = {"reportingComponent": "", "reportingInstance": ""}
_TIMES = ("eventTime", "firstTimestamp", "lastTimestamp")


def default(obj: Object) -> None:
    for name, value in _CORE_ALWAYS.items():
        obj.setdefault(name, value)
    obj.setdefault("involvedObject", {})
    obj.setdefault("source", {})
    for name in _TIMES:
        obj.setdefault(name, None)


def validate(obj: Object) -> list[FieldError]:
    """Events of a namespace are about its objects; those of the cluster's are kept in the default one."""
    about, namespace = (obj.get("involvedObject") or {}).get("namespace") or "", obj["metadata"].get("namespace", "")
    if about == namespace or (not about and namespace in ("", "default")):
        return []
    return [invalid("involvedObject.namespace", about, "does not match event.namespace")]


def convert(obj: Object, version: str) -> Object:
    """Between the core shape (`v1`) and that of `events.k8s.io/v1`."""
    to_core = version == "v1"
    if to_core == (obj.get("apiVersion") == "v1"):
        return obj
    names = {new: old for old, new in _RENAMED.items()} if to_core else _RENAMED
    found = {names.get(name, name): value for name, value in obj.items()}
    found |= {"apiVersion": version if to_core else _EVENTS_API, "kind": "Event"}
    return found


def field(obj: Object, path: str) -> str:
    if path == "source":
        return str((obj.get("source") or {}).get("component") or obj.get("reportingComponent") or "")
    head, _, rest = path.partition(".")
    value = (obj.get(head) or {}).get(rest) if rest else obj.get(head)
    return str(value or "")
