"""Cluster role bindings.

Upstream: pkg/apis/rbac/v1/defaults.go, pkg/registry/rbac.
"""

from pykubectl.kinds.rbac import bindings, rbac_validation

NAME = "path"

default = bindings.default_binding
validate = rbac_validation.validate_cluster_role_binding
validate_update = rbac_validation.validate_cluster_role_binding_update
