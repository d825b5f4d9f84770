"""Validation of the kinds of storage.k8s.io.

Upstream: pkg/apis/storage/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required, too_long
from pykubectl.kinds import rules
from pykubectl.kinds.core.node_label_warnings import label_warning
from pykubectl.kinds.core.persistentvolume_validation import validate_volume_spec
from pykubectl.kinds.core.volume_sources import driver_name
from pykubectl.kinds.go_values import go_value, plain

_PARAMETERS_MAX = 512
_PARAMETER_BYTES_MAX = 256 * 1024
_DRIVER_FIXED = ("attachRequired", "fsGroupPolicy", "volumeLifecycleModes")


def validate_storage_class(obj: Object) -> list[FieldError]:
    provisioner = obj.get("provisioner") or ""
    errors = [] if provisioner else [required("provisioner")]
    if provisioner:
        # Case does not matter.
        errors += [invalid("provisioner", provisioner, text) for text in rules.qualified_name(provisioner.lower())]
    errors += _parameters(obj.get("parameters") or {}, may_be_empty=True)
    errors += rules.one_of("reclaimPolicy", obj.get("reclaimPolicy"), ("Delete", "Retain"), needed="")
    modes = ("Immediate", "WaitForFirstConsumer")
    errors += rules.one_of("volumeBindingMode", obj.get("volumeBindingMode"), modes, needed="")
    return errors + _topologies("allowedTopologies", obj.get("allowedTopologies") or [])


def _parameters(parameters: dict[str, str], *, may_be_empty: bool) -> list[FieldError]:
    errors: list[FieldError] = []
    if len(parameters) > _PARAMETERS_MAX:
        return [too_long("parameters", _PARAMETERS_MAX)]
    if "" in parameters:
        errors.append(invalid("parameters", "", "field can not be empty."))
    if sum(len(key) + len(value) for key, value in parameters.items()) > _PARAMETER_BYTES_MAX:
        errors.append(too_long("parameters", _PARAMETER_BYTES_MAX))
    if not parameters and not may_be_empty:
        errors.append(required("parameters", "must contain at least one key/value pair"))
    return errors


def _topologies(path: str, terms: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    seen: list[dict[str, set[str]]] = []
    for index, term in enumerate(terms):
        values: dict[str, set[str]] = {}
        for position, expression in enumerate(term.get("matchLabelExpressions") or ()):
            here, key = f"{path}[{index}].matchLabelExpressions[{position}]", expression.get("key") or ""
            listed = expression.get("values") or []
            errors += [] if listed else [required(f"{here}.values")]
            for number, value in enumerate(listed):
                errors += [duplicate(f"{here}.values[{number}]", value)] if value in listed[:number] else []
            errors += rules.check(f"{here}.key", key, rules.qualified_name)
            errors += [duplicate(f"{here}.key", key)] if key in values else []
            values[key] = set(listed)
        if values in seen:
            errors.append(duplicate(f"{path}[{index}].matchLabelExpressions", ""))
        seen.append(values)
    return errors


def class_warnings(new: Object, old: Object | None) -> list[str]:
    """Of a storage class."""
    return [
        f"allowedTopologies[{index}].matchLabelExpressions[{position}].key: {text}"
        for index, term in enumerate(new.get("allowedTopologies") or ())
        for position, expression in enumerate(term.get("matchLabelExpressions") or ())
        if (text := label_warning(expression.get("key", "")))
    ]


def validate_storage_class_update(new: Object, old: Object) -> list[FieldError]:
    errors = []
    for field in ("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"):
        errors += rules.immutable(field, plain(new.get(field)), plain(old.get(field)))
    return errors


def validate_csi_driver(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = driver_name("metadata.name", obj["metadata"].get("name", ""))
    policies = ("File", "None", "ReadWriteOnceWithFSType")
    if spec.get("fsGroupPolicy") not in policies:
        errors.append(rules.unsupported("spec.fsGroupPolicy", spec.get("fsGroupPolicy") or "", policies))
    errors += _token_requests("spec.tokenRequests", spec.get("tokenRequests") or [])
    for mode in spec.get("volumeLifecycleModes") or ():
        if mode not in ("Persistent", "Ephemeral"):
            errors.append(rules.unsupported("spec.volumeLifecycleModes", mode, ("Ephemeral", "Persistent")))
    return errors


def _token_requests(path: str, requests: list[Object]) -> list[FieldError]:
    errors, audiences = [], [request.get("audience") or "" for request in requests]
    for index, request in enumerate(requests):
        seconds, here = request.get("expirationSeconds"), f"{path}[{index}]"
        if audiences[index] in audiences[:index]:
            errors.append(duplicate(f"{here}.audience", audiences[index]))
        if seconds is not None and seconds < 600:
            text = "may not specify a duration less than 10 minutes"
            errors.append(invalid(f"{here}.expirationSeconds", seconds, text))
        elif seconds is not None and seconds > 1 << 32:
            text = "may not specify a duration larger than 2^32 seconds"
            errors.append(invalid(f"{here}.expirationSeconds", seconds, text))
    return errors


def validate_csi_driver_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_csi_driver(new)
    for field in _DRIVER_FIXED:
        # The server misspells one of them.
        shown = "attachedRequired" if field == "attachRequired" else field
        errors += rules.immutable(f"spec.{shown}", new["spec"].get(field), old["spec"].get(field))
    return errors


def driver_warnings(new: Object, old: Object | None) -> list[str]:
    spec = new.get("spec") or {}
    if spec.get("tokenRequests") and spec.get("serviceAccountTokenInSecrets") is None:
        return [
            "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent"
            " possible logging of tokens in volume attributes"
        ]
    return []


def validate_attachment(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = driver_name("spec.attacher", spec.get("attacher") or "")
    errors += _attached("spec.source", spec.get("source") or {})
    if not spec.get("nodeName"):
        return [*errors, required("spec.nodeName")]
    return errors + rules.check("spec.nodeName", spec["nodeName"], rules.subdomain)


def _attached(path: str, source: Object) -> list[FieldError]:
    name, inline = source.get("persistentVolumeName"), source.get("inlineVolumeSpec")
    both = "must specify exactly one of inlineVolumeSpec and persistentVolumeName"
    if inline is None and name is None:
        return [required(path, both)]
    if inline is not None and name is not None:
        return [forbidden(path, both)]
    if inline is not None:
        return validate_volume_spec(f"{path}.inlineVolumeSpec", inline, inline=True)
    if not name:
        return [required(f"{path}.persistentVolumeName", "must specify non empty persistentVolumeName")]
    return rules.check(f"{path}.persistentVolumeName", name, rules.subdomain)


def validate_attachment_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate_attachment(new)
    if new.get("spec") != old.get("spec"):
        errors.append(invalid("spec", go_value(new.get("spec") or {}, "Attachment"), "field is immutable"))
    return errors


def validate_attributes_class(obj: Object) -> list[FieldError]:
    errors = driver_name("driverName", obj.get("driverName") or "")
    return errors + _parameters(obj.get("parameters") or {}, may_be_empty=False)


def validate_attributes_class_update(new: Object, old: Object) -> list[FieldError]:
    errors = [
        forbidden(field, f"updates to {field} are forbidden.")
        for field in ("driverName", "parameters")
        if new.get(field) != old.get(field)
    ]
    return errors
