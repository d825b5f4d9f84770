"""Go does not write empty optional values: `value: ""` or `hostNetwork: false` are gone once the API has seen them.

That holds for fields that are plain values in Go, not for pointers (`replicas: 0` stays). The list below has the plain ones
that people do write out; in free maps (labels, data) nothing is dropped, and a status is our own controllers' work.

Upstream: the `omitempty` tags of staging/src/k8s.io/api.
"""

from typing import Any


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DROPPED = _words(
    """
    minReadySeconds paused hostNetwork hostPID hostIPC stdin stdinOnce tty readOnly subPath subPathExpr
    initialDelaySeconds workingDir nodeName serviceAccountName serviceAccount schedulerName hostname subdomain
    priorityClassName dnsPolicy imagePullPolicy clusterIP externalName loadBalancerIP publishNotReadyAddresses
    healthCheckNodePort nodePort hostPort hostIP externalTrafficPolicy protocol volumeName medium unschedulable
    globalDefault description effect prefix generateName name podCIDR providerID
    """
)
_DROPPED_IN = frozenset(
    {("env", "value"), ("tolerations", "value"), ("tolerations", "key"), ("tolerations", "operator")}
)
_KEPT_IN = frozenset({("csi", "readOnly"), ("azureDisk", "readOnly")})
_FREE = _words(
    """
    labels annotations matchLabels data stringData binaryData nodeSelector selector managedFields parameters
    openAPIV3Schema status ownerReferences attributes volumeAttributes
    """
)


def drop_zero_values(value: Any, parent: str = "") -> None:
    """In place; `parent` is the field that holds the value."""
    if isinstance(value, list):
        for item in value:
            drop_zero_values(item, parent)
        return
    if not isinstance(value, dict):
        return
    for key, item in [*value.items()]:
        if isinstance(item, dict | list):
            if key not in _FREE:
                drop_zero_values(item, key)
        elif not item and item is not None and _is_dropped(parent, key):
            del value[key]


def _is_dropped(parent: str, key: str) -> bool:
    return (key in _DROPPED and (parent, key) not in _KEPT_IN) or (parent, key) in _DROPPED_IN
