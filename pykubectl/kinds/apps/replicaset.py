"""Replica sets.

Upstream: pkg/apis/apps/v1/defaults.go, pkg/registry/apps/replicaset.
"""

from pykubectl import Object
from pykubectl.kinds.apps import deployment_validation
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings

validate = deployment_validation.validate_replica_set
validate_update = deployment_validation.validate_replica_set_update
warnings = template_warnings("spec.template", names_pods=True)

FIELDS = ("status.replicas",)


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    if spec.get("replicas") is None:
        spec["replicas"] = 1
    default_template(spec.setdefault("template", {}))
    obj.setdefault("status", {}).setdefault("replicas", 0)


def prepare_create(obj: Object) -> None:
    obj["status"] = {"replicas": 0}


def field(obj: Object, path: str) -> str:
    return str((obj.get("status") or {}).get("replicas", 0))
