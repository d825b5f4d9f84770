"""Runtime classes.

Upstream: pkg/apis/node/validation, pkg/api/node/util.go.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate
from pykubectl.kinds import rules
from pykubectl.kinds.core.node_label_warnings import label_warning
from pykubectl.kinds.core.resource_validation import validate_overhead
from pykubectl.kinds.core.scheduling_validation import validate_tolerations


def validate(obj: Object) -> list[FieldError]:
    errors = rules.check("handler", obj.get("handler") or "", rules.dns_label)
    overhead, scheduling = obj.get("overhead") or {}, obj.get("scheduling") or {}
    if overhead.get("podFixed"):
        errors += validate_overhead("overhead.podFixed", overhead["podFixed"])
    errors += rules.labels("scheduling.nodeSelector", scheduling.get("nodeSelector"))
    tolerations = scheduling.get("tolerations") or []
    errors += validate_tolerations("scheduling.tolerations", tolerations)
    for index, toleration in enumerate(tolerations):
        if toleration in tolerations[:index]:
            errors.append(duplicate(f"scheduling.tolerations[{index}]", toleration))
    return errors


def validate_update(new: Object, old: Object) -> list[FieldError]:
    return rules.immutable("handler", new.get("handler"), old.get("handler"))


def warnings(new: Object, old: Object | None) -> list[str]:
    selector = (new.get("scheduling") or {}).get("nodeSelector") or ()
    return [f"scheduling.nodeSelector: {text}" for key in sorted(selector) if (text := label_warning(key))]
