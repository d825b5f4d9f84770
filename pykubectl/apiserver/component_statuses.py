"""ComponentStatus: how the parts of the control plane are. Nothing stores them; all parts run in this process, and are well.

Upstream: pkg/registry/core/componentstatus.
"""

from pykubectl import Object
from pykubectl.errors import NotFound

_COMPONENTS = ("controller-manager", "scheduler", "etcd-0")


def find(name: str) -> Object:
    """Raises NotFound."""
    for found in every():
        if found["metadata"]["name"] == name:
            return found
    raise NotFound.of("componentstatus", name)


def every() -> list[Object]:
    return [
        {
            "kind": "ComponentStatus",
            "apiVersion": "v1",
            "metadata": {"name": name},
            "conditions": [{"type": "Healthy", "status": "True", "message": "ok"}],
        }
        for name in _COMPONENTS
    ]
