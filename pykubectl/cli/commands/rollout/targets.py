"""What the rollout commands share: which objects they are about."""

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.resources import FILENAME_FLAGS, SCHEME, SELECTOR_FLAG, Builder
from pykubectl.cli.session import Session

TARGET_FLAGS = (*FILENAME_FLAGS, SELECTOR_FLAG)


def builder_of(session: Session, flags: Flags, arguments: list[str]) -> Builder:
    """The objects named, fetched; those in files as the server has them. Raises Failure when none are named."""
    if not arguments and not flags["filename"] and not flags["kustomize"]:
        raise Failure("required resource not specified")
    builder = Builder.from_flags(session, flags, arguments)
    builder.latest = True
    builder.scheme = SCHEME
    return builder
