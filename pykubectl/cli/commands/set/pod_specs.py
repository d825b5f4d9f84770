"""Where the pod spec of an object is, and which of its containers are meant.

Upstream: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/updatepodspecforobject.go, .../pkg/cmd/set/helper.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.machinery.objects import get_path

_PLACES = {"Pod": "spec", "CronJob": "spec.jobTemplate.spec.template.spec"}
_WITH_TEMPLATE = ("Deployment", "ReplicaSet", "ReplicationController", "DaemonSet", "StatefulSet", "Job")


def pod_spec(obj: Object) -> Object:
    """The pod spec in a Pod or workload, to be changed in place. Raises Failure."""
    kind = obj["kind"]
    place = _PLACES.get(kind) or ("spec.template.spec" if kind in _WITH_TEMPLATE else "")
    found = get_path(obj, place) if place else None
    if found is None:
        version = obj["apiVersion"].rpartition("/")[2]
        raise Failure(f"the object is not a pod or does not have a pod template: *{version}.{kind}")
    spec: Object = found
    return spec


def selected_containers(spec: Object, pattern: str) -> list[Object]:
    """The containers whose names match, those that start the pod last."""
    every = [*(spec["containers"] or ()), *(spec.get("initContainers") or ())]
    return [one for one in every if _matches(one["name"], pattern)]


def _matches(name: str, pattern: str) -> bool:
    """`*` stands for any run of characters; as in kubectl, the first part may stand anywhere in the name."""
    if "*" not in pattern:
        return name == pattern
    at, parts = 0, pattern.split("*")
    for index, part in enumerate(parts):
        if not part:
            continue
        following = name[at:].find(part)
        is_last = index == len(parts) - 1
        if following < at or (is_last and len(name) != len(part) + following):
            return False
        at = following
    return True


def split_arguments(arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """(resources, images) of `TYPE NAME container=image ...`. Raises Failure."""
    resources: list[str] = []
    changes: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if equals and key:
            changes[key] = value
        elif changes:
            raise Failure(f"all resources must be specified before image changes: {argument}")
        else:
            resources.append(argument)
    return resources, changes
