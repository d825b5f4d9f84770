"""The revisions of a workload, by number: a deployment's are its replica sets, the others' are ControllerRevisions.

Upstream: staging/src/k8s.io/kubectl/pkg/polymorphichelpers/history.go, .../pkg/util/deployment.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import CHANGE_CAUSE, schema_for
from pykubectl.machinery.objects import copy
from pykubectl.machinery.owners import is_controlled_by
from pykubectl.machinery.requests import Target, resource_path
from pykubectl.machinery.selectors import format_label_selector

REVISION = "deployment.kubernetes.io/revision"
KINDS = ("Deployment", "DaemonSet", "StatefulSet")
_SOURCES = {"Deployment": ("replicasets", "ReplicaSet")}


class Revision(NamedTuple):
    """`source` is the replica set or controller revision, `template` the pod template it stands for."""

    number: int
    source: Object
    template: Object

    @property
    def cause(self) -> str:
        found: str = (self.source["metadata"].get("annotations") or {}).get(CHANGE_CAUSE, "")
        return found


def revisions_of(session: Session, info: Info) -> list[Revision]:
    """Oldest first."""
    owner = info.content
    plural, kind = _SOURCES.get(info.resource.kind, ("controllerrevisions", "ControllerRevision"))
    path = resource_path(Target("apps", "v1", info.namespace, plural))
    query = {"labelSelector": format_label_selector(owner["spec"]["selector"])}
    items = session.request("GET", path, query=query)["items"]
    owned = [{"apiVersion": "apps/v1", "kind": kind, **one} for one in items if is_controlled_by(one, owner)]
    make = _of_replica_set if plural == "replicasets" else lambda one: _of_controller_revision(session, owner, one)
    found = [make(one) for one in owned]
    return sorted((one for one in found if one is not None), key=lambda one: one.number)


def _of_replica_set(replicaset: Object) -> Revision | None:
    number = (replicaset["metadata"].get("annotations") or {}).get(REVISION)
    return Revision(int(number), replicaset, replicaset["spec"]["template"]) if number else None


def _of_controller_revision(session: Session, owner: Object, revision: Object) -> Revision:
    return Revision(revision["revision"], revision, restored(session, owner, revision)["spec"]["template"])


def restored(session: Session, owner: Object, revision: Object) -> Object:
    """The workload as it was at a controller revision, whose data is a strategic patch."""
    from pykubectl.machinery import strategic_merge

    schema = schema_for(session, owner["apiVersion"], owner["kind"])
    assert schema is not None
    found: Object = strategic_merge.apply(copy(owner), copy(revision["data"]), schema)
    return found
