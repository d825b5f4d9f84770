"""Events: what loops report about objects, correlated as the real recorders do.

The same report again counts up the event that is there. From the tenth report of one reason within ten minutes on, each
with other words, they are combined into one. After a burst of 25 about one object a reporter is heard once every five minutes. The
scheduler uses the newer form (eventTime, action), which is neither combined nor limited.

Upstream: client-go/tools/record/events_cache.go, client-go/tools/events.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from pykubectl import Object
from pykubectl.apiserver import field_management
from pykubectl.machinery.timestamps import format_micro_time, format_time, parse_time
from pykubectl.storage import Index, Key, Write

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

BURST = 25
REFILL_SECONDS = 300
COMBINE_AT = 10
COMBINE_WITHIN = timedelta(minutes=10)
COMBINED = "(combined from similar events): "
_NEW_FORM = "default-scheduler"
_NAME_MAX = 236


class Report(NamedTuple):
    """`field_path` names a part of the object (`spec.containers{web}`)."""

    about: Object
    type: str
    reason: str
    message: str
    field_path: str = ""
    action: str = ""


def record(server: "ApiServer", actor: str, report: Report) -> None:
    namespace = report.about["metadata"].get("namespace") or "default"
    uid = report.about["metadata"]["uid"]
    known = [one for one in server.store.list("events", namespace, Index("about", uid)) if _component(one) == actor]
    if actor != _NEW_FORM:
        if _is_silenced(server, known):
            return
        if _is_crowded(server, known, report):
            report = report._replace(message=COMBINED + report.message)
    same = next((one for one in known if _is_same(one, report)), None)
    if same is not None:
        _count_up(server, same, report)
    elif _is_alive(server, namespace):
        _create(server, actor, namespace, report)


def _component(event: Object) -> str:
    found: str = event.get("reportingComponent") or (event.get("source") or {}).get("component", "")
    return found


def _is_alive(server: "ApiServer", namespace: str) -> bool:
    found = server.registry.find("namespaces", "", namespace)
    return found is not None and "deletionTimestamp" not in found["metadata"]


def _is_silenced(server: "ApiServer", known: list[Object]) -> bool:
    if len(known) == 0:
        return False
    spent: int = sum(one.get("count") or 1 for one in known)
    first = min(parse_time(one["metadata"]["creationTimestamp"]) for one in known)
    refilled = (server.world.now - first) // timedelta(seconds=REFILL_SECONDS)
    return spent >= BURST + refilled


def _is_crowded(server: "ApiServer", known: list[Object], report: Report) -> bool:
    since = server.world.now - COMBINE_WITHIN
    similar = [one for one in known if one["reason"] == report.reason and one["type"] == report.type]
    recent = [one for one in similar if parse_time(one["lastTimestamp"]) > since]
    others = {one["message"] for one in recent if not one["message"].startswith(COMBINED)}
    return report.message not in others and len(others) + 1 >= COMBINE_AT


def _is_same(event: Object, report: Report) -> bool:
    combined = report.message.startswith(COMBINED) and event["message"].startswith(COMBINED)
    if not combined and event["message"] != report.message:
        return False
    told = (event["reason"], event["type"], event["involvedObject"].get("fieldPath", ""))
    return told == (report.reason, report.type, report.field_path)


def _count_up(server: "ApiServer", event: Object, report: Report) -> None:
    new = {**event, "metadata": dict(event["metadata"]), "message": report.message}
    if event.get("eventTime"):
        count = (event.get("series") or {}).get("count", 1) + 1
        new["series"] = {"count": count, "lastObservedTime": format_micro_time(server.world.now)}
    else:
        new["count"] = event.get("count", 1) + 1
        new["lastTimestamp"] = format_time(server.world.now)
    field_management.on_event(server, _component(event), new)
    meta = event["metadata"]
    key = Key("events", meta["namespace"], meta["name"])
    server.store.write([Write(key, new, int(meta["resourceVersion"]))])


def _create(server: "ApiServer", actor: str, namespace: str, report: Report) -> None:
    about = report.about["metadata"]
    name = _free_name(server, namespace, about["name"])
    involved = {
        "kind": report.about["kind"],
        "namespace": about.get("namespace", ""),
        "name": about["name"],
        "uid": about["uid"],
        "apiVersion": report.about["apiVersion"],
        "resourceVersion": about["resourceVersion"],
        "fieldPath": report.field_path,
    }
    now = server.world.now
    event: Object = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "uid": server.world.uid(),
            "creationTimestamp": format_time(now),
        },
        "involvedObject": {field: value for field, value in involved.items() if value},
        "reason": report.reason,
        "message": report.message,
        "type": report.type,
        "eventTime": None,
        "reportingComponent": actor,
        "reportingInstance": "",
    }
    event.update(_form(server, actor, report))
    field_management.on_event(server, actor, event)
    server.store.write([Write(Key("events", namespace, name), event, 0)])


def _free_name(server: "ApiServer", namespace: str, about: str) -> str:
    """The name of the object and the nanoseconds of the report, or the next that are free."""
    stamp = int(server.world.now.timestamp() * 1e6) * 1000
    while True:
        name = f"{about[:_NAME_MAX]}.{stamp:x}"
        if server.store.get(Key("events", namespace, name)) is None:
            return name
        stamp += 1


def _form(server: "ApiServer", actor: str, report: Report) -> Object:
    """What differs between the two forms of events."""
    now = server.world.now
    if actor == _NEW_FORM:
        return {
            "action": report.action,
            "eventTime": format_micro_time(now),
            "firstTimestamp": None,
            "lastTimestamp": None,
            "reportingInstance": f"{actor}-control-plane",
            "source": {},
        }
    source = {"component": actor}
    if actor == "kubelet":
        source["host"] = report.about.get("spec", {}).get("nodeName") or report.about["metadata"]["name"]
    stamp = format_time(now)
    return {
        "count": 1,
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "source": source,
        "reportingInstance": source.get("host", ""),
    }
