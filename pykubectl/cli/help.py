"""Help screens, in kubectl's layout: what a command does, examples, its commands, its options, its usage line.

Upstream: staging/src/k8s.io/kubectl/pkg/util/templates.
"""

from collections.abc import Iterable, Sequence

from pykubectl.cli.grammar import Command, Flag, Row
from pykubectl.cli.register import shown_rows

_MORE = 'Use "{program} options" for a list of global command-line options (applies to all commands).\n'


def command_help(command: Command, path: str) -> str:
    """`kubectl get --help`."""
    program = path.split(" ")[0]
    parts = [f"{command.long.strip()}\n"]
    if command.aliases:
        parts.append(f"Aliases:\n{', '.join((command.name or '', *command.aliases))}\n")
    if command.examples:
        examples = command.examples.strip("\n").replace("kubectl", program)
        parts.append("Examples:\n" + "\n".join(f"  {line}" for line in examples.split("\n")) + "\n")
    if command.rows:
        parts.append("Available Commands:\n" + _rows(command.rows))
    if any(not flag.hidden for flag in command.flags):
        parts.append("Options:\n" + options_text(command.flags))
    parts.append(f"Usage:\n  {usage_line(command, path)}\n")
    more = _MORE.format(program=program)
    if command.rows:
        more = f'Use "{path} <command> --help" for more information about a given command.\n' + more
    return "\n".join([*parts, more])


def root_help(command: Command, program: str) -> str:
    """`kubectl --help`: the commands by section."""
    shown = shown_rows(program)
    parts = [f"{command.long}\n"]
    width = max(len(row.name) for row in shown)
    for section in dict.fromkeys(row.section for row in shown):
        rows = [row for row in shown if row.section == section]
        parts.append(f"{section}:\n" + _rows(rows, width))
    parts.append(f"Usage:\n  {program} [flags] [options]\n")
    about = f'Use "{program} <command> --help" for more information about a given command.\n'
    return "\n".join([*parts, about + _MORE.format(program=program)])


def usage_line(command: Command, path: str) -> str:
    prefix = path.rpartition(" ")[0]
    line = f"{prefix} {command.use}" if prefix else command.use
    return line if "[options]" in line else f"{line} [options]"


def options_text(flags: Iterable[Flag]) -> str:
    """One entry per flag, sorted by name."""
    shown = sorted((flag for flag in flags if not flag.hidden and not flag.deprecated), key=lambda flag: flag.name)
    return "\n".join(_option(flag) for flag in shown)


def _option(flag: Flag) -> str:
    name = f"-{flag.shorthand}, --{flag.name}" if flag.shorthand else f"--{flag.name}"
    return f"    {name}={_default(flag)}:\n\t{flag.help}\n"


def _default(flag: Flag) -> str:
    if flag.kind in ("string", "log-modules"):
        return f"'{flag.default}'"
    if flag.kind == "bool":
        return str(flag.default).lower()
    if flag.kind in ("strings", "array", "pairs"):
        return "[" + ",".join(flag.default) + "]"
    return _duration(flag.default) if flag.kind in ("duration", "log-duration") else str(flag.default)


def _duration(seconds: float) -> str:
    """As Go writes it: 0s, 1m0s, 1h0m0s."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(int(minutes), 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes or hours else "") + f"{rest:g}s"


def _rows(rows: Sequence[Row], width: int = 0) -> str:
    shown = [row for row in rows if not row.hidden]
    width = width or max((len(row.name) for row in shown), default=0)
    return "".join(f"  {row.name:<{width}}   {row.short}\n" for row in shown)
