"""Deleting objects and waiting until they are gone, for delete, replace --force and apply --prune.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/delete/{delete,delete_flags}.go, .../cmd/wait.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flag, Flags
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.errors import MethodNotAllowed, NotFound

CASCADES = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}
_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
FOR_EVER = 168 * 3600.0
PAUSE = 1.0

CASCADE_FLAG = Flag(
    "cascade",
    "string",
    "background",
    'What becomes of dependents: "background", "foreground" or "orphan".',
    bare="background",
)
FORCE_FLAG = Flag("force", "bool", False, "Remove at once, without waiting for an orderly end.")
GRACE_PERIOD_FLAG = Flag(
    "grace-period", "int", -1, "Seconds that a resource gets to end; negative for its own, 0 only with --force."
)
TIMEOUT_FLAG = Flag("timeout", "duration", 0.0, "How long to wait before giving up; zero decides by the object.")


def wait_flag(default: bool) -> Flag:
    return Flag("wait", "bool", default, "Come back when the objects are gone, finalizers included.")


def propagation(session: Session, flags: Flags) -> str:
    """The propagationPolicy of --cascade, which once was a boolean. Raises Failure."""
    value: str = flags["cascade"]
    if value in CASCADES:
        return CASCADES[value]
    if value in _BOOLEANS:
        name = "background" if _BOOLEANS[value] else "orphan"
        session.note(
            f"warning: --cascade={value} is deprecated (boolean value) and can be replaced with --cascade={name}."
        )
        return CASCADES[name]
    raise Failure(f'invalid cascade value ({value}). Must be "background", "foreground", or "orphan"')


class Deletion(NamedTuple):
    """How to delete: DeleteOptions, and where to send dry runs."""

    session: Session
    propagation: str = "Background"
    grace_seconds: int = -1
    dry_run: str = "none"

    def options(self) -> Object:
        options: Object = {"propagationPolicy": self.propagation}
        if self.grace_seconds >= 0:
            options["gracePeriodSeconds"] = self.grace_seconds
        if self.dry_run == "server":
            options["dryRun"] = ["All"]
        return options

    def delete(self, info: Info) -> Object:
        """Raises NotFound."""
        if not info.name:
            raise Failure("resource name may not be empty")
        query = {"dryRun": "All"} if self.dry_run == "server" else {}
        answer: Object = self.session.request("DELETE", info.path, query=query, body=self.options())
        return answer


def uid_of(answer: Object) -> str:
    """The uid of what was deleted: the answer is the object, or a Status that says so."""
    if answer.get("kind") == "Status":
        uid: str = (answer.get("details") or {}).get("uid", "")
        return uid
    return str((answer.get("metadata") or {}).get("uid", ""))


def wait_until_gone(session: Session, gone: Sequence[tuple[Info, str]], seconds: float) -> None:
    """Wait until each object is no more, or another of its name. Raises Failure on time-out."""
    session.exit_on_signals()
    for info, uid in gone:
        with session.progress(f"waiting until {info.label} is gone"):
            _wait_for_one(session, info, uid, seconds)


def _wait_for_one(session: Session, info: Info, uid: str, seconds: float) -> None:
    left = seconds
    while not _is_gone(session, info, uid):
        if left <= 0:
            raise Failure(f"timed out waiting for the condition on {info.resource.plural}/{info.name}")
        left -= session.client.pause(min(PAUSE, left), wakes=True)


def _is_gone(session: Session, info: Info, uid: str) -> bool:
    try:
        found = session.request("GET", info.path)
    except NotFound:
        return True
    except MethodNotAllowed:
        return True
    return bool(uid) and found["metadata"].get("uid") != uid


def delete_all(
    deletion: Deletion, infos: Sequence[Info], done: Callable[[Info], None], *, wait: bool, seconds: float = 0.0
) -> None:
    """Delete objects one after the other, then wait for all."""
    gone = []
    for info in infos:
        answer = deletion.delete(info)
        gone.append((info, uid_of(answer)))
        done(info)
    if wait and deletion.dry_run == "none":
        wait_until_gone(deletion.session, gone, seconds or FOR_EVER)
