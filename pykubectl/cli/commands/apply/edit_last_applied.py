"""apply edit-last-applied: changes the annotation of apply in an editor.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/apply/apply_edit_last_applied.go.
"""

from pykubectl.cli.editing import edit_last_applied
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS
from pykubectl.cli.server_side_apply import CLIENT_SIDE_MANAGER
from pykubectl.cli.session import Session
from pykubectl.cli.writes import RECORD_FLAG, VALIDATE_FLAG, field_manager_flag


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return edit_last_applied(session, flags, arguments)


COMMAND = Command(
    "edit-last-applied (RESOURCE/NAME | -f FILENAME)",
    run,
    short="Edit what was applied last",
    long="Opens the configuration that apply keeps in the annotation of a resource in an editor.",
    examples="""
# Of a deployment
kubectl apply edit-last-applied deployment/web
""",
    flags=(
        field_manager_flag(CLIENT_SIDE_MANAGER),
        *FILENAME_FLAGS,
        *PRINT_FLAGS,
        RECORD_FLAG,
        VALIDATE_FLAG,
        Flag("windows-line-endings", "bool", False, "Line endings of Windows in the file."),
    ),
)
