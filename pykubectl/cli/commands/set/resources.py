"""set resources: changes what containers ask for, and what they may use.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_resources.go, .../pkg/generate/versioned/run.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.set.pod_specs import pod_spec, selected_containers
from pykubectl.cli.commands.set.updating import Update, begin, infos_of, update_objects
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, RECORD_FLAG, field_manager_flag
from pykubectl.machinery.quantity import QuantityError, canonical


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    setting = begin(session, flags, "resource requirements updated")
    infos = infos_of(setting, arguments)
    setting.refuse_local_server_run()
    if flags["all"] and flags["selector"]:
        raise Failure("cannot set --all and --selector at the same time")
    if not flags["limits"] and not flags["requests"]:
        raise Failure("you must specify an update to requests or limits (in the form of --requests/--limits)")
    wanted = {"limits": amounts(flags["limits"]), "requests": amounts(flags["requests"])}
    problems: list[Exception] = []

    def change(obj: Object) -> None:
        found = selected_containers(pod_spec(obj), flags["containers"])
        if not found:
            problems.append(Failure(f"error: unable to find container named {flags['containers']}"))
        for container in found:
            _set(container, wanted)

    update_objects(setting, infos, Update(change, "failed to patch resources update to pod template", problems))
    return None


def _set(container: Object, wanted: dict[str, dict[str, str]]) -> None:
    resources = dict(container.get("resources") or {})
    for field, values in wanted.items():
        if values:
            resources[field] = {**(resources.get(field) or {}), **values}
    container["resources"] = resources


def amounts(text: str) -> dict[str, str]:
    """Of `cpu=100m,memory=256Mi`. Raises Failure."""
    found: dict[str, str] = {}
    for pair in text.split(",") if text else ():
        name, equals, amount = pair.partition("=")
        if not equals or "=" in amount:
            raise Failure(f"invalid argument syntax {pair}, expected <resource>=<value>")
        try:
            found[name] = canonical(amount)
        except QuantityError as error:
            raise Failure(str(error)) from None
    return found


COMMAND = Command(
    "resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
    run,
    short="Change the resources that containers ask for",
    long="Changes requests and limits of the containers of pods and pod templates.",
    examples="""
# Limits for one container
kubectl set resources deployment/web -c=nginx --limits=cpu=200m,memory=512Mi
""",
    flags=(
        ALL_FLAG,
        Flag("containers", "string", "*", "The containers that are meant; * stands for any run of characters.", "c"),
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-set"),
        *FILENAME_FLAGS,
        Flag("limits", "string", "", "What the containers may use, as cpu=100m,memory=256Mi."),
        LOCAL_FLAG,
        *PRINT_FLAGS,
        RECORD_FLAG,
        Flag("requests", "string", "", "What the containers ask for, as cpu=100m,memory=256Mi."),
        SELECTOR_FLAG,
    ),
)
