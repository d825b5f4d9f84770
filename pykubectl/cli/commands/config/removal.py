"""config delete-cluster, delete-context, delete-user.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{delete_cluster,delete_context,delete_user}.go.
"""

from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.kubeconfig_files import file_with, load, merged, remove_entry, save
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig


def _remove(session: Session, arguments: list[str], section: str, what: str) -> str:
    """Remove the entry and say so; the name of it."""
    if len(arguments) != 1:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    name = arguments[0]
    path = file_with(session, section, name)
    config = load(path)
    if kubeconfig.entry(config, section, name) is None:
        raise Failure(f"cannot delete {what} {name}, not in {path}")
    remove_entry(config, section, name)
    save(path, config)
    return f"deleted {what} {name} from {path}"


def _cluster(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    session.line(_remove(session, arguments, "clusters", "cluster"))
    return None


def _context(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    text = _remove(session, arguments, "contexts", "context")
    if merged(session)["current-context"] == arguments[0]:
        session.note(
            'warning: this removed your active context, use "kubectl config use-context" to select a different one'
        )
    session.line(text)
    return None


def _user(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    session.line(_remove(session, arguments, "users", "user"))
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
