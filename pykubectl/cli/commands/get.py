"""get: shows objects, as the server's table or in any output format; with -w also what happens to them.

For tables the server is asked for rows; for other formats for objects, which become one List unless the command line could only mean
one object.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/get/get.go.
"""

from collections.abc import Callable, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import FORMATS, TEMPLATE_FLAGS, printer_for
from pykubectl.cli.printers.table import TableOptions, write_table
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.resources import (
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    FILENAME_FLAGS,
    SELECTOR_FLAG,
    Builder,
    Info,
    Result,
    singular_name,
)
from pykubectl.cli.session import Session
from pykubectl.client import ApiResource
from pykubectl.errors import NotFound
from pykubectl.machinery.requests import JSON, TABLE, Request, is_watch, parse_path

TABLE_FLAGS = (
    Flag("label-columns", "strings", [], "Labels to show as columns of their own; may be repeated.", "L"),
    Flag("no-headers", "bool", False, "Leave out the line with the names of the columns."),
    Flag("show-kind", "bool", False, "Put the kind before each name."),
    Flag("show-labels", "bool", False, "Show all labels in the last column."),
    Flag("sort-by", "string", "", "JSONPath of the field to sort by ({.metadata.name})."),
)
FLAGS = (
    ALL_NAMESPACES_FLAG,
    *FILENAME_FLAGS,
    SELECTOR_FLAG,
    FIELD_SELECTOR_FLAG,
    Flag("chunk-size", "int64", 500, "How many objects to ask for at once; 0 for all."),
    Flag("ignore-not-found", "bool", False, "Say nothing of objects that are not there."),
    Flag("output", "string", "", f"Output format: {', '.join(FORMATS)}.", "o"),
    *TEMPLATE_FLAGS,
    *TABLE_FLAGS,
    Flag("output-watch-events", "bool", False, "While watching, show the events themselves."),
    Flag("raw", "string", "", "Path on the server to print the answer of."),
    Flag("server-print", "bool", True, "Let the server make the table."),
    Flag("subresource", "string", "", "The subresource to show instead of the object."),
    Flag("watch", "bool", False, "After listing, go on with what changes.", "w"),
    Flag("watch-only", "bool", False, "Show only what changes, no list first."),
)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["raw"]:
        return _raw(session, flags, arguments)
    _check(session, flags, arguments)
    if flags["watch"] or flags["watch-only"]:
        from pykubectl.cli.watching import watch

        return watch(session, flags, _builder(session, flags, arguments))
    if is_table(flags):
        return _show_tables(session, flags, _builder(session, flags, arguments).do())
    return _show_objects(session, flags, _builder(session, flags, arguments).do())


def is_table(flags: Flags) -> bool:
    return flags["output"] == "wide" or not (flags["output"] or flags["template"])


def _check(session: Session, flags: Flags, arguments: Sequence[str]) -> None:
    if flags["watch"] or flags["watch-only"]:
        if flags["sort-by"]:
            wanted = "--watch-only requested, --sort-by will be ignored"
            listed = "--watch requested, --sort-by will be ignored for watch events received"
            session.note(f"warning: {wanted if flags['watch-only'] else listed}")
    elif not arguments and not flags["filename"] and not flags["kustomize"]:
        session.note(
            "You must specify the type of resource to get."
            f' Use "{session.program} api-resources" for a complete list of supported resources.\n'
        )
        raise UsageError(
            "Required resource not specified.\n"
            f'Use "{session.program} explain <resource>" for a detailed description of that resource'
            f" (e.g. {session.program} explain pods).",
            session.path,
        )
    if flags["show-labels"] and flags["output"] not in ("", "wide"):
        raise Failure(f"--show-labels option cannot be used with {flags['output']} printer")
    if flags["output-watch-events"] and not (flags["watch"] or flags["watch-only"]):
        raise Failure("--output-watch-events option can only be used with --watch or --watch-only")


def _raw(session: Session, flags: Flags, arguments: Sequence[str]) -> int | None:
    if arguments:
        raise Failure("arguments may not be passed when --raw is specified")
    if flags["output"]:
        raise Failure("--raw and --output are mutually exclusive")
    if flags["watch"] or flags["watch-only"] or flags["selector"]:
        raise Failure("--raw may not be specified with other flags that filter the server request or alter the output")
    from urllib.parse import parse_qsl, urlsplit

    from pykubectl.cli.raw import check_raw

    check_raw(flags["raw"])
    parts = urlsplit(flags["raw"])
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if is_watch(Request("GET", parts.path, query), parse_path(parts.path)):
        for event in session.watch(parts.path, query):
            session.write(_compact(event))
            session.flush()
        return None
    answer = session.raw_request("GET", parts.path, query)
    session.write(answer if isinstance(answer, str) else _compact(answer))
    return None


def _compact(answer: Any) -> str:
    from pykubectl.machinery.field_order import as_sent
    from pykubectl.machinery.json_codec import compact

    return compact(as_sent(answer), sort=False) + "\n"


def _builder(session: Session, flags: Flags, arguments: list[str]) -> Builder:
    builder = Builder.from_flags(session, flags, arguments)
    builder.select_all = False
    builder.any_by_default = True
    builder.latest = True
    builder.chunk = flags["chunk-size"]
    builder.subresource = flags["subresource"]
    if is_table(flags):
        builder.accept = TABLE if flags["server-print"] else JSON
        builder.flatten = builder.accept == JSON
        if flags["sort-by"] and builder.accept == TABLE:
            builder.list_query["includeObject"] = "Object"
    return builder


def _collect(flags: Flags, result: Result) -> tuple[list[Info], Exception | None]:
    infos, error = result.collect()
    if error is not None and flags["ignore-not-found"]:
        error = without(error, NotFound)
    return infos, error


def without(error: Exception, ignored: type[Exception]) -> Exception | None:
    """The error, less what is to be ignored in it."""
    if isinstance(error, Aggregate):
        return error.without(ignored)
    return None if isinstance(error, ignored) else error


def _show_objects(session: Session, flags: Flags, result: Result) -> int | None:
    infos, error = _collect(flags, result)
    if error is not None and not infos:
        raise Aggregate([error])
    if not infos and flags["ignore-not-found"]:
        return None
    show = printer_for(session, flags, allowed=lambda row: True)
    assert show is not None
    obj = _as_one(infos, result.single)
    if flags["sort-by"] and isinstance(obj.get("items"), list):
        from pykubectl.cli.sorting import Unsortable, sorted_objects

        try:
            obj = {**obj, "items": sorted_objects(obj["items"], flags["sort-by"])}
        except Unsortable as problem:
            raise session.log_fatal(*problem.explained(flags["sort-by"], is_table=False)) from None
    session.write(show(obj))
    if error is not None:
        raise Aggregate([error])
    return None


def _as_one(infos: Sequence[Info], single: bool) -> Object:
    if single and len(infos) == 1:
        obj = infos[0].content
        if not isinstance(obj.get("items"), list):
            return obj
        version = (obj.get("metadata") or {}).get("resourceVersion", "")
        return {"apiVersion": "v1", "items": obj["items"], "kind": "List", "metadata": {"resourceVersion": version}}
    items = [info.content for info in infos]
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


def _show_tables(session: Session, flags: Flags, result: Result) -> int | None:
    infos, error = _collect(flags, result)
    if flags["sort-by"] and not result.single:
        from pykubectl.cli.sorting import Unsortable, sorted_tables

        try:
            infos = list(sorted_tables(infos, flags["sort-by"]))
        except Unsortable as problem:
            raise session.log_fatal(*problem.explained(flags["sort-by"], is_table=True)) from None
    kinds = len({info.resource for info in infos}) > 1
    text = render_tables(session, flags, infos, kinds or flags["show-kind"])
    session.write(text)
    if not text and error is None and not flags["ignore-not-found"]:
        session.note(nothing_found(session, flags, result.resources or [info.resource for info in infos]))
    if error is not None:
        raise Aggregate([error])
    return None


def nothing_found(session: Session, flags: Flags, resources: Sequence[ApiResource]) -> str:
    if not flags["all-namespaces"] and all(row.namespaced for row in resources):
        return f"No resources found in {session.namespace} namespace."
    return "No resources found"


def table_options(session: Session, flags: Flags, resource: ApiResource, with_kind: bool) -> TableOptions:
    return TableOptions(
        wide=flags["output"] == "wide",
        no_headers=flags["no-headers"],
        namespace=flags["all-namespaces"] and resource.namespaced,
        kind=singular_name(resource) if with_kind else "",
        show_labels=flags["show-labels"],
        label_columns=flags["label-columns"],
        paint=_painter() if session.is_colored else None,
    )


def _painter() -> Callable[[str, str], str]:
    from pykubectl.cli.colors import paint

    return paint


def as_table(session: Session, obj: Object) -> Object:
    """What the server sent, as a table even if it made none."""
    if obj.get("kind") == "Table":
        return obj
    from pykubectl.cli.printers.table import plain_table
    from pykubectl.machinery.timestamps import human_duration, parse_time

    def age(item: Object) -> str:
        created = item["metadata"].get("creationTimestamp")
        return human_duration(session.now - parse_time(created)) if created else "<unknown>"

    return plain_table(obj["items"] if isinstance(obj.get("items"), list) else [obj], age)


def render_tables(session: Session, flags: Flags, infos: Sequence[Info], with_kind: bool) -> str:
    """One table per resource, a blank line between two (unless there are no headers)."""
    parts: list[str] = []
    writer, last = TabWriter(), None
    for info in infos:
        table = as_table(session, info.content)
        if not table.get("rows"):
            continue
        if info.resource != last:
            parts.append(writer.flush())
            writer.forget()
        write_table(writer, table, table_options(session, flags, info.resource, with_kind), info.resource != last)
        last = info.resource
    parts.append(writer.flush())
    return ("" if flags["no-headers"] else "\n").join(part for part in parts if part)


COMMAND = Command(
    "get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json"
    "|jsonpath-file|custom-columns|custom-columns-file|wide]"
    " (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
    run,
    short="Show resources",
    long="Shows one or many resources, in a table of the most telling fields or in the format given with -o.\n\n"
    "A list can be narrowed down by label (-l) and by field (--field-selector); it covers one namespace unless -A asks for all.",
    examples="""
# All pods of the namespace, as a table
kubectl get pods

# With more columns
kubectl get pods -o wide

# One deployment as JSON
kubectl get deployment web -o json

# Several types at once, all namespaces
kubectl get deployments,services -A

# Only the field you want
kubectl get pod web -o jsonpath='{.status.podIP}'
""",
    flags=FLAGS,
)
