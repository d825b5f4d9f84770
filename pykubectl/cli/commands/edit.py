"""edit: changes objects in an editor.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/edit/edit.go.
"""

from pykubectl.cli.editing import edit
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS
from pykubectl.cli.session import Session
from pykubectl.cli.writes import RECORD_FLAG, SAVE_CONFIG_FLAG, VALIDATE_FLAG, field_manager_flag


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return edit(session, flags, arguments)


COMMAND = Command(
    "edit (RESOURCE/NAME | -f FILENAME)",
    run,
    short="Change a resource in an editor",
    long="Opens resources in the editor that KUBE_EDITOR or EDITOR names, or in vi, and sends what was changed.",
    examples="""
# A service
kubectl edit svc/web

# In another editor, as JSON
KUBE_EDITOR="nano" kubectl edit deployment/web -o json
""",
    flags=(
        field_manager_flag("kubectl-edit"),
        *FILENAME_FLAGS,
        Flag("output-patch", "bool", False, "Show the patch."),
        *PRINT_FLAGS,
        RECORD_FLAG,
        SAVE_CONFIG_FLAG,
        Flag("subresource", "string", "", "The subresource to edit instead of the object."),
        VALIDATE_FLAG,
        Flag("windows-line-endings", "bool", False, "Line endings of Windows in the file."),
    ),
)
