"""Flow schemas.

Upstream: pkg/apis/flowcontrol/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.flowcontrol import flow_validation

validate = flow_validation.validate_flow_schema


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec["matchingPrecedence"] = spec.get("matchingPrecedence") or 1000
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
