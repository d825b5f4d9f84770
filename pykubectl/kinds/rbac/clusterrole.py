"""Cluster roles.

Upstream: pkg/registry/rbac.
"""

from pykubectl import Object
from pykubectl.kinds.rbac import rbac_validation

validate = rbac_validation.validate_cluster_role

NAME = "path"


def default(obj: Object) -> None:
    # Go writes the field even when there is no rule.
    obj["rules"] = obj.get("rules") or None
