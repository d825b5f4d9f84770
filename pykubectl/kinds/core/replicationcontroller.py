"""Replication controllers: the ancestor of replica sets, with a plain map as selector.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/replicationcontroller.
"""

from pykubectl import Object
from pykubectl.kinds.core import replicationcontroller_validation
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings

validate = replicationcontroller_validation.validate_replication_controller
warnings = template_warnings("spec.template", names_pods=True)

FIELDS = ("status.replicas",)


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    template = spec.get("template")
    if template is not None:
        labels = (template.get("metadata") or {}).get("labels")
        if labels and not spec.get("selector"):
            spec["selector"] = dict(labels)
        if labels and not obj["metadata"].get("labels"):
            obj["metadata"]["labels"] = dict(labels)
        default_template(template)
    if spec.get("replicas") is None:
        spec["replicas"] = 1
    obj.setdefault("status", {}).setdefault("replicas", 0)


def prepare_create(obj: Object) -> None:
    obj["status"] = {"replicas": 0}


def field(obj: Object, path: str) -> str:
    return str((obj.get("status") or {}).get("replicas", 0))
