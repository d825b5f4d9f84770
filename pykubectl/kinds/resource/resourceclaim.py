"""Claims for devices.

Upstream: pkg/registry/resource/resourceclaim.
"""

from pykubectl import Object
from pykubectl.kinds.resource import claim_validation
from pykubectl.kinds.resource.request_defaults import default_claim_spec

validate = claim_validation.validate_claim
validate_update = claim_validation.validate_fixed


def default(obj: Object) -> None:
    default_claim_spec(obj.setdefault("spec", {}))
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
