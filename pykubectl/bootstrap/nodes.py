"""The nodes of a fresh cluster: what their kubelets say of themselves.

Upstream: pkg/kubelet/kubelet_node_status.go, nodestatus.
"""

from pykubectl import Object
from pykubectl.machinery.timestamps import format_time
from pykubectl.world import World

_CAPACITY = {"cpu": "4", "ephemeral-storage": "100Gi", "memory": "8Gi", "pods": "110"}
_CONTROL_PLANE = "node-role.kubernetes.io/control-plane"
_ZONES = ("zone-a", "zone-b", "zone-c")
_CONDITIONS = (
    ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
)


def nodes_of(world: World, profile: str, count: int) -> list[Object]:
    """`count` workers, named node-0 ...; the standard profile has a control-plane node before them."""
    workers = [node(world, f"node-{index}", index) for index in range(count)]
    if profile == "bare":
        return workers
    control_plane = node(world, "control-plane", count)
    control_plane["metadata"]["labels"][_CONTROL_PLANE] = ""
    control_plane["spec"]["taints"] = [{"key": _CONTROL_PLANE, "effect": "NoSchedule"}]
    return [control_plane, *workers]


def node(world: World, name: str, index: int) -> Object:
    """A ready node with the address and zone of its place in the row."""
    labels = {"arch": "amd64", "os": "linux"}
    now = format_time(world.now)
    high, low = divmod(index + 10, 250)
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "labels": {
                **{f"beta.kubernetes.io/{key}": value for key, value in labels.items()},
                **{f"kubernetes.io/{key}": value for key, value in labels.items()},
                "kubernetes.io/hostname": name,
                "topology.kubernetes.io/zone": _ZONES[index % len(_ZONES)],
            },
            "annotations": {"node.alpha.kubernetes.io/ttl": "0"},
        },
        "spec": {},
        "status": {
            "addresses": [
                {"type": "InternalIP", "address": f"192.168.{10 + high}.{low}"},
                {"type": "Hostname", "address": name},
            ],
            "allocatable": dict(_CAPACITY),
            "capacity": dict(_CAPACITY),
            "conditions": [
                {
                    "type": type,
                    "status": status,
                    "lastHeartbeatTime": now,
                    "lastTransitionTime": now,
                    "reason": reason,
                    "message": message,
                }
                for type, status, reason, message in _CONDITIONS
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": "amd64",
                "bootID": "",
                "containerRuntimeVersion": "sim://1.0",
                "kernelVersion": "6.1.0",
                "kubeProxyVersion": "",
                "kubeletVersion": "v1.36.2",
                "machineID": "",
                "operatingSystem": "linux",
                "osImage": "Simulated Linux",
                "systemUUID": "",
            },
        },
    }
