"""Controller revisions: what a daemon set or stateful set was.

Upstream: pkg/registry/apps/controllerrevision.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, required
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import plain


def default(obj: Object) -> None:
    obj.setdefault("revision", 0)


def validate(obj: Object) -> list[FieldError]:
    errors = [required("data", "data is mandatory")] if obj.get("data") is None else []
    return errors + rules.nonnegative("revision", obj.get("revision"))


def validate_update(new: Object, old: Object) -> list[FieldError]:
    return validate(new) + rules.immutable("data", plain(new.get("data")), plain(old.get("data")))
