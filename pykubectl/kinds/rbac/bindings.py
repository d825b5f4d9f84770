"""What role bindings and cluster role bindings share.

Upstream: pkg/apis/rbac/v1/defaults.go.
"""

from pykubectl import Object

GROUP = "rbac.authorization.k8s.io"


def default_binding(obj: Object) -> None:
    role = obj.setdefault("roleRef", {})
    role["apiGroup"] = role.get("apiGroup") or GROUP
    for name in ("kind", "name"):
        role.setdefault(name, "")
    for subject in obj.get("subjects") or ():
        if not subject.get("apiGroup") and subject.get("kind") in ("User", "Group"):
            subject["apiGroup"] = GROUP
