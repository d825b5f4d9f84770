"""Endpoint slices.

Upstream: pkg/apis/discovery/v1/defaults.go.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    for name in ("endpoints", "ports"):
        obj[name] = obj.get(name) or None
    for port in obj["ports"] or ():
        port["name"] = port.get("name") or ""
        port["protocol"] = port.get("protocol") or "TCP"
