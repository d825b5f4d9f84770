"""Pod templates as objects of their own.

Upstream: pkg/registry/core/podtemplate.
"""

from pykubectl import Object
from pykubectl.kinds.core.pod_defaults import default_template


def default(obj: Object) -> None:
    default_template(obj.setdefault("template", {}))
