"""What a pod's phase says of it, for everyone who counts pods.

Upstream: pkg/api/v1/pod/util.go (IsPodTerminal).
"""

from pykubectl import Object


def is_finished(pod: Object) -> bool:
    """Whether its containers have ended for good."""
    return (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
