"""The loop behind set env, serviceaccount and subject: change each object, send the difference, say what was done.

An object that stays as it is is passed over in silence; one that cannot be changed does not keep the others from it.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/helper.go (CalculatePatches).
"""

from collections.abc import Callable, Sequence

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Flags
from pykubectl.cli.printers import result_printer
from pykubectl.cli.printers.name import named
from pykubectl.cli.resources import MISSING, SCHEME, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import Writes, dry_run, patch_between
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy

LOCAL_NEEDS_FILES = """you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'"""


def infos_of(session: Session, flags: Flags, arguments: Sequence[str]) -> list[Info]:
    """The objects, as the server has them unless --local says otherwise. Raises."""
    builder = Builder.from_flags(session, flags, arguments)
    builder.local = flags["local"]
    builder.latest = not builder.local
    builder.scheme = SCHEME
    if builder.local:
        if not builder.filenames and not builder.kustomize:
            raise Failure(LOCAL_NEEDS_FILES if arguments else MISSING)
        builder.arguments = ()
    return builder.do().infos()


def title_of(info: Info, flags: Flags) -> str:
    """What errors call an object: `deployments/web`; local objects by kind and on a line of their own."""
    return named(info.content) if flags["local"] else f"{info.resource.plural}/{info.name}"


def update_objects(
    session: Session, flags: Flags, infos: Sequence[Info], operation: str, function: Callable[[Object], None]
) -> None:
    """`operation` is what is said (`env updated`), `function` changes an object in place."""
    dry = dry_run(session, flags)
    if flags["local"] and dry == "server":
        raise Failure("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
    show = result_printer(session, flags, operation, dry)
    writes = Writes.of(session, flags, dry)
    errors: list[Exception] = []
    for info in infos:
        old, new = info.content, copy(info.content)
        try:
            function(new)
        except Failure as error:
            errors.append(Failure(f"error: {title_of(info, flags)} {error.message}"))
            continue
        if new == old:
            continue
        if flags["local"] or dry == "client":
            session.write(show(new))
            continue
        patch, content_type = patch_between(session, old, new)
        try:
            info.refresh(writes.patch(info, patch, content_type))
        except StatusError as error:
            what = _PATCHED.get(operation, "")
            errors.append(Failure(f"failed to patch {what}: {error.message}"))
            continue
        session.write(show(info.content))
    if errors:
        raise Aggregate(errors)


_PATCHED = {
    "env updated": "env update to pod template",
    "serviceaccount updated": "ServiceAccountName",
    "subjects updated": "subjects to rolebinding",
}
