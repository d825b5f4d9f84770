"""Nodes.

Upstream: pkg/apis/core/v1/defaults.go, pkg/registry/core/node.
"""

from pykubectl import Object
from pykubectl.kinds.core import node_validation

validate = node_validation.validate_node
validate_update = node_validation.validate_node_update

FIELDS = ("spec.unschedulable",)
_INFO = (
    "machineID",
    "systemUUID",
    "bootID",
    "kernelVersion",
    "osImage",
    "containerRuntimeVersion",
    "kubeletVersion",
    "kubeProxyVersion",
    "operatingSystem",
    "architecture",
)


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    status = obj.setdefault("status", {})
    if status.get("capacity") and not status.get("allocatable"):
        status["allocatable"] = dict(status["capacity"])
    # Go writes these whether they are set or not.
    status.setdefault("daemonEndpoints", {}).setdefault("kubeletEndpoint", {}).setdefault("Port", 0)
    info = status.setdefault("nodeInfo", {})
    for name in _INFO:
        info.setdefault(name, "")


def field(obj: Object, path: str) -> str:
    return "true" if (obj.get("spec") or {}).get("unschedulable") else "false"
