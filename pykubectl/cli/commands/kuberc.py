"""kuberc: the file with preferences; it can be looked at and its path chosen with --kuberc.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/kuberc.
"""

import os

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, Row
from pykubectl.cli.session import Session
from pykubectl.cli.sources import read_file

_MODULE = "pykubectl.cli.commands.kuberc"


def _path(session: Session) -> str:
    given: str = session.flags["kuberc"] or os.environ.get("KUBERC", "")
    return given or os.path.join(os.path.expanduser("~"), ".kube", "kuberc")


def _view(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    path = _path(session)
    if not os.path.exists(path):
        raise Failure("no kuberc file found")
    from pykubectl.cli.printers import Options
    from pykubectl.cli.printers.json import printer as json_printer
    from pykubectl.cli.printers.yaml import printer as yaml_printer
    from pykubectl.machinery.yaml_codec import load

    show = json_printer if flags["output"] == "json" else yaml_printer
    session.write(show("", Options(session))(load(read_file(path))))
    return None


VIEW = Command(
    "view",
    _view,
    short="Show the preferences",
    examples="""
# Those that count
kubectl kuberc view
""",
    flags=(Flag("output", "string", "yaml", "Output format: json or yaml.", "o"),),
)
COMMAND = Command(
    "kuberc SUBCOMMAND",
    short="Change the file with your preferences",
    long="Shows the file with your preferences: aliases and defaults of flags.",
    examples="""
# Those that count
kubectl kuberc view
""",
    rows=(Row("view", "Show the preferences", _MODULE, attribute="VIEW"),),
)
