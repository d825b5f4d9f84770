"""Certificate signing requests. Who asks is filled in by the API server, which knows.

Upstream: pkg/registry/certificates/certificates.
"""

from pykubectl import Object
from pykubectl.kinds.certificates import csr_validation
from pykubectl.machinery.requests import User

validate = csr_validation.validate_request
validate_approval = csr_validation.validate_approval

FIELDS = ("spec.signerName",)


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}


def set_requester(obj: Object, user: User) -> None:
    known = {"username": user.name, "uid": user.uid, "groups": [*user.groups]}
    obj["spec"] = {name: value for name, value in obj["spec"].items() if name not in (*known, "extra")}
    obj["spec"] |= {name: value for name, value in known.items() if value}
    if user.extra:
        obj["spec"]["extra"] = {name: [*values] for name, values in user.extra.items()}


def prepare_update(new: Object, old: Object) -> None:
    new["spec"] = old["spec"]


def field(obj: Object, path: str) -> str:
    return str(obj["spec"].get("signerName") or "")
