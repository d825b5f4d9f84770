"""Validation of autoscalers.

Upstream: pkg/apis/autoscaling/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.machinery import quantity

_SOURCES = {
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "External": "external",
}
# In the order in which the server looks at them.
_FIELDS = {
    "object": "Object",
    "external": "External",
    "pods": "Pods",
    "resource": "Resource",
    "containerResource": "ContainerResource",
}
_TARGETS = ("Utilization", "Value", "AverageValue")
_POLICY_TYPES = ("Pods", "Percent")
_SELECT = ("Max", "Min", "Disabled")
_ONE_TARGET = "must set either a target raw value or a target utilization"


def validate_autoscaler(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    smallest, largest = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    errors = []
    if smallest is not None and smallest < 1:
        errors.append(invalid("spec.minReplicas", smallest, "must be greater than or equal to 1"))
    if largest < 1:
        errors.append(required("spec.maxReplicas", "must be set and greater than 0"))
    if smallest is not None and largest < smallest:
        errors.append(invalid("spec.maxReplicas", largest, "must be greater than or equal to `minReplicas`"))
    errors += _target_ref("spec.scaleTargetRef", spec.get("scaleTargetRef") or {})
    for index, metric in enumerate(spec.get("metrics") or ()):
        errors += _metric(f"spec.metrics[{index}]", metric)
    for direction in ("scaleUp", "scaleDown"):
        found = (spec.get("behavior") or {}).get(direction)
        if found is not None:
            errors += _scaling_rules(f"spec.behavior.{direction}", found)
    return errors


def _target_ref(path: str, ref: Object) -> list[FieldError]:
    errors = []
    for field in ("kind", "name"):
        if not ref.get(field):
            errors.append(required(f"{path}.{field}"))
        else:
            errors += rules.check(f"{path}.{field}", ref[field], rules.path_segment)
    api_version, kind = ref.get("apiVersion") or "", ref.get("kind")
    if not api_version and kind != "ReplicationController":
        errors.append(invalid(f"{path}.apiVersion", api_version, "apiVersion must specify API group"))
    return errors


def _metric(path: str, metric: Object) -> list[FieldError]:
    kind = metric.get("type") or ""
    errors = [] if kind else [required(f"{path}.type", "must specify a metric source type")]
    present = [name for name in _FIELDS if metric.get(name) is not None]
    if present:
        first = present[0]
        errors += _source(f"{path}.{first}", _FIELDS[first], metric[first])
    expected = _SOURCES.get(kind, "")
    if not expected:
        errors.append(rules.unsupported(f"{path}.type", kind, sorted(_SOURCES)))
    elif expected not in present:
        errors.append(required(f"{path}.{expected}", "must populate information for the given metric source"))
    if len(present) == 1:
        return errors
    text = "must populate the given metric source only"
    return errors + [forbidden(f"{path}.{name}", text) for name in present if name != expected]


def _source(path: str, kind: str, source: Object) -> list[FieldError]:
    errors, target = [], source.get("target") or {}
    if kind in ("Resource", "ContainerResource"):
        if not source.get("name"):
            errors.append(required(f"{path}.name", "must specify a resource name"))
        if kind == "ContainerResource" and not source.get("container"):
            errors.append(required(f"{path}.container", "must specify a container"))
    else:
        if kind == "Object":
            errors += _target_ref(f"{path}.describedObject", source.get("describedObject") or {})
        name = (source.get("metric") or {}).get("name")
        if not name:
            errors.append(required(f"{path}.metric.name", "must specify a metric name"))
        else:
            errors += rules.check(f"{path}.metric.name", name, rules.path_segment)
        errors += rules.label_selector(f"{path}.metric.selector", (source.get("metric") or {}).get("selector"))
    errors += _target(f"{path}.target", target)
    return errors + _target_of(f"{path}.target", kind, target)


def _target(path: str, target: Object) -> list[FieldError]:
    errors = []
    if not target.get("type"):
        errors.append(required(f"{path}.type", "must specify a metric target type"))
    elif target["type"] not in _TARGETS:
        errors.append(invalid(f"{path}.type", target["type"], "must be either Utilization, Value, or AverageValue"))
    for field in ("value", "averageValue"):
        if field in target and quantity.parse(target[field]).nanos <= 0:
            errors.append(invalid(f"{path}.{field}", quantity.canonical(target[field]), "must be positive"))
    average = target.get("averageUtilization")
    if average is not None and average < 1:
        errors.append(invalid(f"{path}.averageUtilization", average, "must be greater than 0"))
    return errors


def _target_of(path: str, kind: str, target: Object) -> list[FieldError]:
    average, utilization = "averageValue" in target, "averageUtilization" in target
    if kind in ("Resource", "ContainerResource"):
        if not average and not utilization:
            return [required(f"{path}.averageUtilization", _ONE_TARGET)]
        if average and utilization:
            text = "may not set both a target raw value and a target utilization"
            return [forbidden(f"{path}.averageValue", text)]
        return []
    if kind == "Pods":
        return [] if average else [required(f"{path}.averageValue", "must specify a positive target averageValue")]
    if "value" not in target and not average:
        text = "must set either a target value for metric or a per-pod target"
        return [required(f"{path}.averageValue", text)]
    if kind == "External" and "value" in target and average:
        text = "may not set both a target value for metric and a per-pod target"
        return [forbidden(f"{path}.value", text)]
    return []


def _scaling_rules(path: str, found: Object) -> list[FieldError]:
    errors, window, select = [], found.get("stabilizationWindowSeconds"), found.get("selectPolicy")
    if window is not None:
        errors += rules.nonnegative(f"{path}.stabilizationWindowSeconds", window)
        if window > 3600:
            text = "must be less than or equal to 3600"
            errors.append(invalid(f"{path}.stabilizationWindowSeconds", window, text))
    if select is not None and select not in _SELECT:
        errors.append(rules.unsupported(f"{path}.selectPolicy", select, sorted(_SELECT)))
    policies = found.get("policies") or []
    if not policies:
        errors.append(required(f"{path}.policies", "must specify at least one Policy"))
    for index, policy in enumerate(policies):
        errors += _policy(f"{path}.policies[{index}]", policy)
    return errors


def _policy(path: str, policy: Object) -> list[FieldError]:
    errors = rules.one_of(f"{path}.type", policy.get("type"), sorted(_POLICY_TYPES))
    for field in ("value", "periodSeconds"):
        number = policy.get(field) or 0
        if number <= 0:
            errors.append(invalid(f"{path}.{field}", number, "must be greater than zero"))
    if (policy.get("periodSeconds") or 0) > 1800:
        text = "must be less than or equal to 1800"
        errors.append(invalid(f"{path}.periodSeconds", policy["periodSeconds"], text))
    return errors
