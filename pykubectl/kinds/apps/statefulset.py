"""Stateful sets.

Upstream: pkg/apis/apps/v1/defaults.go, pkg/registry/apps/statefulset.
"""

from pykubectl import Object
from pykubectl.kinds.apps import statefulset_validation
from pykubectl.kinds.core.fraction_warnings import claim_warnings
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings
from pykubectl.kinds.core.volume_defaults import default_claim

NAME = "label"

validate = statefulset_validation.validate_stateful_set
validate_update = statefulset_validation.validate_stateful_set_update


def _own_warnings(new: Object, old: Object | None) -> list[str]:
    found = []
    for index, claim in enumerate(new["spec"].get("volumeClaimTemplates") or ()):
        found += claim_warnings(f"spec.volumeClaimTemplates[{index}]", claim.get("spec") or {})
    if (new["spec"].get("revisionHistoryLimit") or 0) < 0:
        text = "a negative value retains all historical revisions; a value >= 0 is recommended"
        found.append(f"spec.revisionHistoryLimit: {text}")
    return found


warnings = template_warnings("spec.template", more=_own_warnings)


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec["podManagementPolicy"] = spec.get("podManagementPolicy") or "OrderedReady"
    strategy = spec["updateStrategy"] = spec.get("updateStrategy") or {}
    strategy["type"] = strategy.get("type") or "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        rolling = strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        if rolling.get("partition") is None:
            rolling["partition"] = 0
    retention = spec["persistentVolumeClaimRetentionPolicy"] = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    for field in ("whenDeleted", "whenScaled"):
        retention[field] = retention.get(field) or "Retain"
    for field, value in (("replicas", 1), ("revisionHistoryLimit", 10)):
        if spec.get(field) is None:
            spec[field] = value
    spec.setdefault("serviceName", "")
    default_template(spec.setdefault("template", {}))
    for claim in spec.get("volumeClaimTemplates") or ():
        claim |= {"apiVersion": "v1", "kind": "PersistentVolumeClaim"}
        claim.setdefault("metadata", {})
        default_claim(claim)
    status = obj.setdefault("status", {})
    status.setdefault("replicas", 0)
    status.setdefault("availableReplicas", 0)


def prepare_create(obj: Object) -> None:
    obj["status"] = {"availableReplicas": 0, "replicas": 0}
