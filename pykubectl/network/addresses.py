"""Pod addresses: the pod range is given out in turn, so that an address comes back only after all others.

The turn is a counter in the store. Pods of the host's network share the address of their node.

Upstream: pkg/controller/nodeipam, the host-local address plugin of CNI.
"""

import ipaddress

from pykubectl import Object
from pykubectl.apiserver.api import Api

POD_RANGE = ipaddress.IPv4Network("10.244.0.0/16")
_COUNTER = "pod-address"


def pod_address(api: Api, pod: Object, node: Object) -> str:
    if pod["spec"].get("hostNetwork"):
        addresses = node["status"].get("addresses") or ()
        return next((one["address"] for one in addresses if one["type"] == "InternalIP"), "")
    return str(POD_RANGE[1 + api.count_up(_COUNTER) % (POD_RANGE.num_addresses - 2)])
