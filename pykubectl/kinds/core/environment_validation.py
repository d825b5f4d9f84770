"""Environment variables of a container, and where their values come from.

Upstream: pkg/apis/core/validation (ValidateEnv, ValidateEnvFrom).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.volume_sources import local_free_path
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
_HUGE_PAGES = ("limits.hugepages-", "requests.hugepages-")
_MEMORY_DIVISORS = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
_DIVIDED = {"memory": "memory", "ephemeral-storage": "local ephemeral storage", "hugepages": "hugepages"}
_ONE_SOURCE = (
    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
    "may not have more than one field specified at a time",
)


# A name here may end as the beginning of a generated one does.
_SOURCE_NAME = rules.prefixed(rules.subdomain)


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
        errors += _file_ref(f"{path}.fileKeyRef", source["fileKeyRef"])
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


def _file_ref(path: str, ref: Object) -> list[FieldError]:
    errors = [required(f"{path}.{field}") for field in ("volumeName", "path", "key") if not ref.get(field)]
    errors += local_free_path(f"{path}.path", ref.get("path") or "")
    return errors + (rules.check(f"{path}.key", ref["key"], rules.environment_name) if ref.get("key") else [])


def field_ref(path: str, ref: Object, supported: tuple[str, ...]) -> list[FieldError]:
    """A reference to a field of the pod itself."""
    field = ref.get("fieldPath") or ""
    if not ref.get("apiVersion"):
        return [required(f"{path}.apiVersion")]
    if not field:
        return [required(f"{path}.fieldPath")]
    subscripted = re.fullmatch(r"([^\[]+)\['(.*)'\]", field)
    problem = _conversion_problem(ref["apiVersion"], field, subscripted.group(1) if subscripted else "")
    if problem:
        return [invalid(f"{path}.fieldPath", field, f"error converting fieldPath: {problem}")]
    if subscripted:
        plain, key = subscripted.groups()
        return rules.check(path, key.lower() if plain == "metadata.annotations" else key, rules.qualified_name)
    field = "spec.nodeName" if field == "spec.host" else field
    return [] if field in supported else [rules.unsupported(f"{path}.fieldPath", field, supported)]


def _conversion_problem(version: str, field: str, subscripted: str) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscripted:
        known = subscripted in ("metadata.annotations", "metadata.labels")
        return "" if known else f"field label does not support subscript: {field}"
    return "" if field in _KNOWN else f"field label not supported: {field}"


def resource_ref(path: str, ref: Object, *, in_volume: bool) -> list[FieldError]:
    """A reference to the requests or limits of a container."""
    resource = ref.get("resource") or ""
    errors = []
    if in_volume and not ref.get("containerName"):
        errors.append(required(f"{path}.containerName"))
    elif not resource:
        errors.append(required(f"{path}.resource"))
    elif resource not in _RESOURCES and not resource.startswith(_HUGE_PAGES):
        errors.append(rules.unsupported(f"{path}.resource", resource, _RESOURCES))
    return errors + _divisor(f"{path}.divisor", resource, ref.get("divisor") or "0")


def _divisor(path: str, resource: str, divisor: str) -> list[FieldError]:
    shown = quantity.canonical(divisor)
    if shown == "0":
        return []
    kind = resource.partition(".")[2]
    if kind == "cpu" and shown not in ("1m", "1"):
        return [invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")]
    label = _DIVIDED.get("hugepages" if resource.startswith(_HUGE_PAGES) else kind)
    if label and shown not in _MEMORY_DIVISORS:
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
                errors += rules.check(f"{path}[{index}].{name}.name", source[name]["name"], _SOURCE_NAME)
        if not named:
            errors.append(invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"))
        elif len(named) > 1:
            errors.append(invalid(path, "", _ONE_SOURCE[1]))
    return errors
