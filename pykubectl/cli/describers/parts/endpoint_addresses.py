"""The addresses behind a service, as its description and that of an ingress show them.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (formatEndpointSlices).
"""

from collections.abc import Sequence

from pykubectl import Object
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.machinery.requests import Target

ADDRESSES_MAX = 3
SERVICE_LABEL = "kubernetes.io/service-name"


def slices_of(subject: Subject, namespace: str, service: str) -> list[Object]:
    """The endpoint slices of a service. Raises StatusError."""
    target = Target("discovery.k8s.io", "v1", namespace, "endpointslices")
    return subject.items(target, {"labelSelector": f"{SERVICE_LABEL}={service}"})


def format_addresses(slices: Sequence[Object], port_name: str) -> str:
    """`10.0.0.1:80,10.0.0.2:80`, and from the fourth on `+ 2 more...`; slices without ports give bare addresses."""
    if not slices:
        return "<none>"
    shown: list[str] = []
    more, count = False, 0
    for address, ready in (pair for row in slices for pair in _addresses(row, port_name)):
        # An address beyond the third makes the list an incomplete one, even if it is not ready and does not count.
        more = more or len(shown) == ADDRESSES_MAX
        if not ready:
            continue
        if not more:
            shown.append(address)
        count += 1
    text = ",".join(shown)
    return f"{text} + {count - ADDRESSES_MAX} more..." if more else text


def _addresses(row: Object, port_name: str) -> list[tuple[str, bool]]:
    endpoints = [
        (endpoint["addresses"][0], (endpoint.get("conditions") or {}).get("ready", True) is not False)
        for endpoint in row.get("endpoints") or ()
    ]
    if not row.get("ports"):
        return endpoints
    return [
        (_join(address, port.get("port", 0)), ready)
        for port in row["ports"]
        if port.get("name", "") == port_name
        for address, ready in endpoints
    ]


def _join(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
