"""Validation of services.

What concerns addresses is said alone: upstream looks at it before it hands out any, and validates the rest thereafter.

Upstream: pkg/apis/core/validation (ValidateService, ValidateServiceUpdate).
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.probe_validation import port_number_or_name
from pykubectl.kinds.core.service_addresses import validate_addresses, validate_kept_addresses
from pykubectl.kinds.go_values import go_value

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_AFFINITY_SECONDS_MAX = 86400
_TRAFFIC_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
_ONLY_BALANCED = "may only be used when `type` is 'LoadBalancer'"
_SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_HINTS = "service.kubernetes.io/topology-aware-hints"
_MODE = "service.kubernetes.io/topology-mode"


def validate_service(obj: Object) -> list[FieldError]:
    return validate_addresses(obj["spec"]) or _service(obj)


def _service(obj: Object) -> list[FieldError]:
    spec, annotations = obj["spec"], obj["metadata"].get("annotations") or {}
    kind, ports = spec.get("type") or "", spec.get("ports") or []
    headless = is_headless(spec)
    errors = []
    if _HINTS in annotations and annotations.get(_MODE, annotations[_HINTS]) != annotations[_HINTS]:
        text = f"must match annotations[{_HINTS}] when both are specified"
        errors.append(invalid(f"metadata.annotations[{_MODE}]", annotations[_MODE], text))
    if not ports and not headless and kind != "ExternalName":
        errors.append(required("spec.ports"))
    errors += _by_type(spec, kind, headless)
    errors += _ports(ports)
    errors += rules.labels("spec.selector", spec.get("selector"))
    errors += _affinity(spec)
    for index, address in enumerate(spec.get("externalIPs") or ()):
        here = f"spec.externalIPs[{index}]"
        errors += rules.ip_address(here, address) or rules.ordinary_address(here, address)
    errors += rules.one_of("spec.type", kind, _TYPES, needed="")
    errors += _port_collisions(ports, kind)
    errors += _source_ranges(spec, annotations, kind)
    return errors + _balancing(spec, kind) + _traffic(spec, kind)


def is_headless(spec: Object) -> bool:
    return spec.get("clusterIPs") == ["None"]


def _by_type(spec: Object, kind: str, headless: bool) -> list[FieldError]:
    if kind in ("LoadBalancer", "NodePort") and headless:
        text = f"may not be set to 'None' for {kind} services"
        return [invalid("spec.clusterIPs[0]", "None", text)]
    if kind != "ExternalName":
        return []
    errors = [
        forbidden(f"spec.{field}", "may not be set for ExternalName services")
        for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy")
        if spec.get(field)
    ]
    name = (spec.get("externalName") or "").removesuffix(".")
    if not name:
        return [*errors, required("spec.externalName")]
    return errors + rules.check("spec.externalName", name, rules.subdomain)


def _ports(ports: list[Object]) -> list[FieldError]:
    errors: list[FieldError] = []
    names: set[str] = set()
    for index, port in enumerate(ports):
        here, name = f"spec.ports[{index}]", port.get("name") or ""
        if not name:
            if len(ports) > 1:
                errors.append(required(f"{here}.name"))
        else:
            errors += rules.check(f"{here}.name", name, rules.dns_label)
            if name in names:
                errors.append(duplicate(f"{here}.name", name))
            names.add(name)
        errors += port_number_or_name(f"{here}.port", port.get("port", 0))
        errors += rules.one_of(f"{here}.protocol", port.get("protocol"), _PROTOCOLS, needed="")
        errors += port_number_or_name(f"{here}.targetPort", port.get("targetPort", 0))
        if port.get("appProtocol") is not None:
            errors += rules.check(f"{here}.appProtocol", port["appProtocol"], rules.qualified_name)
    return errors


def _affinity(spec: Object) -> list[FieldError]:
    affinity, config = spec.get("sessionAffinity") or "", spec.get("sessionAffinityConfig")
    errors = rules.one_of("spec.sessionAffinity", affinity, ("ClientIP", "None"), needed="")
    path = "spec.sessionAffinityConfig"
    if affinity == "None" and config is not None:
        text = "must not be set when session affinity is None"
        errors.append(forbidden(path, text))
    if affinity == "ClientIP":
        seconds = ((config or {}).get("clientIP") or {}).get("timeoutSeconds")
        here = f"{path}.clientIP.timeoutSeconds"
        if seconds is None:
            errors.append(required(here, "when session affinity type is ClientIP"))
        elif not 0 < seconds <= _AFFINITY_SECONDS_MAX:
            text = f"must be greater than 0 and less than {_AFFINITY_SECONDS_MAX}"
            errors.append(invalid(here, seconds, text))
    return errors


def _port_collisions(ports: list[Object], kind: str) -> list[FieldError]:
    errors, seen, node_ports = [], set(), set()
    if kind == "ClusterIP":
        text = "may not be used when `type` is 'ClusterIP'"
        errors += [
            forbidden(f"spec.ports[{index}].nodePort", text) for index, port in enumerate(ports) if port.get("nodePort")
        ]
    for index, port in enumerate(ports):
        key = (port.get("protocol"), port.get("nodePort"))
        if key[1] and key in node_ports:
            errors.append(duplicate(f"spec.ports[{index}].nodePort", key[1]))
        node_ports.add(key)
    for index, port in enumerate(ports):
        key = (port.get("protocol"), port.get("port"))
        if key in seen:
            shown: Any = go_value({"protocol": key[0], "port": key[1]}, "ServicePort")
            errors.append(duplicate(f"spec.ports[{index}]", shown))
        seen.add(key)
    return errors


def _source_ranges(spec: Object, annotations: dict[str, str], kind: str) -> list[FieldError]:
    ranges, path = spec.get("loadBalancerSourceRanges") or [], "spec.LoadBalancerSourceRanges"
    if ranges:
        errors = [] if kind == "LoadBalancer" else [forbidden(path, _ONLY_BALANCED)]
        for index, source in enumerate(ranges):
            errors += rules.cidr(f"{path}[{index}]", source.strip())
        return errors
    if _SOURCE_RANGES not in annotations:
        return []
    path, text = f"metadata.annotations[{_SOURCE_RANGES}]", annotations[_SOURCE_RANGES].strip()
    errors = [] if kind == "LoadBalancer" else [forbidden(path, _ONLY_BALANCED)]
    for source in text.split(",") if text else ():
        errors += rules.cidr(path, source.strip())
    return errors


def _balancing(spec: Object, kind: str) -> list[FieldError]:
    errors = []
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        errors.append(forbidden("spec.allocateLoadBalancerNodePorts", _ONLY_BALANCED))
    return errors + _balancer_class(spec, kind)


def _balancer_class(spec: Object, kind: str) -> list[FieldError]:
    name, path = spec.get("loadBalancerClass"), "spec.loadBalancerClass"
    if name is None:
        return []
    return (
        rules.check(path, name, rules.qualified_name) if kind == "LoadBalancer" else [forbidden(path, _ONLY_BALANCED)]
    )


def _needs_health_check(spec: Object) -> bool:
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def _traffic(spec: Object, kind: str) -> list[FieldError]:
    errors = []
    outside = kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))
    external, internal = spec.get("externalTrafficPolicy") or "", spec.get("internalTrafficPolicy")
    if outside:
        errors += rules.one_of("spec.externalTrafficPolicy", external, _TRAFFIC_POLICIES, needed="")
    elif external:
        text = "may only be set for externally-accessible services"
        errors.append(invalid("spec.externalTrafficPolicy", external, text))
    port = spec.get("healthCheckNodePort") or 0
    if port and not _needs_health_check(spec):
        text = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        errors.append(invalid("spec.healthCheckNodePort", port, text))
    elif port:
        errors += port_number_or_name("spec.healthCheckNodePort", port)
    if internal is not None and internal not in _TRAFFIC_POLICIES:
        errors.append(rules.unsupported("spec.internalTrafficPolicy", internal, _TRAFFIC_POLICIES))
    distribution = spec.get("trafficDistribution")
    if distribution is not None and distribution not in _DISTRIBUTIONS:
        errors.append(rules.unsupported("spec.trafficDistribution", distribution, _DISTRIBUTIONS))
    return errors


def validate_service_update(new: Object, old: Object) -> list[FieldError]:
    spec, before = new["spec"], old["spec"]
    if wrong := validate_addresses(spec):
        return wrong
    errors = validate_kept_addresses(spec, before)
    if spec.get("type") == before.get("type") == "LoadBalancer":
        now, then = spec.get("loadBalancerClass"), before.get("loadBalancerClass")
        if now != then:
            errors.append(invalid("spec.loadBalancerClass", now, "may not change once set"))
    errors += _balancer_class(spec, spec.get("type") or "")
    checked = _needs_health_check(spec) and _needs_health_check(before)
    if checked and spec.get("healthCheckNodePort") != before.get("healthCheckNodePort"):
        errors.append(forbidden("spec.healthCheckNodePort", "field is immutable"))
    return errors + _service(new)
