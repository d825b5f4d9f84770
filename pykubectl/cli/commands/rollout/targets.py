"""What the rollout commands share: which objects they are about."""

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.resources import FILENAME_FLAGS, SCHEME, SELECTOR_FLAG, Builder, Info
from pykubectl.cli.session import Session

# The kinds that kubectl has a place for in each of its helpers, if only an empty one.
_VISITED = frozenset(
    {
        ("", "Pod"),
        ("", "ReplicationController"),
        ("apps", "DaemonSet"),
        ("apps", "Deployment"),
        ("apps", "ReplicaSet"),
        ("apps", "StatefulSet"),
        ("batch", "CronJob"),
        ("batch", "Job"),
    }
)
TARGET_FLAGS = (*FILENAME_FLAGS, SELECTOR_FLAG)


def unserved(what: str, kind: str, info: Info) -> Failure:
    """What kubectl says where a rollout command has nothing for a kind: `what` is what is missing, `kind` what it is for."""
    row = info.resource
    name = f"{row.kind}.{row.group}" if row.group else row.kind
    if (row.group, row.kind) in _VISITED:
        return Failure(f'no {what} has been implemented for "{name}"')
    return Failure(f'error retrieving {kind} for "{name}", no visitor method exists for {{{row.group} {row.kind}}}')


def builder_of(session: Session, flags: Flags, arguments: list[str]) -> Builder:
    """The objects named, fetched; those in files as the server has them. Raises Failure when none are named."""
    if not arguments and not flags["filename"] and not flags["kustomize"]:
        raise Failure("required resource not specified")
    builder = Builder.from_flags(session, flags, arguments)
    builder.any_by_default = True
    builder.latest = True
    builder.scheme = SCHEME
    return builder


def note_nothing_found(session: Session) -> None:
    session.note(f"No resources found in {session.namespace} namespace.")
