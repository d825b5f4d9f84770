"""Validation of endpoints.

Upstream: pkg/apis/core/validation (ValidateEndpoints).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.probe_validation import port_number_or_name

_PLAIN_IP = "must be a valid IP address"


def validate_endpoints(obj: Object) -> list[FieldError]:
    errors = []
    for index, subset in enumerate(obj.get("subsets") or ()):
        here = f"subsets[{index}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            errors.append(required(here, "must specify `addresses` or `notReadyAddresses`"))
        for field in ("addresses", "notReadyAddresses"):
            for position, address in enumerate(subset.get(field) or ()):
                errors += _address(f"{here}.{field}[{position}]", address)
        ports = subset.get("ports") or ()
        for position, port in enumerate(ports):
            errors += _port(f"{here}.ports[{position}]", port, len(ports) > 1)
    return errors


def _address(path: str, address: Object) -> list[FieldError]:
    ip = address.get("ip") or ""
    # The server says it twice, the second time without an example.
    wrong = rules.ip_address(f"{path}.ip", ip)
    errors = list(wrong)
    if address.get("hostname"):
        errors += rules.check(f"{path}.hostname", address["hostname"], rules.dns_label)
    if address.get("nodeName") is not None:
        errors += rules.check(f"{path}.nodeName", address["nodeName"], rules.subdomain)
    again = rules.ip_address(f"{path}.ip", ip, _PLAIN_IP) if wrong else rules.ordinary_address(f"{path}.ip", ip)
    return errors + again


def _port(path: str, port: Object, name_needed: bool) -> list[FieldError]:
    errors = []
    if port.get("name"):
        errors += rules.check(f"{path}.name", port["name"], rules.dns_label)
    elif name_needed:
        errors.append(required(f"{path}.name"))
    errors += port_number_or_name(f"{path}.port", port.get("port", 0))
    errors += rules.one_of(f"{path}.protocol", port.get("protocol"), ("SCTP", "TCP", "UDP"), needed="")
    application = port.get("appProtocol")
    return errors + (
        rules.check(f"{path}.appProtocol", application, rules.qualified_name) if application is not None else []
    )
