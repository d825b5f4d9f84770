"""Pod templates as objects of their own.

Upstream: pkg/registry/core/podtemplate.
"""

from pykubectl import Object
from pykubectl.errors import FieldError
from pykubectl.kinds.core.pod_defaults import default_template
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.pod_warnings import template_warnings

warnings = template_warnings("template")


def default(obj: Object) -> None:
    default_template(obj.setdefault("template", {}))


def validate(obj: Object) -> list[FieldError]:
    return validate_template("template", obj.get("template") or {})
