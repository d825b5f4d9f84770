"""Ingresses.

Upstream: pkg/registry/networking/ingress.
"""

from pykubectl import Object
from pykubectl.kinds.networking import ingress_validation

validate = ingress_validation.validate_ingress
validate_update = ingress_validation.validate_ingress_update
warnings = ingress_validation.warnings


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {}).setdefault("loadBalancer", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {"loadBalancer": {}}
