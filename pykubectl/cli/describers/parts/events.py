"""The events about an object, the last block of most descriptions.

They are found by the object's name, namespace, kind and uid. A pod is looked for without its kind, a mirror pod by the uid of
the pod it mirrors; a node by its uid and, since kubelets know no better, by its name as uid.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (searchEvents, DescribeEvents).
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.errors import StatusError
from pykubectl.machinery.go_sort import go_sorted
from pykubectl.machinery.requests import Target

MIRROR_POD = "kubernetes.io/config.mirror"
# The one kind whose events are looked for without their kind, and the one with two uids.
POD, NODE = "Pod", "Node"


def events_about(subject: Subject, obj: Object) -> list[Object]:
    """The events about an object; none when they may not be read."""
    kind, uids = obj["kind"], [obj["metadata"].get("uid", "")]
    if obj["apiVersion"] == "v1" and kind == POD:
        kind = ""
        uids = [(obj["metadata"].get("annotations") or {}).get(MIRROR_POD, uids[0])]
    if obj["apiVersion"] == "v1" and kind == NODE:
        uids.append(obj["metadata"]["name"])
    return [event for uid in uids for event in _search(subject, obj, kind, uid)]


def _search(subject: Subject, obj: Object, kind: str, uid: str) -> list[Object]:
    namespace = obj["metadata"].get("namespace", "")
    terms = [f"involvedObject.name={obj['metadata']['name']}", f"involvedObject.namespace={namespace}"]
    if kind:
        terms.append(f"involvedObject.kind={kind}")
    if uid:
        terms.append(f"involvedObject.uid={uid}")
    try:
        return subject.items(Target("", "v1", namespace, "events"), {"fieldSelector": ",".join(terms)})
    except StatusError:
        return []


def write_events(writer: Writer, subject: Subject, events: Sequence[Object]) -> None:
    if not events:
        writer.line("Events:", "<none>")
        return
    writer.write("Events:\n  Type\tReason\tAge\tFrom\tMessage\n")
    writer.line("----", "------", "----", "----", "-------", level=1)
    for event in go_sorted(events, lambda event: event.get("lastTimestamp") or ""):
        source = (event.get("source") or {}).get("component") or event.get("reportingComponent", "")
        cells = (event.get("type", ""), event.get("reason", ""), _interval(subject, event), source, _message(event))
        writer.line(*cells, level=1)


def _interval(subject: Subject, event: Object) -> str:
    """`5s`, or `5s (x3 over 2m)` for what happened more than once."""
    first = subject.age(event.get("eventTime") or event.get("firstTimestamp"))
    series = event.get("series")
    if series:
        return f"{subject.age(series.get('lastObservedTime'))} (x{series.get('count', 0)} over {first})"
    if event.get("count", 0) > 1:
        return f"{subject.age(event.get('lastTimestamp'))} (x{event['count']} over {first})"
    return first


def _message(event: Object) -> str:
    message: str = event.get("message", "").strip()
    field = (event.get("involvedObject") or {}).get("fieldPath")
    return f"{field}: {message}" if field else message
