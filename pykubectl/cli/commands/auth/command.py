"""auth: the table of its commands.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/auth/auth.go.
"""

from pykubectl.cli.grammar import Command, Row


def _row(name: str, short: str) -> Row:
    return Row(name, short, f"pykubectl.cli.commands.auth.{name.replace('-', '_')}")


COMMAND = Command(
    "auth [flags]",
    short="Ask who may do what",
    rows=(
        _row("can-i", "Say whether an action is allowed"),
        _row("reconcile", "Bring roles and role bindings in line with a file"),
        _row("whoami", "Say who the server takes you for"),
    ),
)
