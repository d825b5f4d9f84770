"""Where the pod spec of an object is, and which of its containers are meant.

Upstream: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/updatepodspecforobject.go, .../pkg/cmd/set/helper.go.
"""

from fnmatch import fnmatchcase

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


def select(containers: list[Object], pattern: str) -> list[Object]:
    """The containers whose names match; `*` stands for any run of characters."""
    return [one for one in containers if fnmatchcase(one["name"], pattern)]


def split_arguments(arguments: list[str], what: str) -> tuple[list[str], dict[str, str]]:
    """(resources, changes) of `TYPE NAME key=value ...`. Raises Failure."""
    resources: list[str] = []
    changes: dict[str, str] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if equals and key:
            changes[key] = value
        elif changes:
            raise Failure(f"all resources must be specified before {what} changes: {argument}")
        else:
            resources.append(argument)
    return resources, changes
