"""Endpoint slices.

Upstream: pkg/apis/discovery/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.discovery import slice_validation

validate = slice_validation.validate_slice
validate_update = slice_validation.validate_slice_update


def warnings(new: Object, old: Object | None) -> list[str]:
    return ["addressType: FQDN endpoints are deprecated"] if new.get("addressType") == "FQDN" else []


def default(obj: Object) -> None:
    for name in ("endpoints", "ports"):
        obj[name] = obj.get(name) or None
    for port in obj["ports"] or ():
        port["name"] = port.get("name") or ""
        port["protocol"] = port.get("protocol") or "TCP"
