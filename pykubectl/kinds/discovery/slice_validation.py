"""Validation of endpoint slices.

Upstream: pkg/apis/discovery/validation.
"""

import ipaddress

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required, too_many
from pykubectl.kinds import rules
from pykubectl.kinds.core.probe_validation import port_number_or_name

_TYPES = ("FQDN", "IPv4", "IPv6")
_MAX = {"endpoints": 1000, "ports": 20000, "addresses": 100, "zones": 8}


def validate_slice(obj: Object) -> list[FieldError]:
    kind = obj.get("addressType") or ""
    errors = rules.one_of("addressType", kind, _TYPES, needed="")
    endpoints, ports = obj.get("endpoints") or [], obj.get("ports") or []
    if len(endpoints) > _MAX["endpoints"]:
        return [*errors, too_many("endpoints", len(endpoints), _MAX["endpoints"])]
    for index, endpoint in enumerate(endpoints):
        errors += _endpoint(f"endpoints[{index}]", endpoint, kind)
    if len(ports) > _MAX["ports"]:
        return [*errors, too_many("ports", len(ports), _MAX["ports"])]
    seen: set[str] = set()
    for index, port in enumerate(ports):
        name, here = port.get("name") or "", f"ports[{index}]"
        if name:
            errors += rules.check(f"{here}.name", name, rules.dns_label)
        if name in seen:
            errors.append(duplicate(f"{here}.name", name))
        seen.add(name)
        errors += rules.one_of(f"{here}.protocol", port.get("protocol"), ("SCTP", "TCP", "UDP"), needed="")
        if port.get("port") is not None:
            errors += port_number_or_name(f"{here}.port", port["port"])
        if port.get("appProtocol") is not None:
            errors += rules.check(f"{here}.appProtocol", port["appProtocol"], rules.qualified_name)
    return errors


def _endpoint(path: str, endpoint: Object, kind: str) -> list[FieldError]:
    addresses = endpoint.get("addresses") or []
    if not addresses:
        return [required(f"{path}.addresses", "must contain at least 1 address")]
    if len(addresses) > _MAX["addresses"]:
        return [too_many(f"{path}.addresses", len(addresses), _MAX["addresses"])]
    errors = []
    for index, address in enumerate(addresses):
        errors += _address(f"{path}.addresses[{index}]", address, kind)
    if endpoint.get("nodeName"):
        errors += rules.check(f"{path}.nodeName", endpoint["nodeName"], rules.subdomain)
    if endpoint.get("hostname"):
        errors += rules.check(f"{path}.hostname", endpoint["hostname"], rules.dns_label)
    return errors + _zones(f"{path}.hints.forZones", (endpoint.get("hints") or {}).get("forZones") or [])


def _zones(path: str, zones: list[Object]) -> list[FieldError]:
    if len(zones) > _MAX["zones"]:
        return [too_many(path, len(zones), _MAX["zones"])]
    errors, names = [], [zone.get("name") or "" for zone in zones]
    for index, name in enumerate(names):
        if name in names[:index]:
            errors.append(duplicate(f"{path}[{index}]", name))
        errors += rules.check(f"{path}[{index}]", name, rules.label_value)
    return errors


def _address(path: str, address: str, kind: str) -> list[FieldError]:
    if kind == "FQDN":
        return rules.check(path, address, rules.subdomain)
    if kind not in ("IPv4", "IPv6"):
        return []
    errors = rules.ip_address(path, address)
    if errors:
        return errors
    if ipaddress.ip_address(address).version != (4 if kind == "IPv4" else 6):
        example = "10.9.8.7" if kind == "IPv4" else "2001:db8::ffff"
        return [invalid(path, address, f"must be a valid {kind} address, (e.g. {example})")]
    return rules.ordinary_address(path, address)


def validate_slice_update(new: Object, old: Object) -> list[FieldError]:
    # Addresses of another type are no news once the type is refused.
    changed = rules.immutable("addressType", new.get("addressType"), old.get("addressType"))
    return changed or validate_slice(new)
