"""describe: shows objects in detail, with what is related to them and what happened to them.

A name that does not exist is taken as the beginning of names. Events are left out when several objects are shown, unless
--show-events asks for them.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go.
"""

from collections.abc import Sequence

from pykubectl.cli.describers import describe
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.errors import Aggregate, Failure, message_of
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.resources import ALL_NAMESPACES_FLAG, FILENAME_FLAGS, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.errors import NotFound, StatusError


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not arguments and not flags["filename"] and not flags["kustomize"]:
        raise Failure(
            "You must specify the type of resource to describe."
            f' Use "{session.program} api-resources" for a complete list of supported resources.'
        )
    builder = Builder.from_flags(session, flags, arguments)
    builder.any_by_default = True
    builder.chunk = flags["chunk-size"]
    infos, error = builder.do().collect()
    show_events = flags["show-events"]
    if (error is not None or len(infos) > 1) and "show-events" not in flags.changed:
        show_events = False
    missing = _only(error)
    if isinstance(missing, NotFound) and len(arguments) == 2:
        _describe_matching(session, flags, arguments, missing, show_events)
        return None
    errors: list[Exception] = [error] if error is not None else []
    _describe_all(session, flags, infos, show_events, errors)
    if not infos and not errors:
        where = "" if flags["all-namespaces"] else f" in {session.namespace} namespace."
        session.note(f"No resources found{where}")
    if errors:
        raise Aggregate(errors)
    return None


def _only(error: Exception | None) -> Exception | None:
    """An error that is the only one of its collection stands for itself."""
    while isinstance(error, Aggregate) and len(error.errors) == 1:
        error = error.errors[0]
    return error


def _describe_all(
    session: Session, flags: Flags, infos: Sequence[Info], show_events: bool, errors: list[Exception]
) -> None:
    """Two empty lines between two descriptions; what could not be described is added to `errors`, each text once."""
    said: set[str] = set()
    separator = ""
    for info in infos:
        try:
            text = describe(_subject(session, flags, info, show_events))
        except (StatusError, Failure) as error:
            if message_of(error) not in said:
                said.add(message_of(error))
                errors.append(error)
            continue
        session.write(separator + text)
        separator = "\n\n"


def _subject(session: Session, flags: Flags, info: Info, show_events: bool) -> Subject:
    return Subject(session, info.resource, info.namespace, info.name, show_events, flags["chunk-size"])


def _describe_matching(
    session: Session, flags: Flags, arguments: Sequence[str], missing: NotFound, show_events: bool
) -> None:
    """Every object of the type whose name begins so. Raises `missing` when there is none."""
    kind, prefix = arguments
    if "," in kind:
        raise Failure("you may only specify a single resource type")
    builder = Builder(session, [kind], any_by_default=True, continue_on_error=False, chunk=flags["chunk-size"])
    found = [info for info in builder.do().infos() if info.name.startswith(prefix)]
    for info in found:
        session.write(describe(_subject(session, flags, info, show_events)) + "\n")
    if not found:
        raise missing


COMMAND = Command(
    "describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
    run,
    short="Show a resource in detail, with its events",
    long="Shows objects in detail, together with what belongs to them: events, pods, owners.\n\n"
    "Where no object has the name given, all objects whose names begin with it are shown.",
    examples="""
# One node
kubectl describe nodes worker-1

# One pod
kubectl describe pods/web

# What a file names
kubectl describe -f pod.yaml

# All pods
kubectl describe pods

# Pods with a label
kubectl describe pods -l app=web

# All pods of the replication controller frontend, by the beginning of their names
kubectl describe pods frontend
""",
    flags=(
        ALL_NAMESPACES_FLAG,
        *FILENAME_FLAGS,
        SELECTOR_FLAG,
        Flag("chunk-size", "int64", 500, "How many objects to ask for at once; 0 for all."),
        Flag(
            "show-events",
            "bool",
            True,
            "Show the events about the object; without this flag only when a single object is shown.",
        ),
    ),
)
