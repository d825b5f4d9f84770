"""wait: until objects meet a condition, exist or are gone. On an embedded cluster its clock runs ahead while we wait.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/wait.
"""

from collections.abc import Callable
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import (
    ALL_NAMESPACES_FLAG,
    FIELD_SELECTOR_FLAG,
    FILENAME_FLAGS,
    SELECTOR_FLAG,
    Builder,
    Info,
)
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, LOCAL_FLAG
from pykubectl.errors import NotFound
from pykubectl.machinery.objects import get_path

FOR_EVER = 168 * 3600.0
PAUSE = 0.5

_LOCAL = """you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'"""
_FORMAT = "jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'"
# None while the object is not there.
Met = Callable[[Object | None], bool]


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    show = result_printer(session, flags, "condition met")
    if not flags["for"]:
        raise Failure("unrecognized condition: []")
    conditions = [(text.lower(), _condition(text)) for text in flags["for"]]
    if flags["local"] and arguments:
        raise Failure(_LOCAL)
    waiting = _Waiting(session, FOR_EVER if flags["timeout"] < 0 else flags["timeout"])
    for waiting.kind, waiting.met in conditions:
        while not _wait_for_all(session, flags, arguments, waiting, show):
            waiting.for_more()
    return None


def _wait_for_all(
    session: Session, flags: Flags, arguments: list[str], waiting: "_Waiting", show: Callable[[Object], str]
) -> bool:
    """One condition of every object; whether there was any to wait for."""
    builder = Builder.from_flags(session, flags, arguments)
    builder.latest = waiting.kind not in ("create", "delete")
    builder.fetch = False
    builder.local = flags["local"]
    count = 0

    def wait(info: Info) -> None:
        nonlocal count
        count += 1
        with session.progress(f"waiting for {info.label}"):
            found = waiting.one(info)
        if found is not None:
            session.write(show(found))
            session.flush()

    builder.do().visit(wait)
    return bool(count) or waiting.kind == "delete"


class _Waiting:
    """The time left is shared by all conditions and objects of a call."""

    def __init__(self, session: Session, seconds: float) -> None:
        self.session = session
        self.left = seconds
        self.only_looks = seconds <= 0
        self.kind = ""
        self.met: Met = lambda obj: True

    def for_more(self) -> None:
        """There is nothing yet of what shall be created. Raises Failure."""
        if self.kind != "create":
            raise Failure("no matching resources found")
        if self.left <= 0:
            raise Failure("timed out waiting for the condition")
        self.left -= self.session.client.pause(min(PAUSE, self.left), wakes=True)

    def one(self, info: Info) -> Object | None:
        """The object that meets the condition; None where its absence does. Raises Failure on time-out."""
        last: Object | None = None
        first = True
        if self.kind != "create":
            self.session.exit_on_signals()
        while True:
            try:
                found: Object | None = info.get(self.session)
            except NotFound:
                if self.kind not in ("create", "delete"):
                    raise
                found = None
            if self.met(found):
                return None if found is None and first else self._final(info, found, last)
            last, first = found, False
            self._pause(info)

    def _final(self, info: Info, found: Object | None, last: Object | None) -> Object | None:
        return last if found is None else found

    def _pause(self, info: Info) -> None:
        if self.left <= 0:
            subject = f"{info.resource.plural}/{info.name}"
            if self.only_looks and self.kind != "create":
                raise Failure(f"condition not met for {subject}")
            text = "timed out waiting for the condition"
            raise Failure(text if self.kind == "create" else f"{text} on {subject}")
        self.left -= self.session.client.pause(min(PAUSE, self.left), wakes=True)


def _condition(text: str) -> Met:
    """What --for says. Raises Failure."""
    name, equals, rest = text.partition("=")
    if text.lower() == "delete":
        return lambda obj: obj is None
    if text.lower() == "create":
        return lambda obj: obj is not None
    if name == "condition" and equals:
        kind, given, status = rest.partition("=")
        return lambda obj: obj is not None and has_condition(obj, kind, status if given else "true")
    if name == "jsonpath" and equals:
        return _jsonpath_condition(rest)
    raise Failure(f"unrecognized condition: {quote(text)}")


def has_condition(obj: Object, kind: str, status: str) -> bool:
    """Whether the object has the condition in that state, in any case; an outdated one does not count."""
    for condition in get_path(obj, "status.conditions") or ():
        if condition.get("type", "").lower() != kind.lower():
            continue
        observed = condition.get("observedGeneration", get_path(obj, "status.observedGeneration"))
        generation = obj["metadata"].get("generation")
        if observed is not None and generation is not None and observed < generation:
            return False
        return str(condition.get("status", "")).lower() == status.lower()
    return False


def _jsonpath_condition(text: str) -> Met:
    from pykubectl.cli.field_paths import parse_field_path, values_at

    expression, value = _split_jsonpath(text)
    path = parse_field_path(expression)

    def met(obj: Object | None) -> bool:
        if obj is None:
            return False
        found = values_at(path, obj)
        if not found:
            return False
        if len(found) > 1:
            raise Failure("given jsonpath expression matches more than one value")
        if value is None:
            return True
        if isinstance(found[0], (dict, list)):
            raise Failure("jsonpath leads to a nested object or list which is not supported")
        return _text(found[0]).strip() == value.strip()

    return met


def _split_jsonpath(text: str) -> tuple[str, str | None]:
    """`{.status.phase}=Running`: equals signs inside braces do not divide. Raises Failure."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if letter == "=" and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    if len(parts) > 2 and parts[1]:
        raise Failure(_FORMAT)
    if len(parts) > 2:
        return text, None
    if not parts[0]:
        raise Failure("jsonpath expression cannot be empty")
    if len(parts) == 2 and not parts[1]:
        raise Failure(
            "jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3"
        )
    return parts[0], parts[1].strip("'\"") if len(parts) == 2 else None


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


COMMAND = Command(
    "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)])"
    " [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
    run,
    short="Wait until resources meet a condition",
    long="Waits until each of the resources meets a condition, exists, or is gone.",
    examples="""
# Until a pod is ready
kubectl wait --for=condition=Ready pod/web

# Until it runs
kubectl wait --for=jsonpath='{.status.phase}'=Running pod/web

# Until it is gone, for a minute at most
kubectl wait --for=delete pod/web --timeout=60s
""",
    flags=(
        ALL_FLAG,
        ALL_NAMESPACES_FLAG,
        FIELD_SELECTOR_FLAG,
        FILENAME_FLAGS[0],
        Flag("for", "array", [], "What to wait for: create, delete, condition=name[=value] or jsonpath='{}'[=value]."),
        LOCAL_FLAG,
        *PRINT_FLAGS,
        Flag("recursive", "bool", True, "Also read the subdirectories of the directory given with -f.", "R"),
        SELECTOR_FLAG,
        Flag("timeout", "duration", 30.0, "How long to wait; zero looks once, negative is a week."),
    ),
)
