"""Ranges of service addresses.

Upstream: pkg/registry/networking/servicecidr.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
