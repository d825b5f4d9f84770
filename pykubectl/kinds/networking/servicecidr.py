"""Ranges of service addresses.

Upstream: pkg/registry/networking/servicecidr.
"""

from pykubectl import Object
from pykubectl.kinds.networking import address_validation

validate = address_validation.validate_service_cidr
validate_update = address_validation.validate_service_cidr_update


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
