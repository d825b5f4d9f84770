"""How an argument list becomes flags and arguments: pflag's grammar, one parsing class for all commands.

Flags stand anywhere, `--flag value`, `--flag=value`, `-oyaml`, `-o=yaml`, `-it`; a flag with a `bare` value takes no word
(`--all`, `--dry-run`), only `=value`; names are never abbreviated; `--` ends flags; repeated flags add up (`strings` also
splits at commas, `array` does not). Click's own parser knows none of that, so that `Command` replaces it.

A command module holds COMMAND, a Command with flags and `run(session, flags, arguments)`, which returns an exit code or None.
A group has rows instead (`Row`): its commands are imported when they are called.

Upstream: github.com/spf13/pflag, github.com/spf13/cobra.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from pykubectl.cli.errors import FlagError, UsageError
from pykubectl.machinery.timestamps import parse_duration

if TYPE_CHECKING:
    from pykubectl.cli.session import Session

# Go counts nanoseconds in 64 bits.
LONGEST = 2**63 / 1e9
Runner = Callable[["Session", "Flags", list[str]], int | None]


class Flag(NamedTuple):
    """`kind` is a row of KINDS; `bare` is the value of a flag given without one; `deprecated` says what to use instead."""

    name: str
    kind: str
    default: Any
    help: str
    shorthand: str = ""
    bare: str | None = None
    hidden: bool = False
    deprecated: str = ""
    required: bool = False

    @property
    def takes_word(self) -> bool:
        """Whether the next word of the command line is its value."""
        return self.bare is None and self.kind not in ("bool", "count")


def quote(text: str) -> str:
    """Go's %q."""
    if not text.isprintable():
        from pykubectl.machinery.go_template.formatting import quote as quote_anything

        return quote_anything(text)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _boolean(text: str, _: Any) -> bool:
    if text in ("1", "t", "T", "true", "TRUE", "True"):
        return True
    if text in ("0", "f", "F", "false", "FALSE", "False"):
        return False
    raise ValueError(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")


def _integer(bits: int, function: str = "ParseInt") -> Callable[[str, Any], int]:
    low, high = (0, 2**bits - 1) if function == "ParseUint" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)

    def parse(text: str, _: Any) -> int:
        sign = "" if function == "ParseUint" else "[+-]?"
        if re.fullmatch(rf"{sign}(0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+|0[bB][01_]+|\d[\d_]*)", text) is None:
            raise ValueError(f"strconv.{function}: parsing {quote(text)}: invalid syntax")
        octal = re.sub(r"^([+-]?)0([0-7])", r"\g<1>0o\2", text)
        try:
            number = int(octal, 0)
        except ValueError:  # 09
            raise ValueError(f"strconv.{function}: parsing {quote(text)}: invalid syntax") from None
        if not low <= number <= high:
            raise ValueError(f"strconv.{function}: parsing {quote(text)}: value out of range")
        return number

    return parse


def _duration(text: str, _: Any) -> float:
    try:
        seconds = parse_duration(text).total_seconds()
    except OverflowError:
        seconds = LONGEST + 1.0
    if abs(seconds) > LONGEST:
        raise ValueError(f"time: invalid duration {quote(text)}")
    return seconds


def _log_duration(text: str, _: Any) -> float:
    """A flag of the logging library, which says less of what is wrong."""
    try:
        return parse_duration(text).total_seconds()
    except ValueError:
        raise ValueError("parse error") from None


def _log_level(text: str, _: Any) -> int:
    if re.fullmatch(r"[+-]?\d+", text) is None:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: invalid syntax")
    if not -(2**31) <= int(text) < 2**31:
        raise ValueError(f"strconv.ParseInt: parsing {quote(text)}: value out of range")
    return int(text)


def _log_modules(text: str, _: Any) -> str:
    from pykubectl.client.klog import parse_modules

    parse_modules(text)
    return text


def _strings(text: str, earlier: list[str]) -> list[str]:
    if '"' not in text:
        return [*earlier, *(text.split(",") if text else [])]
    import csv

    return [*earlier, *next(csv.reader([text]))]


def _pairs(text: str, earlier: dict[str, str]) -> dict[str, str]:
    found = dict(earlier)
    if not text:
        return found
    for pair in _strings(text, []) if text.count("=") > 1 else [text.strip('"')]:
        key, equals, value = pair.partition("=")
        if not equals:
            raise ValueError(f"{pair} must be formatted as key=value")
        found[key] = value
    return found


KINDS: dict[str, Callable[[str, Any], Any]] = {
    "bool": _boolean,
    "string": lambda text, _: text,
    "int": _integer(64),
    "int32": _integer(32),
    "int64": _integer(64),
    "uint": _integer(64, "ParseUint"),
    "count": lambda text, earlier: earlier + 1 if text == "+1" else _integer(64)(text, 0),
    "duration": _duration,
    "log-duration": _log_duration,
    "log-level": _log_level,
    "log-modules": _log_modules,
    "strings": _strings,
    "array": lambda text, earlier: [*earlier, text],
    "pairs": _pairs,
}


class Flags:
    """The flags of one call, by name; `changed` names those that were given, `given` has their words, one by one."""

    def __init__(self, known: Iterable[Flag]) -> None:
        self.known = {flag.name: flag for flag in known}
        self.values: dict[str, Any] = {flag.name: flag.default for flag in self.known.values()}
        self.changed: set[str] = set()
        self.given: list[tuple[str, str]] = []

    def __contains__(self, name: str) -> bool:
        return name in self.known

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The value, or `default` when the command has no such flag."""
        return self.values.get(name, default)

    def set(self, flag: Flag, text: str) -> None:
        """Take one occurrence. Raises ValueError with Go's words. The first occurrence of a list replaces its default."""
        earlier = self.values[flag.name]
        if flag.name not in self.changed and flag.kind in ("strings", "array", "pairs"):
            earlier = {} if flag.kind == "pairs" else []
        self.values[flag.name] = KINDS[flag.kind](text, earlier)
        self.changed.add(flag.name)
        self.given.append((flag.name, text))


class Row(NamedTuple):
    """What must be known of a command without importing it; `module` holds it as `attribute`."""

    name: str
    short: str
    module: str
    section: str = ""
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    attribute: str = "COMMAND"

    def load(self) -> "Command":
        command: Command = getattr(import_module(self.module), self.attribute)
        command.aliases = self.aliases
        return command


class Command(click.Command):
    """One command, or a group of them (`rows`).

    `use` is its usage line after the program's name; `flags` are its own flags, the global ones are added when it runs;
    `failure_code` is its exit code when it fails; without `takes_flags` every word is an argument;
    with `flag_errors_are_usage` a wrong flag is spoken of as wrong arguments are.
    """

    def __init__(  # noqa: PLR0913  a table of what a command is
        self,
        use: str,
        run: Runner | None = None,
        *,
        short: str,
        long: str = "",
        examples: str = "",
        flags: Sequence[Flag] = (),
        rows: Sequence[Row] = (),
        failure_code: int = 1,
        takes_flags: bool = True,
        flag_errors_are_usage: bool = False,
    ) -> None:
        super().__init__(use.split()[0])
        self.use = use
        self.run = run
        self.short = short
        self.long = long or short
        self.examples = examples
        self.flags = tuple(flags)
        self.rows = tuple(rows)
        self.failure_code = failure_code
        self.aliases: tuple[str, ...] = ()
        self.takes_flags = takes_flags
        self.flag_errors_are_usage = flag_errors_are_usage

    def row(self, name: str) -> Row | None:
        """The row of a subcommand, by name or alias."""
        return next((row for row in self.rows if name == row.name or name in row.aliases), None)

    def parse_command_line(
        self, words: Sequence[str], path: str, persistent: Sequence[Flag], report: Callable[[str], None]
    ) -> tuple[Flags, list[str]]:
        """Flags and arguments. Raises FlagError, UsageError; notes on deprecated flags go to `report`."""
        own = {flag.name for flag in self.flags}
        flags = Flags([*self.flags, *(flag for flag in persistent if flag.name not in own), HELP])
        if not self.takes_flags:
            return flags, list(words)
        try:
            return flags, _Parser(flags, path, report).parse(list(words))
        except FlagError as error:
            raise UsageError(error.reason, path) if self.flag_errors_are_usage else error from None


HELP = Flag("help", "bool", False, "help for this command", "h", "true")


class _Parser:
    """One pass over the words of a command line."""

    def __init__(self, flags: Flags, path: str, report: Callable[[str], None]) -> None:
        self.flags = flags
        self.path = path
        self.report = report
        self.shorthands: dict[str, Flag] = {}
        for flag in flags.known.values():
            if flag.shorthand:
                self.shorthands.setdefault(flag.shorthand, flag)

    def parse(self, words: list[str]) -> list[str]:
        arguments: list[str] = []
        while words:
            word = words.pop(0)
            if word == "--":
                self.flags.values["--"] = len(arguments)
                return [*arguments, *words]
            if word.startswith("--"):
                self._long(word, words)
            elif word.startswith("-") and word != "-":
                self._short(word[1:], words)
            else:
                arguments.append(word)
        return arguments

    def _long(self, word: str, words: list[str]) -> None:
        name, equals, value = word[2:].partition("=")
        if not name or name.startswith("-"):
            raise FlagError(f"bad flag syntax: {word}", self.path)
        flag = self.flags.known.get(name)
        if flag is None:
            raise FlagError(f"unknown flag: --{name}", self.path)
        if equals:
            self._set(flag, value)
        elif not flag.takes_word:
            self._set(flag, _bare(flag))
        elif words:
            self._set(flag, words.pop(0))
        else:
            raise FlagError(f"flag needs an argument: {word}", self.path)

    def _short(self, letters: str, words: list[str]) -> None:
        rest = letters
        while rest:
            letter, rest = rest[0], rest[1:]
            flag = self.shorthands.get(letter)
            if flag is None:
                first = chr(letter.encode("utf-8", "surrogateescape")[0])  # pflag reads bytes
                raise FlagError(f"unknown shorthand flag: '{first}' in -{letter}{rest}", self.path)
            if rest.startswith("=") and len(rest) > 1:
                self._set(flag, rest[1:])
                return
            if not flag.takes_word:
                self._set(flag, _bare(flag))
            elif rest:
                self._set(flag, rest)
                return
            elif words:
                self._set(flag, words.pop(0))
            else:
                raise FlagError(f"flag needs an argument: '{letter}' in -{letter}", self.path)

    def _set(self, flag: Flag, text: str) -> None:
        try:
            self.flags.set(flag, text)
        except ValueError as error:
            name = f"-{flag.shorthand}, --{flag.name}" if flag.shorthand else f"--{flag.name}"
            raise FlagError(f"invalid argument {quote(text)} for {quote(name)} flag: {error}", self.path) from None
        if flag.deprecated:
            self.report(f"Flag --{flag.name} has been deprecated, {flag.deprecated}")


def _bare(flag: Flag) -> str:
    if flag.bare is not None:
        return flag.bare
    return "+1" if flag.kind == "count" else "true"


def missing_flags(flags: Flags) -> list[str]:
    """The required flags that were not given."""
    return [flag.name for flag in flags.known.values() if flag.required and flag.name not in flags.changed]


def first_argument(words: Sequence[str], persistent: Sequence[Flag], own: Sequence[Flag] = ()) -> int | None:
    """Where the first word that is no flag nor a flag's value stands: the name of the (sub)command; None without one.

    As cobra looks for it: a flag it does not know is taken to have a value in the next word.
    """
    known = [*own, *persistent, HELP]
    by_name = {flag.name: flag for flag in known}
    by_shorthand = {flag.shorthand: flag for flag in known if flag.shorthand}
    index = 0
    while index < len(words):
        word = words[index]
        if word == "--":
            return None
        if word.startswith("--"):
            flag = by_name.get(word[2:])
            index += 1 if "=" in word or (flag is not None and not flag.takes_word) else 2
        elif word.startswith("-") and word != "-":
            flag = by_shorthand.get(word[1:2])
            alone = len(word) == 2 and not (flag is not None and not flag.takes_word)
            index += 2 if alone else 1
        elif word.strip("-"):
            return index
        else:
            index += 1
    return None


def distance(first: str, second: str) -> int:
    """Levenshtein's, without regard to case."""
    first, second = first.lower(), second.lower()
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(second, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (letter != other))
    return row[-1]


def suggestions(name: str, rows: Sequence[Row]) -> list[str]:
    """The commands that `name` may have been meant to be."""
    return [
        row.name
        for row in rows
        if not row.hidden and (distance(name, row.name) <= 2 or row.name.startswith(name.lower()))
    ]
