"""Volume attachments.

Upstream: pkg/registry/storage/volumeattachment.
"""

from pykubectl import Object


def default(obj: Object) -> None:
    obj.setdefault("spec", {}).setdefault("source", {})
    obj.setdefault("status", {}).setdefault("attached", False)


def prepare_create(obj: Object) -> None:
    obj["status"] = {"attached": False}
