"""certificate approve and deny: answers to certificate signing requests.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/certificates/certificates.go.
"""

from collections.abc import Callable

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, Row
from pykubectl.cli.printers import PRINT_FLAGS, result_printer
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes
from pykubectl.errors import Conflict
from pykubectl.machinery.objects import copy
from pykubectl.machinery.timestamps import format_time

_TRIES = 10


def _runner(verb: str, condition: str, opposite: str) -> Callable[[Session, Flags, list[str]], int | None]:
    def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
        show = result_printer(session, flags, condition.lower())
        if not arguments and not flags["filename"] and not flags["kustomize"]:
            raise Failure("one or more CSRs must be specified as <name> or -f <filename>")
        names = [name if "/" in name else f"certificatesigningrequest/{name}" for name in arguments]
        builder = Builder.from_flags(session, flags, names)
        builder.latest = True
        found = 0

        def answer(info: Info) -> None:
            nonlocal found
            for attempt in range(_TRIES):
                try:
                    _answer(session, flags, info, (verb, condition, opposite))
                    break
                except Conflict:
                    if attempt == _TRIES - 1:
                        raise
                    info.get(session)
            found += 1
            session.write(show(info.content))

        builder.do().visit(answer)
        if not found:
            session.line("No resources found")
        return None

    return run


def _answer(session: Session, flags: Flags, info: Info, words: tuple[str, str, str]) -> None:
    verb, condition, opposite = words
    new: Object = copy(info.content)
    conditions = (new.get("status") or {}).get("conditions") or []
    if any(one["type"] == opposite for one in conditions):
        raise Failure(f'certificate signing request "{info.name}" is already {opposite}')
    is_there = any(one["type"] == condition for one in conditions)
    if is_there and not flags["force"]:
        return
    if not is_there:
        added = {
            "type": condition,
            "status": "True",
            "reason": f"Kubectl{verb.capitalize()}",
            "message": f"This CSR was {condition.lower()} by kubectl certificate {verb}.",
            "lastUpdateTime": format_time(session.now),
        }
        new["status"] = {**(new.get("status") or {}), "conditions": [*conditions, added]}
    info.refresh(Writes.of(session, flags).replace(info, new, "approval"))


def _command(verb: str, condition: str, opposite: str) -> Command:
    return Command(
        f"{verb} (-f FILENAME | NAME)",
        _runner(verb, condition, opposite),
        short=f"{verb.capitalize()} a certificate signing request",
        examples=f"\n# {verb.capitalize()} a request\nkubectl certificate {verb} ana\n",
        flags=(
            *FILENAME_FLAGS,
            Flag("force", "bool", False, "Send the answer again when it has been given."),
            *PRINT_FLAGS,
        ),
    )


APPROVE = _command("approve", "Approved", "Denied")
DENY = _command("deny", "Denied", "Approved")

COMMAND = Command(
    "certificate SUBCOMMAND",
    short="Approve and deny certificate signing requests",
    rows=(
        Row("approve", "Approve a certificate signing request", __name__, attribute="APPROVE"),
        Row("deny", "Deny a certificate signing request", __name__, attribute="DENY"),
    ),
)
