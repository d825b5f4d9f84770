"""What may stand where the cursor is: the answers of `__complete`, which the shells' completion scripts ask for.

    request.py      finds the command and what is being typed: a command, a flag, a flag's value, an argument
    arguments.py    tables: which function completes the arguments of a command, which the value of a flag
    candidates.py   those functions: types and names from the cluster, names of the kubeconfig
    plugins.py      commands that are plugins, and the executables that complete for them

To add one: a row in arguments.py.

Upstream: github.com/spf13/cobra/completions.go, staging/src/k8s.io/kubectl/pkg/util/completion.
"""

from collections.abc import Sequence
from typing import NamedTuple

# Bits that tell the shell what to do besides.
DEFAULT, NO_SPACE, NO_FILES, FILE_EXTENSIONS = 0, 2, 4, 8
DIRECTIVES = (
    (1, "ShellCompDirectiveError"),
    (NO_SPACE, "ShellCompDirectiveNoSpace"),
    (NO_FILES, "ShellCompDirectiveNoFileComp"),
    (FILE_EXTENSIONS, "ShellCompDirectiveFilterFileExt"),
    (16, "ShellCompDirectiveFilterDirs"),
    (32, "ShellCompDirectiveKeepOrder"),
)
_END = 64

# A candidate and what it is for.
Candidate = tuple[str, str]


class Found(NamedTuple):
    """The candidates and the directive."""

    candidates: Sequence[Candidate] = ()
    directive: int = NO_FILES


def plain(names: Sequence[str], directive: int = NO_FILES) -> Found:
    return Found([(name, "") for name in names], directive)


def directive_text(directive: int) -> str:
    if directive >= _END:
        return f"ERROR: unexpected ShellCompDirective value: {directive}"
    return ", ".join(name for bit, name in DIRECTIVES if directive & bit) or "ShellCompDirectiveDefault"
