"""Resource quotas.

Upstream: pkg/registry/core/resourcequota.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}
