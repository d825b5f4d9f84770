"""drain: cordons nodes, then sends their pods away.

Nothing goes while any pod of the node may not go; a node that cannot be drained does not keep the next from it.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go.
"""

from pykubectl.cli.cordoning import nodes_of, set_schedulable
from pykubectl.cli.draining import Departure, pods_to_go
from pykubectl.cli.errors import Aggregate, Failure, message_of
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import operation_text
from pykubectl.cli.printers.name import named
from pykubectl.cli.resources import SELECTOR_FLAG, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import DRY_RUN_FLAG, dry_run
from pykubectl.errors import StatusError
from pykubectl.machinery.selectors import SelectorError, parse_label_selector


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments or "selector" in flags.changed:
        _check_pod_selector(flags)
    nodes = nodes_of(session, flags, arguments, "drain")
    dry = dry_run(session, flags)
    set_schedulable(session, flags, nodes, dry, schedulable=False)
    failures: dict[str, Exception] = {}
    for node in nodes:
        try:
            _empty(session, flags, node, dry)
        except (Failure, StatusError, Aggregate) as error:
            text = message_of(error)
            session.note(f'error: unable to drain node "{node.name}" due to error: {text}, continuing command...')
            failures[node.name] = error
            continue
        session.write(named(node.content, operation_text("drained", dry)))
    if failures:
        session.note("There are pending nodes to be drained:")
        for name in failures:
            session.note(f" {name}")
        raise Aggregate(list(failures.values()))
    return None


def _check_pod_selector(flags: Flags) -> None:
    try:
        parse_label_selector(flags["pod-selector"])
    except SelectorError:
        raise Failure("--pod-selector=<pod_selector> must be a valid label selector") from None


def _empty(session: Session, flags: Flags, node: Info, dry: str) -> None:
    """Raises Aggregate when pods must stay, and what keeps them from going."""
    found = pods_to_go(session, flags, node.name)
    if found.errors:
        raise Aggregate(found.errors)
    if found.warnings:
        session.note(f"Warning: {found.warnings}")
    if dry == "client":
        for pod in found.pods:
            session.line(f"evicting pod {pod['metadata']['namespace']}/{pod['metadata']['name']} (dry run)")
        return
    try:
        Departure(session, flags).run(found.pods)
    except (Failure, StatusError, Aggregate) as error:
        _say_pending(session, flags, node, error)
        raise


def _say_pending(session: Session, flags: Flags, node: Info, error: Exception) -> None:
    pending = pods_to_go(session, flags, node.name)
    if pending.pods:
        session.note(f'There are pending pods in node "{node.name}" when an error occurred: {message_of(error)}')
        for pod in pending.pods:
            session.note(f"pod/{pod['metadata']['name']}")
    if pending.errors:
        session.note(
            f"Following errors occurred while getting the list of pods to delete:\n{Aggregate(pending.errors)}"
        )


COMMAND = Command(
    "drain NODE",
    run,
    short="Empty a node for maintenance",
    long="Cordons a node and evicts its pods, minding disruption budgets. Refuses, unless told otherwise, pods of daemon sets,"
    " pods that nobody would make again, and pods with data in empty directories.",
    examples="""
# Empty a node that runs daemon sets
kubectl drain node-1 --ignore-daemonsets

# Also pods that nobody makes again, with a minute for each to end
kubectl drain node-1 --force --grace-period=60
""",
    flags=(
        Flag("chunk-size", "int64", 500, "How many objects to list at once; zero for all."),
        Flag("delete-emptydir-data", "bool", False, "Also pods with emptyDir volumes, whose data is lost."),
        Flag("disable-eviction", "bool", False, "Delete instead of evicting; disruption budgets are not asked."),
        DRY_RUN_FLAG,
        Flag("force", "bool", False, "Also pods that no controller would make again."),
        Flag("grace-period", "int", -1, "Seconds each pod has to end; negative: its own."),
        Flag("ignore-daemonsets", "bool", False, "Leave the pods of daemon sets where they are."),
        Flag("pod-selector", "string", "", "Label selector for the pods that go."),
        SELECTOR_FLAG,
        Flag(
            "skip-wait-for-delete-timeout",
            "int",
            0,
            "Do not wait for pods whose deletion began more than so many seconds ago; zero waits for all.",
        ),
        Flag("timeout", "duration", 0.0, "How long to wait before giving up; zero is for ever."),
    ),
)
