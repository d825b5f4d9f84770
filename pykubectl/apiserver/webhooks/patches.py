"""The JSON patch in a mutating webhook's answer, applied to the object of the request.

Upstream: apiserver/pkg/admission/plugin/webhook/mutating/dispatcher.go.
"""

import json
from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver import decoding
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.webhooks.admission_reviews import Answer, Seen
from pykubectl.apiserver.webhooks.responses import WebhookError
from pykubectl.errors import InternalError, StatusError
from pykubectl.machinery import json_patch
from pykubectl.machinery.decode import Decoded
from pykubectl.machinery.literals import go_kind

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer


def apply(server: "ApiServer", name: str, attributes: Attributes, seen: Seen, answer: Answer) -> bool:
    """Change the object of the request, in place; whether it did change. Raises WebhookError, InternalError."""
    operations = _operations(answer.patch) if answer.patch else []
    if not operations:
        return False
    if attributes.obj is None or seen.obj is None:
        text = f'admission webhook "{name}" attempted to modify the object, which is not supported for this operation'
        raise InternalError.of(text)
    if answer.patch_type != "JSONPatch":
        raise WebhookError(f'unsupported patch type "{answer.patch_type}"')
    try:
        patched = json_patch.apply(seen.obj, operations)
    except json_patch.JSONPatchError as error:
        raise InternalError.of(str(error))
    return take_over(server, attributes, seen.version, patched)


def take_over(server: "ApiServer", attributes: Attributes, version: str, patched: Any) -> bool:
    """Decode what a webhook or policy made of the object, as if from the wire; what is unknown goes without a word."""
    obj = attributes.obj
    assert obj is not None
    # Who owns what was settled before: neither owns anything.
    owners = obj["metadata"].get("managedFields")
    if not isinstance(patched, dict):
        why = f"json: cannot unmarshal {go_kind(patched)} into Go value of type struct {{ APIVersion string; Kind string }}"
        raise InternalError.of(f"couldn't get version/kind; json parse error: {why}")
    if isinstance(patched.get("metadata"), dict):
        patched["metadata"].pop("managedFields", None)
    call = attributes.call._replace(version=version, field_validation="Ignore")
    found = decoding.convert_in(server, call, patched, _refusal)
    if found["apiVersion"] != obj["apiVersion"]:
        found = kinds.hooks(call.stored_kind).convert(found, obj["apiVersion"])
    if owners is not None:
        found["metadata"]["managedFields"] = owners
    if found == obj:
        return False
    obj.clear()
    obj.update(found)
    return True


def _operations(patch: str) -> list[Object]:
    try:
        found: Any = json.loads(patch)
    except ValueError:
        from pykubectl.machinery.json_reading import json_problem

        raise WebhookError(f"received undecodable patch in webhook response: {json_problem(patch)}")
    text = _unfit(found)
    if text:
        raise WebhookError(f"received undecodable patch in webhook response: {text}")
    operations: list[Object] = found
    return operations


def _unfit(patch: Any) -> str:
    """Why a patch is no list of operations, or ""."""
    if not isinstance(patch, list):
        return f"json: cannot unmarshal {go_kind(patch)} into Go value of type jsonpatch.Patch"
    wrong = [operation for operation in patch if not isinstance(operation, dict)]
    return f"json: cannot unmarshal {go_kind(wrong[0])} into Go value of type jsonpatch.Operation" if wrong else ""


def _refusal(call: Call, found: Decoded) -> StatusError:
    return InternalError.of(found.error)
