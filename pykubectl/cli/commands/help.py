"""help: the help screen of any command.

Upstream: github.com/spf13/cobra (InitDefaultHelpCmd).
"""

from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.help import command_help, root_help
from pykubectl.cli.register import ROOT
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    command, path = ROOT, session.program
    for word in arguments:
        row = command.row(word)
        if row is None:
            session.write(f"Unknown help topic [{' '.join(f'`{one}`' for one in arguments)}]\n")
            command = ROOT
            break
        command, path = row.load(), f"{path} {row.name}"
    session.write(root_help(ROOT, session.program) if command is ROOT else command_help(command, path))
    return None


COMMAND = Command(
    "help [command]",
    run,
    short="Help about any command",
    examples="""
# How to use get
kubectl help get
""",
)
