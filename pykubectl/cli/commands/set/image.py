"""set image: changes the images of containers by name.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set_image.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.set.pod_specs import pod_spec, split_arguments
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flags, quote
from pykubectl.cli.printers import PRINT_FLAGS
from pykubectl.cli.resources import FILENAME_FLAGS, SCHEME, SELECTOR_FLAG, Builder
from pykubectl.cli.session import Session
from pykubectl.cli.writes import ALL_FLAG, DRY_RUN_FLAG, LOCAL_FLAG, Change, change_objects, field_manager_flag


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    resources, images = split_arguments(arguments, "image")
    builder = Builder.from_flags(session, flags, resources)
    builder.local = flags["local"]
    builder.latest = not builder.local
    builder.scheme = SCHEME
    # kubectl looks for the objects before it looks at the images.
    infos = builder.do().infos()
    _check(flags, resources, images)

    def change(obj: Object) -> None:
        set_images(pod_spec(obj), images)

    change_objects(
        session,
        flags,
        infos,
        Change("image updated", change, "failed to patch image update to pod template"),
    )
    return None


def _check(flags: Flags, resources: list[str], images: dict[str, str]) -> None:
    problems = []
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
    if problems:
        raise Failure(problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]")


def set_images(spec: Object, images: dict[str, str]) -> None:
    """In place. Raises Failure for a container that is not there."""
    for name, image in images.items():
        found = False
        for container in [*(spec.get("initContainers") or ()), *spec["containers"]]:
            if name in ("*", container["name"]):
                container["image"] = image
                found = True
        if not found:
            raise Failure(f"unable to find container named {quote(name)}")


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
        SELECTOR_FLAG,
    ),
)
