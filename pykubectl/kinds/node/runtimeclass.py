"""Runtime classes.

Upstream: pkg/apis/node/validation.
"""

from pykubectl import Object
from pykubectl.errors import FieldError
from pykubectl.kinds import rules


def validate(obj: Object) -> list[FieldError]:
    errors = rules.check("handler", obj.get("handler") or "", rules.dns_label)
    scheduling = obj.get("scheduling") or {}
    return errors + rules.labels("scheduling.nodeSelector", scheduling.get("nodeSelector"))


def validate_update(new: Object, old: Object) -> list[FieldError]:
    return rules.immutable("handler", new.get("handler"), old.get("handler"))
