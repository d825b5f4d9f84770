"""Ingress classes.

Upstream: pkg/apis/networking/v1/defaults.go.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    parameters = obj.setdefault("spec", {}).get("parameters")
    if parameters is not None and parameters.get("scope") is None:
        parameters["scope"] = "Cluster"
