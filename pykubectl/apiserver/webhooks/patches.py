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
    return _take_over(server, attributes, seen.version, patched)


def _take_over(server: "ApiServer", attributes: Attributes, version: str, patched: Object) -> bool:
    """Decode what the webhook made as if it came from the wire; what is unknown is dropped without a word."""
    obj = attributes.obj
    assert obj is not None
    # Who owns what was settled before: webhooks own nothing.
    owners = obj["metadata"].get("managedFields")
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
    if not isinstance(found, list):
        text = "json: cannot unmarshal object into Go value of type jsonpatch.Patch"
        raise WebhookError(f"received undecodable patch in webhook response: {text}")
    return found


def _refusal(call: Call, found: Decoded) -> StatusError:
    return InternalError.of(found.error)
