"""__complete: what may stand where the cursor is; the completion scripts of the shells ask it.

It prints one candidate per line (with a description behind a tab) and a directive, as cobra's scripts expect.

Upstream: github.com/spf13/cobra/completions.go, staging/src/k8s.io/kubectl/pkg/util/completion.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Command, Flag, Flags, first_argument
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.cli.printers import FORMATS
from pykubectl.cli.register import ROOT, shown_rows
from pykubectl.cli.resources import Builder
from pykubectl.cli.session import Session
from pykubectl.client import Unreachable
from pykubectl.errors import StatusError

DEFAULT, NO_FILES, FILE_EXTENSIONS = 0, 4, 8
DIRECTIVES = {
    DEFAULT: "ShellCompDirectiveDefault",
    NO_FILES: "ShellCompDirectiveNoFileComp",
    FILE_EXTENSIONS: "ShellCompDirectiveFilterFileExt",
}
FORMAT_ORDER = (
    "json", "yaml", "kyaml", "name", "go-template", "go-template-file", "template", "templatefile", "jsonpath",
    "jsonpath-as-json", "jsonpath-file", "custom-columns", "custom-columns-file", "wide",
)  # fmt: skip
# Commands whose first argument is a type, and those that name pods.
OF_TYPES = frozenset(["get", "describe", "delete", "edit", "label", "annotate", "patch", "wait", "explain"])
OF_PODS = frozenset(["logs", "exec", "attach", "port-forward"])
OF_NODES = frozenset(["cordon", "uncordon", "drain"])
SCALABLE = ("deployment", "replicaset", "replicationcontroller", "statefulset")
SHELLS = ("bash", "fish", "powershell", "zsh")


class Found(NamedTuple):
    candidates: Sequence[tuple[str, str]]
    directive: int = NO_FILES


def _plain(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(name, "") for name in names]


class _Completion:
    """One request: the words before the cursor and the word at it."""

    def __init__(self, session: Session, words: Sequence[str]) -> None:
        self.session = session
        self.words, self.current = list(words[:-1]), words[-1] if words else ""
        self.command = ROOT
        self.path: list[str] = []
        self._descend()

    def _descend(self) -> None:
        while self.command.rows:
            index = first_argument(self.words, GLOBAL_FLAGS, self.command.flags)
            row = self.command.row(self.words[index]) if index is not None else None
            if row is None or index is None:
                return
            self.path.append(row.name)
            del self.words[index]
            self.command = row.load()

    def find(self) -> Found:
        if self.current.startswith("-") and "=" not in self.current:
            return Found(self._flags())
        flag = self._waiting_flag()
        if flag is not None:
            return self._values(flag)
        if self.command.rows:
            if self.words and self.command is ROOT:
                return Found([], DEFAULT)
            known = shown_rows(self.session.program) if self.command is ROOT else self.command.rows
            rows = [(row.name, row.short) for row in known]
            own = (
                [("help", "Help about any command"), ("options", "List the global flags")]
                if self.command is ROOT
                else []
            )
            return Found(sorted([*rows, *own]))
        return self._arguments()

    def _flags(self) -> list[tuple[str, str]]:
        flags = sorted([*self.command.flags, *GLOBAL_FLAGS], key=lambda flag: flag.name)
        return [(f"--{flag.name}", flag.help) for flag in flags if not flag.hidden and not flag.deprecated]

    def _waiting_flag(self) -> Flag | None:
        """The flag whose value is being typed."""
        if not self.words or not self.words[-1].startswith("-"):
            return None
        name = self.words[-1].lstrip("-")
        for flag in [*self.command.flags, *GLOBAL_FLAGS]:
            if flag.takes_word and name in (flag.name, flag.shorthand):
                return flag
        return None

    def _values(self, flag: Flag) -> Found:
        if flag.name == "output":
            known = flag.help
            return Found(_plain([name for name in FORMAT_ORDER if name in FORMATS and name in known]))
        if flag.name == "namespace":
            return Found(_plain(self._names("namespaces")))
        if flag.name == "filename":
            return Found(_plain(["json", "yaml", "yml"]), FILE_EXTENSIONS)
        if flag.name in ("context", "cluster", "user"):
            return Found(_plain(self._config_names(f"{flag.name}s")))
        return Found([], DEFAULT)

    def _config_names(self, section: str) -> list[str]:
        from pykubectl.cli.kubeconfig_files import merged, names

        return names(merged(self.session), section)

    def _names(self, kind: str, taken: Sequence[str] = ()) -> list[str]:
        namespace = self._given_namespace()
        if namespace:
            self.session.flags.values["namespace"] = namespace
        found = Builder(self.session, [kind], selector="").do().infos()
        return [info.name for info in found if info.name not in taken]

    def _given_namespace(self) -> str:
        for index, word in enumerate(self.words[:-1]):
            if word in ("-n", "--namespace"):
                return self.words[index + 1]
        return ""

    def _arguments(self) -> Found:
        _, arguments = self.command.parse_command_line(self.words, "", GLOBAL_FLAGS, lambda text: None)
        name = self.path[0]
        if name == "completion":
            return Found(_plain(SHELLS))
        if self.path[:2] in (["config", "use-context"], ["config", "delete-context"], ["config", "rename-context"]):
            return Found(_plain(self._config_names("contexts")))
        if name == "scale" and not arguments:
            required = [(f"--{flag.name}", flag.help) for flag in self.command.flags if flag.required]
            return Found([*required, *_plain(SCALABLE)])
        if name in OF_NODES:
            return Found(_plain(self._names("nodes", arguments)))
        if name in OF_PODS and not arguments:
            return Found(_plain(self._names("pods")))
        if name not in OF_TYPES:
            return Found([], DEFAULT)
        return Found(self._types() if not arguments else _plain(self._names(arguments[0], arguments[1:])))

    def _types(self) -> list[tuple[str, str]]:
        rows = mapper_of(self.session).rows
        return _plain(sorted({row.resource for row in rows if row.preferred and "list" in row.verbs}))


def _answer(session: Session, words: list[str], *, described: bool) -> int | None:
    request = _Completion(session, words)
    try:
        found = request.find()
    except (Failure, Aggregate, StatusError, Unreachable):
        found = Found([], DEFAULT)
    if request.command is ROOT and request.words:
        session.note("[Debug] Cleared global flags for plugin completion")
        session.note(f"[Debug] [Error] unable to find a command for arguments: [{' '.join(request.words)}]")
    for name, description in found.candidates:
        if name.startswith(request.current) or found.directive == FILE_EXTENSIONS:
            session.line(f"{name}\t{description}" if described and description else name)
    session.line(f":{found.directive}")
    session.note(f"Completion ended with directive: {DIRECTIVES[found.directive]}")
    return None


def _complete(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return _answer(session, arguments, described=True)


def _complete_briefly(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return _answer(session, arguments, described=False)


_EXAMPLE = """
# What may follow `kubectl g`
kubectl __complete g
"""

COMMAND = Command("__complete", _complete, short="Answer a shell", examples=_EXAMPLE, takes_flags=False)
BRIEF = Command("__completeNoDesc", _complete_briefly, short="Answer a shell", examples=_EXAMPLE, takes_flags=False)
