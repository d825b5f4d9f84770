"""One request: the words of a command line so far, the last of them being typed; found out is what it may become.

Upstream: github.com/spf13/cobra/completions.go (getCompletions).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pykubectl.cli.completion import DEFAULT, FILE_EXTENSIONS, NO_FILES, Candidate, Found, plain
from pykubectl.cli.completion.arguments import ARGUMENTS, FIRST_WORDS, VALUES
from pykubectl.cli.errors import FlagError
from pykubectl.cli.grammar import HELP, Command, Flag, Flags, first_argument
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.cli.register import ROOT, shown_rows
from pykubectl.cli.session import Session

MANIFESTS = ("json", "yaml", "yml")
_SEVERAL = ("strings", "array", "pairs")


class Misfit(Exception):
    """The words make no sense; the message is for who debugs completion."""


class _Typed(NamedTuple):
    """What is being typed: the value of `flag`, or a word of its own; `words` are those before, without the flag."""

    flag: Flag | None
    words: list[str]
    text: str
    problem: str = ""


def find(session: Session, words: Sequence[str]) -> Found:
    """Raises Misfit."""
    before, text = list(words[:-1]), words[-1]
    with_plugins = not words[0].startswith("-")
    if with_plugins and len(words) > 1 and not any(row.name == words[0] for row in ROOT.rows):
        session.note("[Debug] Cleared global flags for plugin completion")
        from pykubectl.cli.completion.plugins import complete

        found = complete(session, before, text)
        if found is not None:
            return found
    return _Request(session, before).find(text, with_plugins=with_plugins and len(words) == 1)


class _Request:
    """The command that the words before name, and the words that are left of them."""

    def __init__(self, session: Session, words: list[str]) -> None:
        self.session = session
        self.command: Command = ROOT
        self.path: list[str] = []
        self.words = list(words)
        self._descend(words)

    def _descend(self, words: Sequence[str]) -> None:
        while self.command.rows:
            index = first_argument(self.words, GLOBAL_FLAGS, self.command.flags)
            row = self.command.row(self.words[index]) if index is not None else None
            if row is None or index is None:
                if self.command is ROOT and index is not None:
                    raise Misfit(f"unable to find a command for arguments: [{' '.join(words)}]")
                return
            self.path.append(row.name)
            del self.words[index]
            self.command = row.load()

    def find(self, text: str, *, with_plugins: bool) -> Found:
        typed = self._typed(text)
        flags, arguments = self._parse(typed.words)
        with_flags = self._takes_flags(typed.words)
        if typed.problem and with_flags:
            raise Misfit(typed.problem)
        if "help" in flags.changed:
            return Found()
        if self.path[:1] == ["config"]:
            # Its --kubeconfig is a flag of its own, of which those who complete know nothing.
            flags.changed.discard("kubeconfig")
        self.session.flags = flags
        if typed.flag is not None and with_flags:
            return self._value(typed.flag, arguments, typed.text)
        if with_flags and typed.text.startswith("-") and "=" not in typed.text:
            required = self._required(flags, typed.text)
            return Found(required or list(self._flags(flags, typed.text)))
        return self._word(flags, arguments, typed.text, with_plugins)

    def _parse(self, words: Sequence[str]) -> tuple[Flags, list[str]]:
        try:
            return self.command.parse_command_line(words, "", GLOBAL_FLAGS, lambda text: None)
        except FlagError as error:
            problem = error.message.partition("\nSee '")[0]
            raise Misfit(f"Error while parsing flags from args [{' '.join(words)}]: {problem}") from None

    def _takes_flags(self, words: Sequence[str]) -> bool:
        """Whether what comes next may be a flag: not behind `--`."""
        try:
            _, arguments = self.command.parse_command_line(words, "", GLOBAL_FLAGS, lambda text: None)
            _, more = self.command.parse_command_line([*words, "--"], "", GLOBAL_FLAGS, lambda text: None)
        except FlagError:
            return True
        return len(more) == len(arguments)

    def _known(self) -> list[Flag]:
        """The flags of the command, those of every command first."""
        own = {flag.name for flag in self.command.flags}
        shared = sorted((flag for flag in GLOBAL_FLAGS if flag.name not in own), key=lambda flag: flag.name)
        help_flag = HELP._replace(help=f"help for {self.command.name}")
        own_flags = sorted([*self.command.flags, help_flag], key=lambda flag: flag.name)
        return (
            sorted([*shared, help_flag], key=lambda flag: flag.name) if self.command is ROOT else [*shared, *own_flags]
        )

    def _typed(self, text: str) -> _Typed:
        name, words = "", self.words
        if text.startswith("-"):
            before, equals, value = text.partition("=")
            if not equals:
                return _Typed(None, words, text)
            name = before[2:] if before.startswith("--") else before[-1:]
        elif words and words[-1].startswith("-") and len(words[-1]) > 1 and "=" not in words[-1]:
            equals, value = "", text
            name = words[-1][2:] if words[-1].startswith("--") else words[-1][-1:]
        if not name:
            return _Typed(None, words, text)
        flag = next((one for one in self._known() if name in (one.name, one.shorthand)), None)
        if flag is None:
            return _Typed(None, words, text, f"Subcommand '{self.command.name}' does not support flag '{name}'")
        if equals:
            return _Typed(flag, words, value)
        return _Typed(flag, words[:-1], value) if flag.takes_word else _Typed(None, words, text)

    def _flags(self, flags: Flags, typed: str, *, required: bool = False) -> Iterator[Candidate]:
        for flag in self._known():
            if flag.hidden or flag.deprecated or (required and not flag.required):
                continue
            if flag.name in flags.changed and (required or flag.kind not in _SEVERAL):
                continue
            if f"--{flag.name}".startswith(typed):
                yield f"--{flag.name}", flag.help
            if flag.shorthand and f"-{flag.shorthand}".startswith(typed):
                yield f"-{flag.shorthand}", flag.help

    def _required(self, flags: Flags, typed: str) -> list[Candidate]:
        return list(self._flags(flags, typed, required=True))

    def _value(self, flag: Flag, arguments: Sequence[str], typed: str) -> Found:
        if flag.name == "filename" and flag in self.command.flags:
            return plain(MANIFESTS, FILE_EXTENSIONS)
        path = " ".join(self.path) if flag in self.command.flags else ""
        complete = VALUES.get((path, flag.name))
        return complete(self.session, arguments, typed) if complete is not None else Found((), DEFAULT)

    def _word(self, flags: Flags, arguments: list[str], typed: str, with_plugins: bool) -> Found:
        """A command, or an argument, or a flag that must be given."""
        path, directive = " ".join(self.path), DEFAULT
        found: list[Candidate] = []
        if not arguments and self.command.rows and not flags.changed & {flag.name for flag in self.command.flags}:
            directive = NO_FILES
            found += [row for row in self.rows(with_plugins=with_plugins) if row[0].startswith(typed)]
        found += self._required(flags, typed)
        if path in FIRST_WORDS:
            if not arguments:
                directive = NO_FILES
                found += [(word, "") for word in FIRST_WORDS[path] if word.startswith(typed)]
            return Found(found, directive)
        if path == "help":
            return Found(self._commands_below(arguments, typed))
        complete = ARGUMENTS.get(path)
        if complete is None:
            return Found(found, directive)
        more = complete(self.session, arguments, typed)
        return Found([*found, *more.candidates], more.directive)

    def _commands_below(self, words: list[str], typed: str) -> list[Candidate]:
        try:
            rows = _Request(self.session, words).rows(with_plugins=False)
        except Misfit:
            return []
        return [row for row in rows if row[0].startswith(typed)]

    def rows(self, *, with_plugins: bool) -> list[Candidate]:
        """The commands below the command."""
        if self.command is not ROOT:
            return sorted((row.name, row.short) for row in self.command.rows if not row.hidden)
        rows = [(row.name, row.short) for row in shown_rows(self.session.program)]
        hidden = [(row.name, row.short) for row in ROOT.rows if row.name in ("help", "options")]
        if with_plugins:
            from pykubectl.cli.completion.plugins import below

            hidden += below(())
        return sorted([*rows, *hidden])
