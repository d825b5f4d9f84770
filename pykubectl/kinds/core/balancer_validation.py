"""What a load balancer says of itself in the status of a service.

Upstream: pkg/apis/core/validation (ValidateLoadBalancerStatus).
"""

import ipaddress

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules

_PATH = "status.loadBalancer.ingress"
_MODES = ("Proxy", "VIP")


def validate_service_status(new: Object, old: Object) -> list[FieldError]:
    found = ((new.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    if found and new["spec"].get("type") != "LoadBalancer":
        return [forbidden(_PATH, "may only be used when `spec.type` is 'LoadBalancer'")]
    return [error for index, ingress in enumerate(found) for error in _ingress(f"{_PATH}[{index}]", ingress)]


def _ingress(path: str, ingress: Object) -> list[FieldError]:
    address, mode, name = ingress.get("ip") or "", ingress.get("ipMode"), ingress.get("hostname") or ""
    errors = rules.ip_address(f"{path}.ip", address) if address else []
    if mode is None:
        errors += [required(f"{path}.ipMode", "must be specified when `ip` is set")] if address else []
    elif not address:
        errors.append(forbidden(f"{path}.ipMode", "may not be specified when `ip` is not set"))
    else:
        errors += rules.one_of(f"{path}.ipMode", mode, _MODES)
    if name:
        errors += rules.check(f"{path}.hostname", name, rules.subdomain)
        if _is_address(name):
            errors.append(invalid(f"{path}.hostname", name, "must be a DNS name, not an IP address"))
    return errors


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
