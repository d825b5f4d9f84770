"""NodePorts: a port of the host is taken by one pod only.

Upstream: pkg/scheduler/framework/plugins/nodeports.
"""

from pykubectl.scheduler.cycle import Cycle
from pykubectl.scheduler.plugins import Rejection
from pykubectl.scheduler.snapshot import NodeInfo, host_ports

LOCAL = True
_ANY = "0.0.0.0"

Ports = set[tuple[str, str, int]]


def prepare(cycle: Cycle) -> Ports | None:
    return host_ports(cycle.pod) or None


def filter(cycle: Cycle, wanted: Ports, info: NodeInfo) -> Rejection | None:
    for address, protocol, port in wanted:
        for taken, other_protocol, other_port in info.ports:
            same = (protocol, port) == (other_protocol, other_port)
            if same and (address == taken or _ANY in (address, taken)):
                return Rejection(("node(s) didn't have free ports for the requested pod ports",))
    return None
