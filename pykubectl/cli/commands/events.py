"""events: the newest last, of a namespace or about one object.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/events/events.go.
"""

from collections.abc import Sequence
from datetime import datetime, timezone

from pykubectl import Object
from pykubectl.cli.errors import Failure, NoMatch
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.printers import PRINT_FLAGS, Printer, printer_for, typed_printer
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.resources import ALL_NAMESPACES_FLAG
from pykubectl.cli.session import Session
from pykubectl.machinery.go_sort import go_sorted
from pykubectl.machinery.requests import Target, resource_path
from pykubectl.machinery.timestamps import human_duration, parse_time

_NEVER = datetime.min.replace(tzinfo=timezone.utc)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if any(kind.lower() not in ("normal", "warning") for kind in flags["types"]):
        raise Failure("valid --types are Normal or Warning")
    query = _about(session, flags["for"]) if flags["for"] else {}
    show = _printer(session, flags)
    namespace = "" if flags["all-namespaces"] else session.namespace
    path = resource_path(Target("", "v1", namespace, "events"))
    if flags["watch"]:
        return _watch(session, flags, path, query)
    pages = list(session.pages(path, query, flags["chunk-size"]))
    events = go_sorted([event for page in pages for event in page["items"] if _wanted(event, flags)], _time)
    if not events:
        session.note(f"No events found in {namespace} namespace." if namespace else "No events found.")
        return None
    if flags["output"] == "name":
        return None  # kubectl's events have no names to print here.
    if show is not None:
        items = [{"kind": "Event", "apiVersion": "v1", **event} for event in events]
        session.write(show({"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": items}))
        return None
    session.write(_table(session, flags, events, header=not flags["no-headers"]))
    return None


def _printer(session: Session, flags: Flags) -> Printer | None:
    if not flags["output"]:
        return None
    return typed_printer(session, flags, "") if flags["output"] in ("json", "kyaml") else printer_for(session, flags)


def _about(session: Session, text: str) -> dict[str, str]:
    """The query for events about one object. Raises Failure, NoMatch."""
    if "/" not in text:
        raise Failure("--for must be in resource/name form")
    kind, _, name = text.partition("/")
    if "/" in name:
        raise Failure("arguments in resource/name form may not have more than one slash")
    if not kind:
        raise Failure("a resource must be present, got: /, Resource=")
    row = mapper_of(session).find(kind)
    if row is None:
        raise NoMatch(f"the server doesn't have a resource type {quote(kind)}")
    if not name:
        return {}
    terms = (("apiVersion", row.api_version), ("kind", row.kind), ("name", name))
    return {"fieldSelector": ",".join(f"involvedObject.{field}={value}" for field, value in terms)}


def _wanted(event: Object, flags: Flags) -> bool:
    types = [kind.lower() for kind in flags["types"]]
    return not types or event.get("type", "").lower() in types


def _time(event: Object) -> datetime:
    series = event.get("series")
    text = series.get("lastObservedTime") if series else event.get("lastTimestamp") or event.get("eventTime")
    return parse_time(text) if text else _NEVER


def _table(session: Session, flags: Flags, events: Sequence[Object], *, header: bool) -> str:
    writer = TabWriter()
    everywhere = flags["all-namespaces"]
    if header:
        names = ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
        writer.row(["NAMESPACE", *names] if everywhere else names)
    for event in events:
        about = event["involvedObject"]
        subject = f"{about.get('kind', '')}/{about.get('name', '')}"
        cells = [_last_seen(session, event), event.get("type", ""), event.get("reason", ""), subject]
        cells.append(event.get("message", "").strip())
        writer.row([event["metadata"].get("namespace", ""), *cells] if everywhere else cells)
    return writer.flush()


def _last_seen(session: Session, event: Object) -> str:
    first = _ago(session, event.get("eventTime") or event.get("firstTimestamp"))
    series = event.get("series")
    if series:
        return f"{_ago(session, series.get('lastObservedTime'))} (x{series.get('count')} over {first})"
    if event.get("count", 0) > 1:
        return f"{_ago(session, event.get('lastTimestamp'))} (x{event['count']} over {first})"
    return first


def _ago(session: Session, time: str | None) -> str:
    return human_duration(session.now - parse_time(time)) if time else "<unknown>"


def _watch(session: Session, flags: Flags, path: str, query: dict[str, str]) -> int | None:
    show = _printer(session, flags)
    header = not flags["no-headers"]
    session.exit_on_signals()
    for change in session.watch(path, query):
        if change["type"] == "DELETED" or not _wanted(change["object"], flags):
            continue
        text = show(change["object"]) if show else _table(session, flags, [change["object"]], header=header)
        session.write(text)
        session.flush()
        header = False
    return None


COMMAND = Command(
    "events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath"
    "|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]",
    run,
    short="List events",
    long="Lists the events of a namespace, of all namespaces, or those about one object, the newest last.",
    examples="""
# Of the namespace
kubectl events

# About one pod, as they come
kubectl events --for pod/web --watch

# Warnings only, everywhere
kubectl events -A --types=Warning
""",
    flags=(
        ALL_NAMESPACES_FLAG,
        Flag("chunk-size", "int64", 500, "How many to ask for at once; 0 for all."),
        Flag("for", "string", "", "The object they are about (TYPE/NAME)."),
        Flag("no-headers", "bool", False, "Leave out the line with the names of the columns."),
        *PRINT_FLAGS,
        Flag("types", "strings", [], "Only events of these types (Normal, Warning)."),
        Flag("watch", "bool", False, "Go on with what happens.", "w"),
    ),
)
