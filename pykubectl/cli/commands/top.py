"""top: what nodes and pods use, as a metrics server tells it; without one, the error that says so.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/top.
"""

from collections.abc import Callable, Sequence

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, Row
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.resources import ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, SELECTOR_FLAG
from pykubectl.cli.session import Session
from pykubectl.machinery.quantity import milli_value, value
from pykubectl.machinery.selectors import SelectorError, parse_field_selector, parse_label_selector

_GROUP = "metrics.k8s.io"
_MEBIBYTE = 1024 * 1024
_SHARED_FLAGS = (
    Flag("no-headers", "bool", False, "No headers."),
    SELECTOR_FLAG,
    Flag("show-swap", "bool", False, "Also show swap."),
    Flag("sort-by", "string", "", "Sort by cpu or memory."),
    Flag("use-protocol-buffers", "bool", True, "Accepted, unused."),
)


def run_node(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = _name(session, flags, arguments, "only one of NAME or --selector can be provided")
    metrics = _metrics(session, flags, "/apis/metrics.k8s.io/v1beta1/nodes", name)
    if not metrics:
        raise Failure("metrics not available yet")
    nodes = {one["metadata"]["name"]: one for one in session.request("GET", "/api/v1/nodes")["items"]}
    field = "capacity" if flags["show-capacity"] else "allocatable"
    rows = []
    for one in _sorted(metrics, flags, lambda one: one["usage"]):
        status = nodes[one["metadata"]["name"]]["status"]
        cpu, memory = milli_value(one["usage"]["cpu"]), value(one["usage"]["memory"])
        cpu_share = cpu * 100 // milli_value(status[field]["cpu"])
        memory_share = memory * 100 // value(status[field]["memory"])
        rows.append(
            [one["metadata"]["name"], f"{cpu}m", f"{cpu_share}%", f"{memory // _MEBIBYTE}Mi", f"{memory_share}%"]
        )
    _write(session, flags, ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"], rows)
    return None


def run_pod(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = _name(session, flags, arguments, "only one of NAME or selector can be provided")
    scope = "" if flags["all-namespaces"] else f"namespaces/{session.namespace}/"
    metrics = _metrics(session, flags, f"/apis/metrics.k8s.io/v1beta1/{scope}pods", name)
    if not metrics:
        session.note("No resources found" + ("" if flags["all-namespaces"] else f" in {session.namespace} namespace."))
        return None
    rows = []
    for one in _sorted(metrics, flags, _pod_usage):
        parts = [(part["name"], part["usage"]) for part in one["containers"]]
        for title, usage in parts if flags["containers"] else [("", _pod_usage(one))]:
            amounts = [f"{milli_value(usage['cpu'])}m", f"{value(usage['memory']) // _MEBIBYTE}Mi"]
            place = [one["metadata"]["namespace"]] if flags["all-namespaces"] else []
            rows.append([*place, one["metadata"]["name"], *([title] if flags["containers"] else []), *amounts])
    head = ["NAMESPACE"] if flags["all-namespaces"] else []
    names = ["POD", "NAME"] if flags["containers"] else ["NAME"]
    _write(session, flags, [*head, *names, "CPU(cores)", "MEMORY(bytes)"], rows)
    return None


def _name(session: Session, flags: Flags, arguments: Sequence[str], both: str) -> str:
    if len(arguments) > 1:
        raise UsageError(f"{session.path.rpartition(' ')[2]} [NAME | -l label]", session.path)
    if flags["sort-by"] not in ("", "cpu", "memory"):
        raise Failure("--sort-by accepts only cpu or memory")
    if arguments and flags["selector"]:
        raise Failure(both)
    _check_selectors(flags)
    if not any(row.group == _GROUP for row in mapper_of(session).rows):
        raise Failure("Metrics API not available")
    return arguments[0] if arguments else ""


def _check_selectors(flags: Flags) -> None:
    try:
        parse_label_selector(flags["selector"])
        parse_field_selector(flags.get("field-selector", ""))
    except SelectorError as error:
        raise Failure(str(error)) from None


def _metrics(session: Session, flags: Flags, path: str, name: str) -> list[Object]:
    if name:
        return [session.request("GET", f"{path}/{name}")]
    query = {"labelSelector": flags["selector"], "fieldSelector": flags.get("field-selector", "")}
    items: list[Object] = session.request("GET", path, query={key: text for key, text in query.items() if text})[
        "items"
    ]
    return items


def _pod_usage(pod: Object) -> Object:
    usages = [part["usage"] for part in pod["containers"]]
    cpu, memory = (sum(milli_value(one[name]) for one in usages) for name in ("cpu", "memory"))
    return {"cpu": f"{cpu}m", "memory": str(memory // 1000)}


def _sorted(metrics: list[Object], flags: Flags, usage: Callable[[Object], Object]) -> list[Object]:
    by = flags["sort-by"]
    if by:
        return sorted(metrics, key=lambda one: -milli_value(usage(one)[by]))
    return sorted(metrics, key=lambda one: (one["metadata"].get("namespace", ""), one["metadata"]["name"]))


def _write(session: Session, flags: Flags, headers: list[str], rows: list[list[str]]) -> None:
    writer = TabWriter()
    for row in rows if flags["no-headers"] else [headers, *rows]:
        writer.row([f"{cell}" for cell in row])
    session.write(writer.flush())


NODE = Command(
    "node [NAME | -l label]",
    run_node,
    short="Show the CPU and memory that nodes use",
    examples="\n# All nodes\nkubectl top node\n",
    flags=(*_SHARED_FLAGS, Flag("show-capacity", "bool", False, "Shares of the capacity, not of what is allocatable.")),
)
POD = Command(
    "pod [NAME | -l label]",
    run_pod,
    short="Show the CPU and memory that pods use",
    examples="\n# The pods of the namespace\nkubectl top pod\n",
    flags=(
        *_SHARED_FLAGS,
        ALL_NAMESPACES_FLAG,
        Flag("containers", "bool", False, "One line per container."),
        FIELD_SELECTOR_FLAG,
        Flag("sum", "bool", False, "Also print the sum."),
    ),
)
COMMAND = Command(
    "top [flags]",
    short="Show the CPU and memory that nodes and pods use",
    rows=(
        Row("node", "Show the CPU and memory that nodes use", __name__, "", ("nodes", "no"), attribute="NODE"),
        Row("pod", "Show the CPU and memory that pods use", __name__, "", ("pods", "po"), attribute="POD"),
    ),
)
