"""config's way of refusing arguments: the help of the command, then the complaint.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/config.go (helpErrorf).
"""

from collections.abc import Sequence

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command
from pykubectl.cli.help import command_help
from pykubectl.cli.session import Session


def exactly(count: int, session: Session, command: Command, arguments: Sequence[str], word: str = "Unexpected") -> None:
    """Raises Failure for any other number of arguments, after the help has been shown."""
    if len(arguments) != count:
        session.write(command_help(command, session.path))
        raise Failure(f"{word} args: [{' '.join(arguments)}]")
