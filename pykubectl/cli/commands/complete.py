"""__complete: what may stand where the cursor is; the completion scripts of the shells ask it.

It prints one candidate per line (with a description behind a tab) and a directive, as cobra's scripts expect.

Upstream: github.com/spf13/cobra/completions.go (initCompleteCmd).
"""

import os

from pykubectl.cli.completion import DEFAULT, Found, directive_text
from pykubectl.cli.completion.request import Misfit, find
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags
from pykubectl.cli.session import Session


def _answer(session: Session, words: list[str], *, described: bool) -> int | None:
    if not words:
        raise Failure("requires at least 1 arg(s), only received 0")
    try:
        found = find(session, words)
    except Misfit as problem:
        session.note(f"[Debug] [Error] {problem}")
        found = Found((), DEFAULT)
    for name, description in found.candidates:
        line = (
            f"{name}\t{description}"
            if described and description
            else name.partition("\t" if not described else "\n")[0]
        )
        session.line(line.partition("\n")[0].strip())
    session.line(f":{found.directive}")
    session.note(f"Completion ended with directive: {directive_text(found.directive)}")
    return None


def _complete(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return _answer(session, arguments, described=_wants_descriptions())


def _complete_briefly(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    return _answer(session, arguments, described=False)


def _wants_descriptions() -> bool:
    names = ("KUBECTL_COMPLETION_DESCRIPTIONS", "COBRA_COMPLETION_DESCRIPTIONS")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").lower() not in ("0", "f", "false")


_EXAMPLE = """
# What may follow `kubectl g`
kubectl __complete g
"""

COMMAND = Command("__complete", _complete, short="Answer a shell", examples=_EXAMPLE, takes_flags=False)
BRIEF = Command("__completeNoDesc", _complete_briefly, short="Answer a shell", examples=_EXAMPLE, takes_flags=False)
