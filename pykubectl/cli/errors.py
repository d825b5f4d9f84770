"""How a command gives up: these exceptions, printed by `main` alone, decide the last words and the exit code.

    Failure        error: <message>                                              exit 1
    UsageError     error: <message> + See 'kubectl get -h' for help and examples exit 1
    FlagError      error: <message> + See 'kubectl get --help' for usage.        exit 1
    Verbatim       <message>                                                     exit 1
    ConfigInvalid  Error in configuration: <message>                             exit 1
    Aggregate      every error on a line of its own                              exit 1
    Exit           nothing                                                       exit <code>

API errors (pykubectl.errors.StatusError) need no wrapping.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go.
"""

from collections.abc import Sequence

import click

from pykubectl.errors import StatusError


class Failure(click.ClickException):
    """A plain error; what the command says of it follows `error: `."""


class UsageError(click.UsageError):
    """A command called with the wrong arguments; `path` is the command as typed (`kubectl create configmap`)."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(f"{message}\nSee '{path} -h' for help and examples")


class FlagError(click.UsageError):
    """A flag that is unknown, lacks its value or has a bad one."""

    def __init__(self, message: str, path: str) -> None:
        super().__init__(f"{message}\nSee '{path} --help' for usage.")
        self.reason = message


class ConfigInvalid(Failure):
    """The kubeconfig names something that is not there."""


class Verbatim(Failure):
    """Printed as it is, without `error: `."""


class NoMatch(Verbatim):
    """A resource type that discovery does not know."""


class Aggregate(Exception):
    """Errors collected in one place; as part of another aggregate it reads `[one, two]`."""

    def __init__(self, errors: Sequence[Exception]) -> None:
        texts = list(dict.fromkeys(message_of(error) for error in errors))
        super().__init__(texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]")
        self.errors = list(errors)

    def without(self, ignored: type[Exception]) -> "Aggregate | None":
        """The same without errors of a class, at any depth; None when nothing is left."""
        kept: list[Exception] = []
        for error in self.errors:
            left = error.without(ignored) if isinstance(error, Aggregate) else error
            if left is not None and not isinstance(left, ignored):
                kept.append(left)
        return Aggregate(kept) if kept else None


class Exit(Exception):
    """The command ends with this code and has said what it had to say."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def with_source(verb: str, source: str, error: Exception) -> Exception:
    """The same error, saying what was being done with which file."""
    if not source:
        return error
    if isinstance(error, StatusError):
        return type(error)(f'error when {verb} "{source}": {error.message}', error.details)
    return Failure(f'error when {verb} "{source}": {message_of(error)}')


def message_of(error: Exception) -> str:
    """The bare text of an error."""
    return error.message if isinstance(error, click.ClickException) else str(error)
