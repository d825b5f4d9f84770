"""Validation of stateful sets.

Upstream: pkg/apis/apps/validation (ValidateStatefulSetSpec, ValidateStatefulSetUpdate).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.workload_validation import validate_always_restarts, validate_selector_of_template
from pykubectl.kinds.go_values import go_value

_UPDATABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)
_RETENTIONS = ("Retain", "Delete")


def validate_stateful_set(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    policy = spec.get("podManagementPolicy") or ""
    errors = []
    if not policy:
        errors.append(required("spec.podManagementPolicy"))
    elif policy not in ("OrderedReady", "Parallel"):
        errors.append(invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'"))
    errors += _strategy("spec.updateStrategy", spec.get("updateStrategy") or {})
    errors += _retention("spec.persistentVolumeClaimRetentionPolicy", spec)
    errors += rules.nonnegative_fields("spec", spec, "replicas", "minReadySeconds")
    if spec.get("ordinals") is not None:
        errors += rules.nonnegative("spec.ordinals.start", spec["ordinals"].get("start", 0))
    errors += validate_selector_of_template(spec, "empty selector is invalid for statefulset", "")
    errors += _template("spec.template", spec)
    if spec.get("serviceName"):
        errors += rules.check("spec.serviceName", spec["serviceName"], rules.dns_label)
    return errors + validate_always_restarts(spec, "StatefulSet")


def _template(path: str, spec: Object) -> list[FieldError]:
    """The pod template, in which the claim templates are volumes too."""
    template = spec.get("template") or {}
    pod = template.get("spec") or {}
    claims = [(claim.get("metadata") or {}).get("name", "") for claim in spec.get("volumeClaimTemplates") or ()]
    others = [volume for volume in pod.get("volumes") or () if volume.get("name") not in claims]
    volumes = [*others, *({"name": name, "persistentVolumeClaim": {"claimName": name}} for name in claims)]
    return validate_template(path, {**template, "spec": {**pod, "volumes": volumes}})


def _strategy(path: str, strategy: Object) -> list[FieldError]:
    rolling = strategy.get("rollingUpdate")
    match strategy.get("type") or "":
        case "":
            return [required(path)]
        case "OnDelete":
            if rolling is None:
                return []
            shown = go_value(rolling, "RollingStatefulSet")
            return [invalid(f"{path}.rollingUpdate", shown, "only allowed for updateStrategy 'RollingUpdate'")]
        case "RollingUpdate":
            return _rolling_update(f"{path}.rollingUpdate", rolling or {})
    shown = go_value(strategy, "StatefulSetStrategy")
    return [invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'")]


def _rolling_update(path: str, rolling: Object) -> list[FieldError]:
    errors = rules.nonnegative(f"{path}.partition", rolling.get("partition"))
    unavailable = rolling.get("maxUnavailable")
    if unavailable is not None:
        errors += rules.percent_or_count(f"{path}.maxUnavailable", unavailable)
        if rules.is_zero(unavailable):
            errors.append(invalid(f"{path}.maxUnavailable", unavailable, "cannot be 0"))
        errors += rules.at_most_100_percent(f"{path}.maxUnavailable", unavailable)
    return errors


def _retention(path: str, spec: Object) -> list[FieldError]:
    policy = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    return [
        rules.unsupported(f"{path}.{field}", policy[field], _RETENTIONS)
        for field in ("whenDeleted", "whenScaled")
        if policy.get(field) is not None and policy[field] not in _RETENTIONS
    ]


def validate_stateful_set_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_stateful_set(new)
    fixed, before = _fixed(new["spec"]), _fixed(old["spec"])
    if fixed != before:
        listed = ", ".join(f"'{name}'" for name in _UPDATABLE[:-1]) + f" and '{_UPDATABLE[-1]}'"
        text = f"updates to statefulset spec for fields other than {listed} are forbidden"
        errors.append(forbidden("spec", text))
    return errors


def _fixed(spec: Object) -> Object:
    return {name: value for name, value in spec.items() if name not in _UPDATABLE}
