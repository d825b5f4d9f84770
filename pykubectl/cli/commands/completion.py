"""completion: the script that makes a shell ask `__complete`.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/completion/completion.go.
"""

from pykubectl.cli.completion.scripts import SCRIPTS, script
from pykubectl.cli.errors import UsageError
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not arguments:
        raise UsageError("Shell not specified.", session.path)
    if len(arguments) > 1:
        raise UsageError("Too many arguments. Expected only the shell type.", session.path)
    if arguments[0] not in SCRIPTS:
        raise UsageError(f'Unsupported shell type "{arguments[0]}".', session.path)
    session.write(script(arguments[0], session.program))
    return None


COMMAND = Command(
    "completion SHELL",
    run,
    short="Print the completion script of a shell (bash, zsh, fish or powershell)",
    long="Prints the script that makes a shell complete commands, flags, types and names.",
    examples="""
# For this bash
source <(kubectl completion bash)

# For every zsh
echo 'source <(kubectl completion zsh)' >> ~/.zshrc
""",
)
