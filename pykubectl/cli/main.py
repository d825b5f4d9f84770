"""The entry point: finds the command, runs it, and alone prints errors and chooses the exit code.

A word that names no command is looked up as a plugin (`kubectl-<word>` on the PATH) before it is an error.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/cmd.go, .../util/helpers.go (checkErr).
"""

import gc
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from pykubectl.cli.errors import Aggregate, ConfigInvalid, Exit, Failure, UsageError, Verbatim, message_of
from pykubectl.cli.grammar import Command, Flags, first_argument, missing_flags, quote, suggestions
from pykubectl.cli.help import command_help, root_help
from pykubectl.cli.options import GLOBAL_FLAGS
from pykubectl.cli.register import ROOT
from pykubectl.cli.session import Session, Streams
from pykubectl.client import Client, Unreachable
from pykubectl.errors import Invalid, StatusError, Unauthorized
from pykubectl.machinery.objects import unicode_only

if TYPE_CHECKING:
    from pykubectl.cli.preferences import Preferences

BUG = 3
# Groups called without a command show their help on stderr and fail; these show it on stdout, with this exit code.
HELP_ON_STDOUT = {"rollout": 1, "certificate": 0}


def main() -> None:
    """The console script `pykubectl`."""
    gc.disable()  # a command lives for milliseconds; its objects go with the process
    # Who interrupts a command ends it at once, as any program: what it has written is in the store.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = _guarded(sys.argv)
    # The interpreter's own shutdown would take longer than most commands.
    os._exit(code)


def _guarded(argv: Sequence[str]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A line is a promise: who reads a pipe sees it when it is made. What came in undecoded goes out so.
        sys.stdout.reconfigure(line_buffering=True, errors="surrogateescape")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    # A shell may have closed them (`>&-`): then nobody reads, which is no failure.
    stdin, stdout, stderr = (stream or open(os.devnull, "r+") for stream in (sys.stdin, sys.stdout, sys.stderr))  # noqa: SIM115
    try:
        code = run(argv, Streams(stdin, stdout, stderr))
        stdout.flush()
        stderr.flush()
    except BrokenPipeError:
        # Nobody reads any more: what happens to any program that writes on.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)
    return code


def run(argv: Sequence[str], streams: Streams, client: Client | None = None) -> int:
    """One command line, program name first; the exit code. A client handed in is used instead of the kubeconfig's."""
    call = _Call(argv, streams, client)
    code = call.attempt(call.start)
    # An embedded cluster settles as its client closes, also after a command that failed half-way.
    return code or call.attempt(call.end)


class _Call:
    """One command line on its way: what is printed when a step of it fails, and the code it ends with."""

    def __init__(self, argv: Sequence[str], streams: Streams, client: Client | None) -> None:
        self.called = argv[0] if argv else "kubectl"
        self.program = os.path.basename(self.called)
        # Bytes that are no text become what Go makes of them.
        self.words = [word if word.isascii() else unicode_only(word) for word in argv[1:]]
        self.streams = streams
        self.client = client
        self.session: Session | None = None
        self.command = ROOT

    def start(self) -> int:
        preferences = self._preferences()
        alias = preferences.alias(ROOT, self.words) if preferences is not None else None
        if preferences is not None:
            preferences.warn_of_unknown(ROOT, self.streams.stderr)
        if alias is not None:
            from pykubectl.cli.preferences import apply_alias, command_of

            self.command, path = command_of(alias, ROOT), f"{self.program} {alias.name}"
            words = [*alias.before, *self.words[1:], *alias.after]
        else:
            self.command, path, words = find(self.program, list(self.words))
        flags, arguments = self.command.parse_command_line(words, path, GLOBAL_FLAGS, _noter(self.streams))
        if alias is not None:
            apply_alias(alias, flags, self.called)
        elif preferences is not None:
            preferences.apply(path.partition(" ")[2], flags)
        flags.values["arguments"] = arguments
        self.session = Session(path, flags, self.streams, self.client)
        return _call(self.session, self.command, flags, arguments)

    def _preferences(self) -> "Preferences | None":
        """Only a user who has such a file pays for it."""
        if self.client is not None or not _may_have_preferences(self.words):
            return None
        from pykubectl.cli.preferences import load

        return load(self.words, self.streams.stderr)

    def end(self) -> int:
        if self.session is not None and self.client is None:
            self.session.close()
        return 0

    def attempt(self, step: Callable[[], int]) -> int:
        """The step's code, or that of its failure, which is printed."""
        try:
            return step()
        except Exit as end:
            return end.code
        except AssertionError:
            import traceback

            self.streams.stderr.write(traceback.format_exc())
            return BUG
        except BrokenPipeError:
            raise
        except RecursionError:
            return self._fail("error: the object is nested too deeply\n")
        except Exception as error:
            if not _is_expected(error):
                raise
            self._log(error)
            return self._fail(describe_error(error))

    def _log(self, error: Exception) -> None:
        for one in error.errors if isinstance(error, Aggregate) else [error]:
            if self.session is not None and isinstance(one, StatusError) and not isinstance(one, Invalid):
                self.session.log_failure(one)

    def _fail(self, text: str) -> int:
        self.streams.stdout.flush()
        self.streams.stderr.write(text if text.endswith("\n") else text + "\n")
        return self.command.failure_code


def _may_have_preferences(words: Sequence[str]) -> bool:
    """A look, so that nothing is loaded for those who have none."""
    named = "KUBERC" in os.environ or any(word.startswith("--kuberc") for word in words)
    return named or os.path.exists(os.path.join(os.path.expanduser("~"), ".kube", "kuberc"))


def _is_expected(error: Exception) -> bool:
    """Whether an error is the user's or the server's, and not a fault of this program."""
    if isinstance(error, (StatusError, click.ClickException, Aggregate, Unreachable, OSError)):
        return True
    kubeconfig = sys.modules.get("pykubectl.client.kubeconfig")
    return kubeconfig is not None and isinstance(error, kubeconfig.ConfigError)


def find(program: str, words: list[str]) -> tuple[Command, str, list[str]]:
    """The command that the words name, its path, and the words without its name."""
    command, path = ROOT, program
    while command.rows:
        index = first_argument(words, GLOBAL_FLAGS, command.flags)
        row = command.row(words[index]) if index is not None else None
        if row is None or index is None:
            if index is not None and (command is ROOT or command.name == "create"):
                _unknown_command(command, program, words, index)
            break
        path = f"{path} {row.name}"
        words = words[:index] + words[index + 1 :]
        command = row.load()
    return command, path, words


def _unknown_command(command: Command, program: str, words: list[str], index: int) -> None:
    """Plugins may add commands to the program and to `create`; raises for any other word that the program does not know."""
    from pykubectl.cli.plugins import run_plugin

    run_plugin(words if command is ROOT else [command.name or "", *words])
    if command is not ROOT:
        return
    if words[0].startswith("-"):
        raise Verbatim(f"Error: flags cannot be placed before plugin name: {words[0]}")
    near = suggestions(words[index], ROOT.rows)
    hint = "\n\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in near) if near else ""
    raise Failure(f'unknown command {quote(words[index])} for "{program}"{hint}')


def _call(session: Session, command: Command, flags: Flags, arguments: list[str]) -> int:
    if flags["help"]:
        session.write(root_help(command, session.path) if command is ROOT else command_help(command, session.path))
        return 0
    if command.run is None:
        return _group(session, command, arguments)
    missing = missing_flags(flags)
    if missing:
        raise Failure("required flag(s) " + ", ".join(quote(name) for name in missing) + " not set")
    code = command.run(session, flags, arguments) or 0
    if flags["warnings-as-errors"] and session.warnings_count:
        count = session.warnings_count
        raise Failure(f"{count} warning{'s' if count > 1 else ''} received")
    return code


def _group(session: Session, command: Command, arguments: list[str]) -> int:
    """A command that only has commands: its help, and failure unless it is the program itself."""
    if command is ROOT:
        session.write(root_help(command, session.path))
        return 0
    # The help of certificate answers whatever stands behind it.
    if arguments and HELP_ON_STDOUT.get(command.name or "") != 0:
        raise UsageError(f"unknown command {quote(' '.join(arguments))}", session.path)
    text = command_help(command, session.path)
    if command.name in HELP_ON_STDOUT:
        session.write(text)
        return HELP_ON_STDOUT[command.name]
    session.note(text.rstrip("\n"))
    return 1


def _noter(streams: Streams) -> Callable[[str], None]:
    return lambda text: print(text, file=streams.stderr)


def describe_error(error: Exception) -> str:
    """What kubectl prints for an error that ends a command."""
    if isinstance(error, Aggregate) and len(error.errors) == 1:
        error = error.errors[0]
    if isinstance(error, Aggregate):
        return "".join(f"{_short(one)}\n" for one in error.errors)
    if isinstance(error, Invalid):
        return _invalid(error)
    if isinstance(error, ConfigInvalid):
        return f"Error in configuration: {error.message}"
    if isinstance(error, Verbatim):
        return error.message
    text = _standard(error)
    if text is not None:
        return text
    message = message_of(error)
    return message if message.startswith("error: ") else f"error: {message}"


def _short(error: Exception) -> str:
    """An error as one of several."""
    text = _standard(error)
    return message_of(error) if text is None else text


def _standard(error: Exception) -> str | None:
    """What is said the same way everywhere; None for errors of the command itself."""
    if isinstance(error, Unauthorized):
        return f"error: You must be logged in to the server ({error.message})"
    if isinstance(error, StatusError):
        return (
            f"Error from server ({error.reason}): {error.message}"
            if error.reason
            else f"Error from server: {error.message}"
        )
    if isinstance(error, Unreachable):
        return str(error)
    return None


def _invalid(error: Invalid) -> str:
    details = error.details
    if not details:
        return f"The request is invalid: {error.message}" if error.message else "The request is invalid"
    kind, name, causes = details.get("kind", ""), details.get("name", ""), details.get("causes") or []
    text = "The request is invalid"
    if kind or name:
        text = f"The {kind} {quote(name)} is invalid"
    elif error.message and not causes:
        text += f": {error.message}"
    texts = list(dict.fromkeys(f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in causes))
    if not texts:
        return text
    if len(texts) == 1:
        return f"{text}: {texts[0]}"
    return f"{text}: \n" + "".join(f"* {line}\n" for line in texts)
