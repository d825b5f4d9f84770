"""Ingresses.

Upstream: pkg/registry/networking/ingress.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {}).setdefault("loadBalancer", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {"loadBalancer": {}}
