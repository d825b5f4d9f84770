"""Pod templates as objects of their own.

Upstream: pkg/registry/core/podtemplate.
"""

from pykubectl import Object
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.zero_values import drop_zero_values


def default(obj: Object) -> None:
    drop_zero_values(obj)
    default_template(obj.setdefault("template", {}))
