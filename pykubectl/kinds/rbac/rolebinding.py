"""Role bindings.

Upstream: pkg/apis/rbac/v1/defaults.go, pkg/registry/rbac.
"""

from pykubectl.kinds.rbac.bindings import default_binding as default

NAME = "path"

__all__ = ["NAME", "default"]
