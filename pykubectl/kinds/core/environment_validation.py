"""Environment variables of a container, and where their values come from.

Upstream: pkg/apis/core/validation (ValidateEnv, ValidateEnvFrom).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.machinery import quantity

_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
VOLUME_FIELDS = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
_KNOWN = {*_FIELDS, *VOLUME_FIELDS, "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"}
_RESOURCES = (
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
)
_MEMORY_DIVISORS = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
_ONE_SOURCE = (
    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
    "may not have more than one field specified at a time",
)


def validate_env(path: str, variables: list[Object]) -> list[FieldError]:
    errors = []
    for index, variable in enumerate(variables):
        here = f"{path}[{index}]"
        if not variable.get("name"):
            errors.append(required(f"{here}.name"))
        else:
            errors += rules.check(f"{here}.name", variable["name"], rules.environment_name)
        if variable.get("valueFrom") is not None:
            errors += _value_from(f"{here}.valueFrom", variable)
    return errors


def _value_from(path: str, variable: Object) -> list[FieldError]:
    source, count, errors = variable["valueFrom"], 0, []
    if source.get("fieldRef") is not None:
        count += 1
        errors += field_ref(f"{path}.fieldRef", source["fieldRef"], _FIELDS)
    if source.get("resourceFieldRef") is not None:
        count += 1
        errors += resource_ref(f"{path}.resourceFieldRef", source["resourceFieldRef"], in_volume=False)
    for name in ("configMapKeyRef", "secretKeyRef"):
        if source.get(name) is not None:
            count += 1
            errors += _key_ref(f"{path}.{name}", source[name])
    if source.get("fileKeyRef") is not None:
        count += 1
    if not count:
        errors.append(invalid(path, "", _ONE_SOURCE[0]))
    elif variable.get("value"):
        errors.append(invalid(path, "", "may not be specified when `value` is not empty"))
    elif count > 1:
        errors.append(invalid(path, "", _ONE_SOURCE[1]))
    return errors


def _key_ref(path: str, ref: Object) -> list[FieldError]:
    errors = rules.check(f"{path}.name", ref.get("name") or "", rules.subdomain)
    if not ref.get("key"):
        return [*errors, required(f"{path}.key")]
    return errors + rules.check(f"{path}.key", ref["key"], rules.config_key)


def field_ref(path: str, ref: Object, supported: tuple[str, ...]) -> list[FieldError]:
    """A reference to a field of the pod itself."""
    field = ref.get("fieldPath") or ""
    if not ref.get("apiVersion"):
        return [required(f"{path}.apiVersion")]
    if not field:
        return [required(f"{path}.fieldPath")]
    subscripted = re.fullmatch(r"(.*)\['(.*)'\]", field)
    plain = subscripted.group(1) if subscripted else field
    if ref["apiVersion"] != "v1":
        text = f"error converting fieldPath: unsupported pod version: {ref['apiVersion']}"
        return [invalid(f"{path}.fieldPath", field, text)]
    if plain not in _KNOWN or (subscripted and plain not in ("metadata.annotations", "metadata.labels")):
        text = f"error converting fieldPath: field label not supported: {field if not subscripted else plain}"
        return [invalid(f"{path}.fieldPath", field, text)]
    if subscripted:
        key = subscripted.group(2)
        return rules.check(path, key.lower() if plain == "metadata.annotations" else key, rules.qualified_name)
    return [] if field in supported else [rules.unsupported(f"{path}.fieldPath", field, supported)]


def resource_ref(path: str, ref: Object, *, in_volume: bool) -> list[FieldError]:
    """A reference to the requests or limits of a container."""
    resource = ref.get("resource") or ""
    errors = []
    if in_volume and not ref.get("containerName"):
        errors.append(required(f"{path}.containerName"))
    elif not resource:
        errors.append(required(f"{path}.resource"))
    elif resource not in _RESOURCES and "hugepages-" not in resource:
        errors.append(rules.unsupported(f"{path}.resource", resource, _RESOURCES))
    return errors + _divisor(f"{path}.divisor", resource, ref.get("divisor") or "0")


def _divisor(path: str, resource: str, divisor: str) -> list[FieldError]:
    shown = quantity.canonical(divisor)
    if shown == "0":
        return []
    kind = resource.partition(".")[2]
    if kind == "cpu" and shown not in ("1m", "1"):
        return [invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")]
    if kind in ("memory", "ephemeral-storage") and shown not in _MEMORY_DIVISORS:
        label = "memory" if kind == "memory" else "local ephemeral storage"
        listed = ", ".join(_MEMORY_DIVISORS)
        return [invalid(path, resource, f"only divisor's values {listed} are supported with the {label} resource")]
    return []


def validate_env_from(path: str, sources: list[Object]) -> list[FieldError]:
    errors = []
    for index, source in enumerate(sources):
        if source.get("prefix"):
            errors += rules.check(f"{path}[{index}].prefix", source["prefix"], rules.environment_name)
        named = [name for name in ("configMapRef", "secretRef") if source.get(name) is not None]
        for name in named:
            if not source[name].get("name"):
                errors.append(required(f"{path}[{index}].{name}.name"))
            else:
                errors += rules.check(f"{path}[{index}].{name}.name", source[name]["name"], rules.subdomain)
        if not named:
            errors.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
        elif len(named) > 1:
            errors.append(invalid(path, "", _ONE_SOURCE[1]))
    return errors
