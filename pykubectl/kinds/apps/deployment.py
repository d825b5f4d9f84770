"""Deployments.

Upstream: pkg/apis/apps/v1/defaults.go, pkg/registry/apps/deployment.
"""

from pykubectl import Object
from pykubectl.kinds.apps import deployment_validation
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings

validate = deployment_validation.validate_deployment
validate_update = deployment_validation.validate_deployment_update
warnings = template_warnings("spec.template", names_pods=True)


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    if spec.get("replicas") is None:
        spec["replicas"] = 1
    strategy = spec["strategy"] = spec.get("strategy") or {}
    strategy["type"] = strategy.get("type") or "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        rolling = strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        for field in ("maxUnavailable", "maxSurge"):
            if rolling.get(field) is None:
                rolling[field] = "25%"
    for field, value in (("revisionHistoryLimit", 10), ("progressDeadlineSeconds", 600)):
        if spec.get(field) is None:
            spec[field] = value
    default_template(spec.setdefault("template", {}))
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
