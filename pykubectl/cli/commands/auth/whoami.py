"""auth whoami: who the server takes you for.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/auth/whoami.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.printers import PRINT_FLAGS, printer_for
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.session import Session
from pykubectl.errors import Forbidden, NotFound

_PATH = "/apis/authentication.k8s.io/v1/selfsubjectreviews"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    # Without -o a template is for nothing.
    show = printer_for(session, flags) if flags["output"] else None
    review = {"kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1", "metadata": {}}
    try:
        answer: Object = session.request("POST", _PATH, body=review)
    except NotFound:
        raise Failure("the selfsubjectreviews API is not enabled in the cluster") from None
    except Forbidden:
        raise Failure(
            "the selfsubjectreviews API is not enabled in the cluster or you do not have permission"
        ) from None
    session.write(_table(answer["status"]["userInfo"]) if show is None else show(answer))
    return None


def _table(user: Object) -> str:
    writer = TabWriter()
    writer.text("ATTRIBUTE\tVALUE\n")
    if user.get("username"):
        writer.text(f"Username\t{user['username']}\n")
    if user.get("uid"):
        writer.text(f"UID\t{user['uid']}\n")
    if user.get("groups"):
        writer.text(f"Groups\t[{' '.join(user['groups'])}]\n")
    for key, values in sorted((user.get("extra") or {}).items()):
        writer.text(f"Extra: {key}\t[{' '.join(values)}]\n")
    return writer.flush()


COMMAND = Command(
    "whoami",
    run,
    short="Say who the server takes you for",
    long="Prints the name, groups and other attributes that the server knows you by.",
    examples="""
# Who am I
kubectl auth whoami
""",
    flags=PRINT_FLAGS,
)
