"""Validation of network policies.

Upstream: pkg/apis/networking/validation (ValidateNetworkPolicySpec).
"""

import ipaddress

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.probe_validation import port_number_or_name

_PROTOCOLS = ("TCP", "UDP", "SCTP")
_TYPES = ("Ingress", "Egress")


def validate_network_policy(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = rules.label_selector("spec.podSelector", spec.get("podSelector"))
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(direction) or ()):
            here = f"spec.{direction}[{index}]"
            for position, port in enumerate(rule.get("ports") or ()):
                errors += _port(f"{here}.ports[{position}]", port)
            for position, peer in enumerate(rule.get(peers) or ()):
                errors += _peer(f"{here}.{peers}[{position}]", peer)
    types = spec.get("policyTypes") or []
    if len(types) > len(_TYPES):
        text = "may not specify more than two policyTypes"
        return [*errors, invalid("spec.policyTypes", types, text)]
    for index, name in enumerate(types):
        errors += rules.one_of(f"spec.policyTypes[{index}]", name, _TYPES)
    return errors


def _port(path: str, port: Object) -> list[FieldError]:
    protocol, number, end = port.get("protocol"), port.get("port"), port.get("endPort")
    errors = []
    if protocol is not None and protocol not in _PROTOCOLS:
        errors.append(rules.unsupported(f"{path}.protocol", protocol, _PROTOCOLS))
    if number is not None:
        errors += port_number_or_name(f"{path}.port", number)
    if end is None:
        return errors
    if number is None:
        errors.append(required(f"{path}.port", "must be specified when `endPort` is specified"))
    elif isinstance(number, str):
        errors.append(invalid(f"{path}.endPort", end, "may not be specified when `port` is non-numeric"))
    else:
        if end < number:
            # The server shows the port here.
            errors.append(invalid(f"{path}.endPort", number, "must be greater than or equal to `port`"))
        errors += port_number_or_name(f"{path}.endPort", end)
    return errors


def _peer(path: str, peer: Object) -> list[FieldError]:
    count, errors = 0, []
    for field in ("podSelector", "namespaceSelector"):
        if peer.get(field) is not None:
            count += 1
            errors += rules.label_selector(f"{path}.{field}", peer[field])
    if peer.get("ipBlock") is not None:
        count += 1
        errors += _ip_block(f"{path}.ipBlock", peer["ipBlock"])
    if not count:
        errors.append(required(path, "must specify a peer"))
    elif count > 1 and peer.get("ipBlock") is not None:
        errors.append(forbidden(path, "may not specify both ipBlock and another peer"))
    return errors


def _ip_block(path: str, block: Object) -> list[FieldError]:
    cidr = block.get("cidr") or ""
    if not cidr:
        return [required(f"{path}.cidr")]
    errors = rules.cidr(f"{path}.cidr", cidr)
    if errors:
        return errors
    outer = ipaddress.ip_network(cidr, strict=False)
    for index, text in enumerate(block.get("except") or ()):
        here = f"{path}.except[{index}]"
        wrong = rules.cidr(here, text)
        errors += wrong
        if not wrong:
            inner = ipaddress.ip_network(text, strict=False)
            inside = inner.version == outer.version and inner != outer and outer.supernet_of(inner)  # type: ignore[arg-type]
            if not inside:
                errors.append(invalid(here, text, "must be a strict subset of `cidr`"))
    return errors
