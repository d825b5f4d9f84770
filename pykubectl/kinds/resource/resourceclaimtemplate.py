"""Templates of claims for devices.

Upstream: pkg/registry/resource/resourceclaimtemplate.
"""

from pykubectl import Object
from pykubectl.kinds.resource import claim_validation
from pykubectl.kinds.resource.request_defaults import default_claim_spec

validate = claim_validation.validate_template
validate_update = claim_validation.validate_fixed


def default(obj: Object) -> None:
    template = obj.setdefault("spec", {})
    template.setdefault("metadata", {})
    default_claim_spec(template.setdefault("spec", {}))
