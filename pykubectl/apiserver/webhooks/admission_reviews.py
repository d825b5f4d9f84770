"""AdmissionReview: what a webhook is asked about a request, and what its answer may be.

Upstream: apiserver/pkg/admission/plugin/webhook/request/admissionreview.go, .../webhook/errors/statuserror.go.
"""

from base64 import b64decode
from typing import Any, NamedTuple

from pykubectl import Object, kinds
from pykubectl.apiserver import versions
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.subresources.scale import scale_of
from pykubectl.apiserver.webhooks.responses import Types, WebhookError, misfit
from pykubectl.errors import StatusError
from pykubectl.machinery.literals import go_kind

_API = "admission.k8s.io"
_VERSIONS = ("v1", "v1beta1")
_OPTIONS = {"CREATE": "CreateOptions", "UPDATE": "UpdateOptions", "DELETE": "DeleteOptions"}
_BAD_REQUEST = 400


class ReviewError(ValueError):
    """An answer that breaks the rules."""


class Answer(NamedTuple):
    """`patch` is the text of a JSON patch, or ""; `result` is the Status of a denial."""

    allowed: bool
    patch: str
    patch_type: str
    result: Object
    warnings: list[str]


def review_version(webhook: Object) -> str:
    """The first of the webhook's versions that we speak. Raises ReviewError."""
    for version in webhook.get("admissionReviewVersions") or ():
        if version in _VERSIONS:
            return str(version)
    raise ReviewError("webhook does not accept known AdmissionReview versions (v1, v1beta1)")


def question(version: str, uid: str, attributes: Attributes, seen: "Seen") -> Object:
    """The AdmissionReview to send."""
    call = attributes.call
    asked = {"group": call.kind.group, "version": call.version}
    shown = {"group": call.kind.group, "version": seen.version}
    request: Object = {
        "uid": uid,
        "kind": {**shown, "kind": call.kind.kind},
        "resource": {**shown, "resource": call.kind.plural},
        "requestKind": {**asked, "kind": call.kind.kind},
        "requestResource": {**asked, "resource": call.kind.plural},
        "operation": attributes.operation,
        "userInfo": _user(attributes),
        "object": seen.obj,
        "oldObject": seen.old,
        "dryRun": call.dry_run,
        "options": _options(attributes),
    }
    if call.subresource:
        request["subResource"] = request["requestSubResource"] = call.subresource
    named = {"name": attributes.name, "namespace": call.namespace}
    request.update({key: value for key, value in named.items() if value})
    return {"kind": "AdmissionReview", "apiVersion": f"{_API}/{version}", "request": request}


class Seen(NamedTuple):
    """The objects of a request in the version that the webhook wants."""

    version: str
    obj: Object | None
    old: Object | None


def seen_in(attributes: Attributes, version: str) -> Seen:
    """The objects of the request in a version of its resource; of a scale, the Scale. Shared, not to be changed."""
    return Seen(
        version, _in_version(attributes, attributes.obj, version), _in_version(attributes, attributes.old, version)
    )


def _in_version(attributes: Attributes, obj: Object | None, version: str) -> Object | None:
    if obj is None:
        return None
    call = attributes.call
    if call.subresource == "scale":
        return scale_of(call, obj)
    api_version = f"{call.kind.group}/{version}" if call.kind.group else version
    found: Object = versions.shown(obj)
    if found["apiVersion"] != api_version:
        found = kinds.hooks(call.stored_kind).convert(found, api_version)
    return {**found, "apiVersion": api_version, "kind": call.kind.kind}


def _user(attributes: Attributes) -> Object:
    user = attributes.call.user
    found: Object = {"username": user.name, "uid": user.uid, "groups": list(user.groups)}
    found["extra"] = {key: list(values) for key, values in user.extra.items()}
    return {key: value for key, value in found.items() if value}


def _options(attributes: Attributes) -> Object:
    call = attributes.call
    options: Object = {"kind": _OPTIONS[attributes.operation], "apiVersion": "meta.k8s.io/v1"}
    if call.dry_run:
        options["dryRun"] = ["All"]
    if call.manager and attributes.operation != "DELETE":
        options["fieldManager"] = call.manager
        options["fieldValidation"] = call.field_validation
    return options


def answer_of(version: str, uid: str, review: Object, *, mutating: bool) -> Answer:
    """What the webhook said. Raises ReviewError, WebhookError."""
    response = review.get("response")
    if response is None:
        raise ReviewError("webhook response was absent")
    _check_types(review)
    if version == "v1":
        _check_v1(uid, review, response, mutating)
    patch = _text(response.get("patch")) if mutating else ""
    patch_type = response.get("patchType") or ("JSONPatch" if patch and version == "v1beta1" else "")
    return Answer(
        bool(response.get("allowed")),
        patch,
        patch_type,
        response.get("status") or {},
        list(response.get("warnings") or ()),
    )


_TYPES: Types = (
    ("response", "AdmissionReview", dict, "v1.AdmissionResponse"),
    ("response.uid", "AdmissionResponse", str, "types.UID"),
    ("response.allowed", "AdmissionResponse", bool, "bool"),
    ("response.status", "AdmissionResponse", dict, "v1.Status"),
    ("response.status.code", "Status", int, "int32"),
    ("response.status.message", "Status", str, "string"),
    ("response.status.reason", "Status", str, "v1.StatusReason"),
    ("response.status.details", "Status", dict, "v1.StatusDetails"),
    ("response.patch", "AdmissionResponse", str, "[]uint8"),
    ("response.patchType", "AdmissionResponse", str, "v1.PatchType"),
    ("response.warnings", "AdmissionResponse", list, "[]string"),
)


def _check_types(review: Object) -> None:
    """Raises WebhookError, as the client that decodes the answer does."""
    problem = misfit(review, _TYPES)
    if problem:
        raise WebhookError(f"failed to call webhook: {problem}")
    for warning in review["response"].get("warnings") or ():
        if not isinstance(warning, str):
            place = "Go struct field AdmissionResponse.response.warnings of type string"
            raise WebhookError(f"failed to call webhook: json: cannot unmarshal {go_kind(warning)} into {place}")


def _check_v1(uid: str, review: Object, response: Object, mutating: bool) -> None:
    if response.get("uid") != uid:
        raise ReviewError(f'expected response.uid="{uid}", got "{response.get("uid") or ""}"')
    api_version, kind = review.get("apiVersion") or "", review.get("kind") or ""
    if (api_version, kind) != (f"{_API}/v1", "AdmissionReview"):
        got = f"{api_version if '/' in api_version else '/' + api_version}, Kind={kind}"
        raise ReviewError(f"expected webhook response of {_API}/v1, Kind=AdmissionReview, got {got}")
    patch, patch_type = response.get("patch"), response.get("patchType")
    if mutating:
        if patch and patch_type is None:
            raise ReviewError("webhook returned response.patch but not response.patchType")
        if not patch and patch_type is not None:
            raise ReviewError("webhook returned response.patchType but not response.patch")
    elif patch:
        raise ReviewError("validating webhook may not return response.patch")
    elif patch_type is not None:
        raise ReviewError("validating webhook may not return response.patchType")


def _text(patch: Any) -> str:
    try:
        return b64decode(patch or "", validate=True).decode("utf-8", "replace")
    except ValueError:
        raise WebhookError("failed to call webhook: illegal base64 data in response.patch") from None


def denial(name: str, result: Object) -> StatusError:
    """The error that a webhook's refusal becomes: its own code and reason, and who said so."""
    denied = f'admission webhook "{name}" denied the request'
    said = result.get("message") or result.get("reason")
    message = f"{denied}: {said}" if said else f"{denied} without explanation"
    members = {"code": max(result.get("code") or 0, _BAD_REQUEST), "reason": result.get("reason") or ""}
    error: StatusError = type("Denied", (StatusError,), members)(message, result.get("details"))
    return error
