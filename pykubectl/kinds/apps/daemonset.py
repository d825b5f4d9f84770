"""Daemon sets.

Upstream: pkg/apis/apps/v1 (defaults, conversion), pkg/registry/apps/daemonset.
"""

from pykubectl import Object
from pykubectl.kinds.apps import daemonset_validation
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_warnings import template_warnings

validate = daemonset_validation.validate_daemon_set
validate_update = daemonset_validation.validate_daemon_set_update
warnings = template_warnings("spec.template")

_COUNTS = ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")
# What was spec.templateGeneration in the first versions of the API.
TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    strategy = spec["updateStrategy"] = spec.get("updateStrategy") or {}
    strategy["type"] = strategy.get("type") or "RollingUpdate"
    if strategy["type"] == "RollingUpdate":
        rolling = strategy["rollingUpdate"] = strategy.get("rollingUpdate") or {}
        for field, value in (("maxUnavailable", 1), ("maxSurge", 0)):
            if rolling.get(field) is None:
                rolling[field] = value
    if spec.get("revisionHistoryLimit") is None:
        spec["revisionHistoryLimit"] = 10
    default_template(spec.setdefault("template", {}))
    status = obj.setdefault("status", {})
    for name in _COUNTS:
        status.setdefault(name, 0)


def prepare_create(obj: Object) -> None:
    obj["status"] = dict.fromkeys(_COUNTS, 0)
    generation = _template_generation(obj)
    _set_template_generation(obj, generation if generation >= 1 else 1)


def prepare_update(new: Object, old: Object) -> None:
    changed = new["spec"].get("template") != old["spec"].get("template")
    _set_template_generation(new, _template_generation(old) + changed)


def _template_generation(obj: Object) -> int:
    text = (obj["metadata"].get("annotations") or {}).get(TEMPLATE_GENERATION, "")
    return int(text) if text.isdigit() else 0


def _set_template_generation(obj: Object, generation: int) -> None:
    annotations = {**(obj["metadata"].get("annotations") or {}), TEMPLATE_GENERATION: str(generation)}
    obj["metadata"]["annotations"] = annotations
