"""Validation of service ranges, of addresses handed out from them, and of ingress classes.

Upstream: pkg/apis/networking/validation (ValidateServiceCIDR, ValidateIPAddress, ValidateIngressClass).
"""

import ipaddress

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required, too_long
from pykubectl.kinds import rules

_CONTROLLER_MAX = 250


def validate_service_cidr(obj: Object) -> list[FieldError]:
    cidrs = (obj.get("spec") or {}).get("cidrs") or []
    if not cidrs:
        return [required("spec.cidrs", "at least one CIDR required")]
    if len(cidrs) > 2:
        return [invalid("spec", {"CIDRs": cidrs}, "may only hold up to 2 values")]
    errors = []
    for index, cidr in enumerate(cidrs):
        wrong = rules.cidr(f"spec.cidrs[{index}]", cidr)
        if not wrong and not _is_whole(cidr):
            wrong = [invalid(f"spec.cidrs[{index}]", cidr, "must not have bits set beyond the prefix length")]
        errors += wrong
    return errors


def _is_whole(cidr: str) -> bool:
    return str(ipaddress.ip_network(cidr, strict=False)).partition("/")[0] == str(ipaddress.ip_interface(cidr).ip)


def validate_service_cidr_update(new: Object, old: Object) -> list[FieldError]:
    cidrs, before = ((item.get("spec") or {}).get("cidrs") or [] for item in (new, old))
    errors = []
    for index, cidr in enumerate(before):
        if index >= len(cidrs) or cidrs[index] != cidr:
            shown = cidrs[index] if index < len(cidrs) else ""
            errors.append(invalid(f"spec.cidrs[{index}]", shown, "field is immutable"))
    return errors


def validate_ip_address(obj: Object) -> list[FieldError]:
    ref = (obj.get("spec") or {}).get("parentRef")
    if ref is None:
        return [required("spec.parentRef")]
    return [required(f"spec.parentRef.{field}") for field in ("resource", "name") if not ref.get(field)]


def validate_ingress_class(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    controller, parameters = spec.get("controller") or "", spec.get("parameters")
    errors = [too_long("spec.controller", _CONTROLLER_MAX)] if len(controller) > _CONTROLLER_MAX else []
    errors += rules.domain_prefixed_path("spec.controller", controller)
    return errors + (_parameters("spec.parameters", parameters) if parameters is not None else [])


def _parameters(path: str, parameters: Object) -> list[FieldError]:
    errors, scope, namespace = (
        rules.typed_reference(path, parameters),
        parameters.get("scope"),
        parameters.get("namespace"),
    )
    if scope is None:
        return [*errors, required(f"{path}.scope")]
    if namespace is not None:
        errors += rules.check(f"{path}.namespace", namespace, rules.dns_label)
    errors += rules.one_of(f"{path}.scope", scope, ("Cluster", "Namespace"))
    text = f"`parameters.scope` is set to '{scope}'"
    if scope == "Namespace" and namespace is None:
        errors.append(required(f"{path}.namespace", text))
    if scope == "Cluster" and namespace is not None:
        errors.append(forbidden(f"{path}.namespace", text))
    return errors


def validate_ingress_class_update(new: Object, old: Object) -> list[FieldError]:
    now, before = ((item.get("spec") or {}).get("controller") for item in (new, old))
    return rules.immutable("spec.controller", now, before) + validate_ingress_class(new)
