"""create deployment.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_deployment.go.
"""

import re

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import (
    GENERATOR_FLAGS,
    Made,
    command_after,
    container,
    create_object,
    metadata,
    the_name,
)
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    command = command_after(arguments)
    images: list[str] = flags["image"]
    if len(images) > 1 and command:
        raise Failure("cannot specify multiple --image options and command")
    labels = {"app": name}
    containers = [container(container_name(image), image, command) for image in images]
    if flags["port"] >= 0 and containers:
        resources = containers[0].pop("resources")
        containers[0].update(ports=[{"containerPort": flags["port"]}], resources=resources)
    obj: Object = {
        "kind": "Deployment",
        "apiVersion": "apps/v1",
        "metadata": metadata(session, name, labels=dict(labels)),
        "spec": {
            "replicas": flags["replicas"],
            "selector": {"matchLabels": dict(labels)},
            "template": {"metadata": {"labels": dict(labels)}, "spec": {"containers": containers}},
            "strategy": {},
        },
        "status": {},
    }
    return create_object(session, flags, Made(obj, "deployments", failure="failed to create deployment: "))


def container_name(image: str) -> str:
    """A container is named after its image: the last part of the path, without tag and digest."""
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    return re.sub(r"_+", "-", name.lower())


COMMAND = Command(
    "deployment NAME --image=image -- [COMMAND] [args...]",
    run,
    short="A deployment",
    long="Makes a deployment whose pods run the given images.",
    examples="""
# Three replicas of an image
kubectl create deployment web --image=nginx --replicas=3

# With a command
kubectl create deployment ticker --image=busybox -- date
""",
    flags=(
        Flag("image", "strings", [], "Image to run; may be repeated.", required=True),
        Flag("port", "int32", -1, "Port of the first container."),
        Flag("replicas", "int32", 1, "How many pods.", "r"),
        *GENERATOR_FLAGS,
    ),
)
