"""options: the flags that every command takes.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/options/options.go.
"""

from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.help import options_text
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    session.write("The following options can be passed to any command:\n\n" + options_text(GLOBAL_FLAGS))
    return None


COMMAND = Command(
    "options",
    run,
    short="List the flags that every command takes",
    long="Lists the flags that every command takes.",
    examples="""
# All of them
kubectl options
""",
)
