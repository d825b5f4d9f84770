"""Certificate signing requests. Who asks is filled in by the API server, which knows.

Upstream: pkg/registry/certificates/certificates.
"""

from pykubectl import Object
from pykubectl.kinds.certificates import csr_validation

validate = csr_validation.validate_request

FIELDS = ("spec.signerName",)


def default(obj: Object) -> None:
    obj.setdefault("spec", {})
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    obj["status"] = {}


def prepare_update(new: Object, old: Object) -> None:
    new["spec"] = old["spec"]


def field(obj: Object, path: str) -> str:
    return str(obj["spec"].get("signerName") or "")
