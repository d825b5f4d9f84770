"""API services.

Upstream: kube-aggregator/pkg/apis/apiregistration/v1/defaults.go, pkg/registry/apiservice.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    service = obj.setdefault("spec", {}).get("service")
    if service is not None and service.get("port") is None:
        service["port"] = 443
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    local = {
        "type": "Available",
        "status": "True",
        "reason": "Local",
        "message": "Local APIServices are always available",
        "lastTransitionTime": obj["metadata"].get("creationTimestamp"),
    }
    obj["status"] = {} if obj["spec"].get("service") else {"conditions": [local]}
