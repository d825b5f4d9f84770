"""Ingress classes.

Upstream: pkg/apis/networking/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.networking import address_validation

validate = address_validation.validate_ingress_class
validate_update = address_validation.validate_ingress_class_update


def default(obj: Object) -> None:
    parameters = obj.setdefault("spec", {}).get("parameters")
    if parameters is not None and parameters.get("scope") is None:
        parameters["scope"] = "Cluster"
