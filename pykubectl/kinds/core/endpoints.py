"""Endpoints: the addresses behind a service, superseded by endpoint slices.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/endpoint.
"""

from pykubectl import Object
from pykubectl.kinds.core import endpoints_validation

validate = endpoints_validation.validate_endpoints


def default(obj: Object) -> None:
    for subset in obj.get("subsets") or ():
        for port in subset.get("ports") or ():
            port["protocol"] = port.get("protocol") or "TCP"
