"""Priority levels.

Upstream: pkg/apis/flowcontrol/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.flowcontrol import flow_validation

validate = flow_validation.validate_priority_level


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    for name, shares in (("limited", 30), ("exempt", 0)):
        if spec.get(name) is not None:
            for field, value in (("nominalConcurrencyShares", shares), ("lendablePercent", 0)):
                if spec[name].get(field) is None:
                    spec[name][field] = value
    queuing = ((spec.get("limited") or {}).get("limitResponse") or {}).get("queuing")
    if queuing is not None:
        for field, value in (("handSize", 8), ("queues", 64), ("queueLengthLimit", 50)):
            queuing[field] = queuing.get(field) or value
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
