"""Validation of ingresses.

Upstream: pkg/apis/networking/validation (ValidateIngress).
"""

import ipaddress

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.probe_validation import port_number_or_name

_CLASS = "kubernetes.io/ingress.class"
_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_PATH_TEXT = "must be an absolute path"
_BAD_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
_BAD_SUFFIXES = ("/..", "/.")


def validate_ingress(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = validate_ingress_spec(spec)
    named, annotated = spec.get("ingressClassName"), (obj["metadata"].get("annotations") or {}).get(_CLASS)
    if annotated and named is not None and annotated != named:
        text = "must match `ingressClassName` when both are specified"
        errors.append(invalid(f"annotations.{_CLASS}", annotated, text))
    return errors


def validate_ingress_update(new: Object, old: Object) -> list[FieldError]:
    return validate_ingress_spec(new.get("spec") or {})


def validate_ingress_spec(spec: Object) -> list[FieldError]:
    errors: list[FieldError] = []
    found, backend = spec.get("rules") or [], spec.get("defaultBackend")
    if backend is not None:
        errors += _backend("spec.defaultBackend", backend)
    elif not found:
        text = "either `defaultBackend` or `rules` must be specified"
        errors.append(invalid("spec", spec.get("rules"), text))
    for index, rule in enumerate(found):
        errors += _rule(f"spec.rules[{index}]", rule)
    for index, tls in enumerate(spec.get("tls") or ()):
        for position, host in enumerate(tls.get("hosts") or ()):
            errors += _host(f"spec.tls[{index}].hosts[{position}]", host)
        if tls.get("secretName"):
            errors += rules.check(f"spec.tls[{index}].secretName", tls["secretName"], rules.subdomain)
    if spec.get("ingressClassName") is not None:
        errors += rules.check("spec.ingressClassName", spec["ingressClassName"], rules.subdomain)
    return errors


def _rule(path: str, rule: Object) -> list[FieldError]:
    errors = []
    host = rule.get("host")
    if host:
        if _is_address(host):
            errors.append(invalid(f"{path}.host", host, "must be a DNS name, not an IP address"))
        errors += _host(f"{path}.host", host)
    http = rule.get("http")
    if http is not None:
        paths = http.get("paths") or []
        if not paths:
            errors.append(required(f"{path}.http.paths"))
        for index, item in enumerate(paths):
            errors += _path(f"{path}.http.paths[{index}]", item)
    return errors


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _host(path: str, host: str) -> list[FieldError]:
    return rules.check(path, host, rules.wildcard_subdomain if "*" in host else rules.subdomain)


def _path(path: str, item: Object) -> list[FieldError]:
    kind, value = item.get("pathType"), item.get("path") or ""
    if kind is None:
        return [required(f"{path}.pathType", "pathType must be specified")]
    errors: list[FieldError] = []
    if kind in ("Exact", "Prefix"):
        if not value.startswith("/"):
            errors.append(invalid(f"{path}.path", value, _PATH_TEXT))
        else:
            errors += _plain_path(f"{path}.path", value)
    elif kind == "ImplementationSpecific":
        if value and not value.startswith("/"):
            errors.append(invalid(f"{path}.path", value, _PATH_TEXT))
    else:
        errors.append(rules.unsupported(f"{path}.pathType", kind, _PATH_TYPES))
    return errors + _backend(f"{path}.backend", item.get("backend") or {})


def _plain_path(path: str, value: str) -> list[FieldError]:
    errors = [invalid(path, value, f"must not contain '{text}'") for text in _BAD_SEQUENCES if text in value]
    return errors + [
        invalid(path, value, f"cannot end with '{text}'") for text in _BAD_SUFFIXES if value.endswith(text)
    ]


def _backend(path: str, backend: Object) -> list[FieldError]:
    service, resource = backend.get("service"), backend.get("resource")
    if resource is not None and service is not None:
        return [invalid(path, "", "cannot set both resource and service backends")]
    if resource is not None:
        return rules.typed_reference(f"{path}.resource", resource)
    if service is None:
        return [invalid(path, "", "resource or service backend is required")]
    errors = []
    if not service.get("name"):
        errors.append(required(f"{path}.service.name"))
    else:
        errors += rules.check(f"{path}.service.name", service["name"], rules.dns_label)
    port = service.get("port") or {}
    if port.get("name") and port.get("number"):
        errors.append(invalid(path, "", "cannot set both port name & port number"))
    elif port.get("name"):
        errors += rules.check(f"{path}.service.port.name", port["name"], rules.port_name)
    elif port.get("number"):
        errors += port_number_or_name(f"{path}.service.port.number", port["number"])
    else:
        errors.append(required(path, "port name or number is required"))
    return errors


def warnings(new: Object, old: Object | None) -> list[str]:
    """Of the annotation from before there were ingress classes."""
    if old is None and _CLASS in (new["metadata"].get("annotations") or {}):
        return [f"annotation \"{_CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"]
    return []
