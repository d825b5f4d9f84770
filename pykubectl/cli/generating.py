"""What the generators share: their flags, the one NAME, sending the object they made, and values read from files and literals.

A generator writes its object in the order of the API's Go types: `-o json` of an object that was not sent shows that order.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create, .../util/generate.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Flag, Flags
from pykubectl.cli.info import check_namespace
from pykubectl.cli.printers import PRINT_FLAGS, typed_printer
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    SAVE_CONFIG_FLAG,
    VALIDATE_FLAG,
    dry_run,
    field_manager_flag,
    save_configuration,
    validation,
)
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import Target, resource_path

GENERATOR_FLAGS = (DRY_RUN_FLAG, field_manager_flag("kubectl-create"), *PRINT_FLAGS, SAVE_CONFIG_FLAG, VALIDATE_FLAG)
APPEND_HASH_FLAG = Flag("append-hash", "bool", False, "Put a hash of the content behind the name.")


class Made(NamedTuple):
    """What was made and where it goes. `failure` stands before the server's words when it refuses."""

    obj: Object
    plural: str
    namespaced: bool = True
    failure: str = ""


def the_name(session: Session, flags: Flags, arguments: Sequence[str]) -> str:
    """The NAME argument. What all generators look at before their own flags is looked at too. Raises UsageError, Failure."""
    count = flags.values.get("--", len(arguments))
    if count != 1:
        raise UsageError(f"exactly one NAME is required, got {count}", session.path)
    session.check_config()
    if "dry-run" in flags:
        # An old form is warned of once.
        flags.values["dry-run"] = dry_run(session, flags)
        typed_printer(session, flags, "created", flags["dry-run"])
    return arguments[0]


def command_after(arguments: Sequence[str]) -> list[str]:
    """The container's command: what stands behind the name."""
    return list(arguments[1:])


def metadata(session: Session, name: str, *, namespaced: bool = True, labels: dict[str, str] | None = None) -> Object:
    """Name, the namespace if --namespace was given, labels."""
    made: Object = {"name": name}
    if namespaced and session.enforces_namespace:
        made["namespace"] = session.namespace
    if labels:
        made["labels"] = labels
    return made


def create_object(session: Session, flags: Flags, made: Made) -> int | None:
    """Send the object (unless the dry run is the client's) and print the result."""
    dry = dry_run(session, flags)
    field_validation = validation(flags)
    show = typed_printer(session, flags, "created", dry)
    obj = made.obj
    save_configuration(flags["save-config"], obj)
    if dry != "client":
        obj = _send(session, flags, made, {"dryRun": "All"} if dry == "server" else {}, field_validation)
    session.write(show(obj))
    return None


def _send(session: Session, flags: Flags, made: Made, query: dict[str, str], field_validation: str) -> Object:
    group, _, version = made.obj["apiVersion"].rpartition("/")
    namespace = session.namespace if made.namespaced else ""
    path = resource_path(Target(group, version, namespace, made.plural))
    query = {**query, "fieldManager": flags["field-manager"], "fieldValidation": field_validation}
    try:
        check_namespace(namespace)
        answer: Object = session.request("POST", path, query=query, body=made.obj)
    except (StatusError, Failure) as error:
        if not made.failure:
            raise
        raise Failure(f"{made.failure}{error.message}") from None
    return answer


def container(name: str, image: str, command: Sequence[str] = ()) -> Object:
    made: Object = {"name": name, "image": image}
    if command:
        made["command"] = list(command)
    return {**made, "resources": {}}


def int_or_string(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdigit() else text
