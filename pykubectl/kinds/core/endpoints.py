"""Endpoints: the addresses behind a service, superseded by endpoint slices.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/endpoint.
"""

from pykubectl import Object

_WARNING = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"


def default(obj: Object) -> None:
    for subset in obj.get("subsets") or ():
        for port in subset.get("ports") or ():
            port["protocol"] = port.get("protocol") or "TCP"
