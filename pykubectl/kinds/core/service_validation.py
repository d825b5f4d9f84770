"""Validation of services.

Upstream: pkg/apis/core/validation (ValidateService, ValidateServiceUpdate).
"""

from typing import Any

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.probe_validation import port_number_or_name
from pykubectl.kinds.go_values import go_value

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_AFFINITY_SECONDS_MAX = 86400
_TRAFFIC_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
_FAMILY_POLICIES = ("SingleStack", "PreferDualStack", "RequireDualStack")


def validate_service(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    kind, ports = spec.get("type") or "", spec.get("ports") or []
    headless = (spec.get("clusterIPs") or [""])[0] == "None"
    errors = []
    if not ports and not headless and kind != "ExternalName":
        errors.append(required("spec.ports"))
    errors += _by_type(spec, kind, headless)
    errors += _ports(ports)
    errors += rules.labels("spec.selector", spec.get("selector"))
    errors += _affinity(spec)
    if kind != "ExternalName":
        errors += _cluster_ips(spec)
    errors += _external_ips(spec)
    errors += rules.one_of("spec.type", kind, _TYPES, needed="")
    errors += _port_collisions(ports, kind)
    return errors + _traffic(spec, kind)


def _by_type(spec: Object, kind: str, headless: bool) -> list[FieldError]:
    if kind in ("LoadBalancer", "NodePort") and headless:
        text = f"may not be set to 'None' for {kind} services"
        return [invalid("spec.clusterIPs[0]", "None", text)]
    if kind != "ExternalName":
        return []
    errors = []
    if spec.get("clusterIPs"):
        errors.append(forbidden("spec.clusterIPs", "may not be set for ExternalName services"))
    for field in ("ipFamilies", "ipFamilyPolicy"):
        if spec.get(field):
            errors.append(forbidden(f"spec.{field}", "may not be set for ExternalName services"))
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
        if port.get("appProtocol"):
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
            errors.append(required(here, "timeoutSeconds must be specified when session affinity is ClientIP"))
        elif not 0 < seconds <= _AFFINITY_SECONDS_MAX:
            text = f"must be greater than 0 and less than {_AFFINITY_SECONDS_MAX}"
            errors.append(invalid(here, seconds, text))
    return errors


def _cluster_ips(spec: Object) -> list[FieldError]:
    policy, errors = spec.get("ipFamilyPolicy"), []
    if policy is not None and policy not in _FAMILY_POLICIES:
        errors.append(rules.unsupported("spec.ipFamilyPolicy", policy, _FAMILY_POLICIES))
    elif policy == "RequireDualStack" and (spec.get("clusterIP") != "None" or spec.get("selector")):
        text = "this cluster is not configured for dual-stack services"
        errors.append(invalid("spec.ipFamilyPolicy", policy, text))
    families = spec.get("ipFamilies") or []
    for index, family in enumerate(families):
        if family not in ("IPv4", "IPv6"):
            errors.append(rules.unsupported(f"spec.ipFamilies[{index}]", family, ("IPv4", "IPv6")))
    for index, address in enumerate(spec.get("clusterIPs") or ()):
        if address == "None":
            continue
        here = f"spec.clusterIPs[{index}]"
        wrong = rules.ip_address(here, address)
        errors += wrong
        if not wrong and index < len(families) and (":" in address) != (families[index] == "IPv6"):
            text = f"expected an {families[index]} value as indicated by `ipFamilies[{index}]`"
            errors.append(invalid(here, address, text))
    return errors


def _external_ips(spec: Object) -> list[FieldError]:
    errors = []
    for index, address in enumerate(spec.get("externalIPs") or ()):
        here = f"spec.externalIPs[{index}]"
        errors += rules.ip_address(here, address) or rules.ordinary_address(here, address)
    return errors


def _port_collisions(ports: list[Object], kind: str) -> list[FieldError]:
    errors, seen, node_ports = [], set(), set()
    for index, port in enumerate(ports):
        node_port = port.get("nodePort")
        if node_port and kind == "ClusterIP":
            text = "may not be used when `type` is 'ClusterIP'"
            errors.append(forbidden(f"spec.ports[{index}].nodePort", text))
        if node_port:
            if (port.get("protocol"), node_port) in node_ports:
                errors.append(duplicate(f"spec.ports[{index}].nodePort", node_port))
            node_ports.add((port.get("protocol"), node_port))
    for index, port in enumerate(ports):
        key = (port.get("protocol"), port.get("port"))
        if key in seen:
            shown: Any = go_value({"protocol": key[0], "port": key[1]}, "ServicePort")
            errors.append(duplicate(f"spec.ports[{index}]", shown))
        seen.add(key)
    return errors


def _traffic(spec: Object, kind: str) -> list[FieldError]:
    errors = []
    for index, source in enumerate(spec.get("loadBalancerSourceRanges") or ()):
        errors += rules.cidr(f"spec.loadBalancerSourceRanges[{index}]", source)
    outside = kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))
    external, internal = spec.get("externalTrafficPolicy") or "", spec.get("internalTrafficPolicy")
    if outside:
        errors += rules.one_of("spec.externalTrafficPolicy", external, _TRAFFIC_POLICIES, needed="")
    elif external:
        text = "may only be set for externally-accessible services"
        errors.append(invalid("spec.externalTrafficPolicy", external, text))
    if internal is not None and internal not in _TRAFFIC_POLICIES:
        errors.append(rules.unsupported("spec.internalTrafficPolicy", internal, _TRAFFIC_POLICIES))
    if spec.get("loadBalancerClass") is not None and kind != "LoadBalancer":
        text = "may only be used when `type` is 'LoadBalancer'"
        errors.append(forbidden("spec.loadBalancerClass", text))
    if spec.get("allocateLoadBalancerNodePorts") is not None and kind != "LoadBalancer":
        text = "may only be used when `type` is 'LoadBalancer'"
        errors.append(forbidden("spec.allocateLoadBalancerNodePorts", text))
    distribution = spec.get("trafficDistribution")
    if distribution is not None and distribution not in _DISTRIBUTIONS:
        errors.append(rules.unsupported("spec.trafficDistribution", distribution, _DISTRIBUTIONS))
    return errors


def validate_service_update(new: Object, old: Object) -> list[FieldError]:
    return _kept_addresses(new["spec"], old["spec"]) + validate_service(new)


def _kept_addresses(spec: Object, before: Object) -> list[FieldError]:
    if "ExternalName" in (spec.get("type"), before.get("type")):
        return []
    addresses, kept = spec.get("clusterIPs") or [], before.get("clusterIPs") or []
    if kept and addresses[:1] != kept[:1]:
        return [invalid("spec.clusterIPs[0]", addresses, "may not change once set")]
    return []
