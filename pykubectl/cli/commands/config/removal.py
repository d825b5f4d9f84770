"""config delete-cluster, delete-context, delete-user.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{delete_cluster,delete_context,delete_user}.go.
"""

from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.help import command_help
from pykubectl.cli.kubeconfig_files import default_file, merged, modify
from pykubectl.cli.session import Session


def _remove(session: Session, name: str, section: str, what: str) -> None:
    config = merged(session)
    path = default_file(session)
    if name not in config[section]:
        raise Failure(f"cannot delete {what} {name}, not in {path}")
    if section == "contexts" and config["current-context"] == name:
        session.note(
            'warning: this removed your active context, use "kubectl config use-context" to select a different one'
        )
    del config[section][name]
    modify(session, config)
    session.line(f"deleted {what} {name} from {path}")


def _cluster(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        session.write(command_help(CLUSTER, session.path))
        return None
    _remove(session, arguments[0], "clusters", "cluster")
    return None


def _context(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        session.write(command_help(CONTEXT, session.path))
        return None
    _remove(session, arguments[0], "contexts", "context")
    return None


def _user(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        merged(session)
        raise UsageError("user to delete is required", session.path)
    _remove(session, arguments[0], "users", "user")
    return None


CLUSTER = Command(
    "delete-cluster NAME",
    _cluster,
    short="Take a cluster out of the kubeconfig",
    examples="""
# One that is gone
kubectl config delete-cluster old
""",
)
CONTEXT = Command(
    "delete-context NAME",
    _context,
    short="Take a context out of the kubeconfig",
    examples="""
# One that is gone
kubectl config delete-context old
""",
)
USER = Command(
    "delete-user NAME",
    _user,
    short="Take a user out of the kubeconfig",
    examples="""
# One that is gone
kubectl config delete-user old
""",
)
