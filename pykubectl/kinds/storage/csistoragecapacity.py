"""How much storage of a class there is for some nodes.

Upstream: pkg/apis/storage/validation (ValidateCSIStorageCapacity).
"""

from pykubectl import Object
from pykubectl.errors import FieldError
from pykubectl.kinds import rules
from pykubectl.kinds.core.resource_validation import nonnegative_amount
from pykubectl.kinds.go_values import plain


def validate(obj: Object) -> list[FieldError]:
    errors = rules.label_selector("nodeTopology", obj.get("nodeTopology"))
    errors += rules.check("storageClassName", obj.get("storageClassName") or "", rules.subdomain)
    for field in ("capacity", "maximumVolumeSize"):
        if obj.get(field) is not None:
            errors += nonnegative_amount(field, obj[field])
    return errors


def validate_update(new: Object, old: Object) -> list[FieldError]:
    errors = validate(new)
    for field in ("nodeTopology", "storageClassName"):
        errors += rules.immutable(field, plain(new.get(field)), plain(old.get(field)))
    return errors
