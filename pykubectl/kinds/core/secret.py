"""Secrets.

Upstream: pkg/apis/core/v1 (defaults, conversion of stringData), pkg/registry/core/secret.
"""

from base64 import b64encode

from pykubectl import Object
from pykubectl.kinds.core import data_validation

validate = data_validation.validate_secret
validate_update = data_validation.validate_secret_update

FIELDS = ("type",)


def default(obj: Object) -> None:
    # stringData is write-only: it goes into data, where it wins.
    strings = obj.pop("stringData", None)
    if strings:
        encoded = {key: b64encode(value.encode()).decode() for key, value in strings.items()}
        obj["data"] = {**(obj.get("data") or {}), **encoded}
    obj["type"] = obj.get("type") or "Opaque"


def prepare_update(new: Object, old: Object) -> None:
    new["type"] = new.get("type") or old.get("type", "Opaque")
