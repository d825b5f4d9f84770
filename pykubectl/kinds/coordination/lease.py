"""Leases.

Upstream: pkg/registry/coordination/lease.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
