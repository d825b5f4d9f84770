"""Volume attachments.

Upstream: pkg/registry/storage/volumeattachment.
"""

from pykubectl import Object
from pykubectl.kinds.storage import storage_validation

validate = storage_validation.validate_attachment
validate_update = storage_validation.validate_attachment_update


def default(obj: Object) -> None:
    obj.setdefault("spec", {}).setdefault("source", {})
    obj.setdefault("status", {}).setdefault("attached", False)


def prepare_create(obj: Object) -> None:
    obj["status"] = {"attached": False}
