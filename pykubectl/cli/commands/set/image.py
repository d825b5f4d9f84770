"""set image: changes the images of containers by name.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_image.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.set.pod_specs import pod_spec, split_arguments
from pykubectl.cli.commands.set.updating import Setting, Update, begin, infos_of, update_objects
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Command, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, SELECTOR_FLAG
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, RECORD_FLAG, field_manager_flag


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    setting = begin(session, flags, "image updated")
    resources, images = split_arguments(arguments)
    # kubectl looks for the objects before it looks at the images.
    infos = infos_of(setting, resources)
    _check(setting, resources, images)
    problems: list[Exception] = []

    def change(obj: Object) -> None:
        for name in set_images(pod_spec(obj), images):
            problems.append(Failure(f"error: unable to find container named {quote(name)}"))

    update_objects(setting, infos, Update(change, "failed to patch image update to pod template:", problems))
    return None


def _check(setting: Setting, resources: list[str], images: dict[str, str]) -> None:
    flags, problems = setting.flags, []
    if flags["all"] and flags["selector"]:
        problems.append("cannot set --all and --selector at the same time")
    if not resources and not flags["filename"] and not flags["kustomize"]:
        problems.append("one or more resources must be specified as <resource> <name> or <resource>/<name>")
    if not images:
        problems.append("at least one image update is required")
    elif "*" in images and len(images) > 1:
        problems.append(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs"
        )
    if setting.is_local and setting.dry == "server":
        problems.append("cannot specify --local and --dry-run=server - did you mean --dry-run=client?")
    if problems:
        raise Aggregate([Failure(problem) for problem in problems])


def set_images(spec: Object, images: dict[str, str]) -> list[str]:
    """In place. Returns the names of containers that are not there."""
    missing = []
    for name, image in images.items():
        found = False
        for container in [*(spec.get("initContainers") or ()), *(spec["containers"] or ())]:
            if name in ("*", container["name"]):
                container["image"] = image
                if not image:
                    del container["image"]
                found = True
        if not found:
            missing.append(name)
    return missing


COMMAND = Command(
    "image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N",
    run,
    short="Change the images of containers",
    long="Changes the images of the named containers (* for all) in pods and pod templates.",
    examples="""
# A new version for one container
kubectl set image deployment/web nginx=nginx:1.27

# The same image for all
kubectl set image daemonset/agent '*=agent:2'
""",
    flags=(
        ALL_FLAG,
        DRY_RUN_FLAG,
        field_manager_flag("kubectl-set"),
        *FILENAME_FLAGS,
        LOCAL_FLAG,
        *PRINT_FLAGS,
        RECORD_FLAG,
        SELECTOR_FLAG,
    ),
)
