"""Conversion of custom resources by the webhook of their definition (ConversionReview).

A webhook may change everything but the metadata; of that, labels and annotations.

Upstream: apiextensions-apiserver/pkg/apiserver/conversion/webhook_converter.go.
"""

from collections.abc import Callable
from typing import Any

from pykubectl import Object
from pykubectl.apiserver import versions
from pykubectl.apiserver.webhooks.client import FindService, place_of, post
from pykubectl.apiserver.webhooks.responses import Types, WebhookError, misfit
from pykubectl.errors import FieldError, StatusError
from pykubectl.kinds import rules
from pykubectl.kinds.metadata import validate_annotations
from pykubectl.machinery.go_values import go_print
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.objects import copy, split_api_version

_API = "apiextensions.k8s.io"
_TIMEOUT_SECONDS = 30
_GO_TYPES = {
    str: "string",
    bool: "bool",
    int: "int64",
    float: "float64",
    list: "[]interface {}",
    dict: "map[string]interface {}",
}
_TYPES: Types = (
    ("response", "ConversionReview", dict, "v1.ConversionResponse"),
    ("response.uid", "ConversionResponse", str, "types.UID"),
    ("response.result", "ConversionResponse", dict, "v1.Status"),
    ("response.result.status", "Status", str, "string"),
    ("response.result.message", "Status", str, "string"),
    ("response.convertedObjects", "ConversionResponse", list, "[]runtime.RawExtension"),
)


class _Malformed(ValueError):
    """An answer that is no good."""


def converter(crd: Object, find_service: FindService, new_uid: Callable[[], str]) -> Callable[[Object, str], Object]:
    """A function from an object and an apiVersion to the converted object; it raises StatusError."""

    def convert(obj: Object, api_version: str) -> Object:
        if obj["apiVersion"] == api_version or obj.keys() == {"apiVersion", "kind"}:
            return {**copy(obj), "apiVersion": api_version}
        subject = _subject(obj)
        try:
            found = _ask(crd, obj, api_version, (find_service, new_uid()))
        except (WebhookError, _Malformed) as error:
            raise StatusError(f"conversion webhook for {subject} failed: {error}")
        return _checked(subject, obj, api_version, found)

    return convert


def _subject(obj: Object) -> str:
    return f"{obj['apiVersion']}, Kind={obj['kind']}"


def _ask(crd: Object, obj: Object, api_version: str, means: tuple[FindService, str]) -> list[Any]:
    find_service, uid = means
    webhook = crd["spec"]["conversion"]["webhook"]
    known = [version for version in webhook.get("conversionReviewVersions") or () if version in ("v1", "v1beta1")]
    if not known:
        raise _Malformed("no supported conversion review versions")
    review = {
        "kind": "ConversionReview",
        "apiVersion": f"{_API}/{known[0]}",
        "request": {"uid": uid, "desiredAPIVersion": api_version, "objects": [versions.shown(obj)]},
    }
    answer = post(place_of(webhook["clientConfig"], find_service), review, _TIMEOUT_SECONDS)
    return _converted_objects(known[0], uid, answer)


def _converted_objects(version: str, uid: str, answer: Object) -> list[Any]:
    group, answered = split_api_version(answer.get("apiVersion") or "")
    kind = answer.get("kind") or ""
    if version == "v1" and (group, answered, kind) != (_API, "v1", "ConversionReview"):
        got = f"{group}/{answered}, Kind={kind}"
        raise _Malformed(f"expected webhook response of {_API}/v1, Kind=ConversionReview, got {got}")
    response = answer.get("response")
    if response is None:
        raise _Malformed("no response provided")
    problem = misfit(answer, _TYPES)
    if problem:
        raise _Malformed(problem)
    if version == "v1" and response.get("uid") != uid:
        raise _Malformed(f'expected response.uid="{uid}", got "{response.get("uid") or ""}"')
    result = response.get("result") or {}
    if result.get("status") != "Success":
        text = f"response.result.status was '{result.get('status') or ''}', not 'Success'"
        raise _Malformed(result.get("message") or text)
    return response.get("convertedObjects") or []


def _checked(subject: str, obj: Object, api_version: str, found: list[Any]) -> Object:
    """The one converted object, with the metadata it had before. Raises StatusError."""
    if len(found) != 1:
        raise StatusError(f"conversion webhook for {subject} returned {len(found)} objects, expected 1")
    if not isinstance(found[0], dict):
        why = f"json: cannot unmarshal {go_kind(found[0])} into Go value of type struct {{ APIVersion string; Kind string }}"
        raise StatusError(f"conversion webhook for {subject} returned invalid converted object at index 0: {why}")
    converted: Object = copy(found[0])
    for what, wanted, got in (
        ("groupVersion", api_version, converted.get("apiVersion") or ""),
        ("kind", obj["kind"], converted.get("kind") or ""),
    ):
        if wanted != got:
            text = f"invalid {what} (expected {wanted}, received {got})"
            raise StatusError(f"conversion webhook for {subject} returned invalid object at index 0: {text}")
    problem = _identity_problem(obj["metadata"], converted.get("metadata"))
    if problem:
        raise StatusError(f"conversion webhook for {subject} returned invalid object: {problem}")
    try:
        converted["metadata"] = _restored(obj["metadata"], converted.get("metadata"))
    except _Malformed as error:
        raise StatusError(f"conversion webhook for {subject} returned invalid metadata: {error}")
    return converted


def _identity_problem(before: Object, after: Any) -> str:
    given = after if isinstance(after, dict) else {}
    for name, shown in (("name", "name"), ("namespace", "namespace"), ("uid", "UID")):
        old, new = before.get(name) or "", given.get(name) or ""
        if old != new:
            return f"must have the same {shown}: {old} != {new}"
    return ""


def _restored(before: Object, after: Any) -> Object:
    """The old metadata with the new labels and annotations. Raises _Malformed."""
    if after is None:
        raise _Malformed("missing metadata in converted object")
    if not isinstance(after, dict):
        raise _Malformed(f"invalid metadata of type {_GO_TYPES[type(after)]} in converted object")
    metadata = copy(before)
    for name in ("labels", "annotations"):
        values = after.get(name)
        if values is None:
            metadata.pop(name, None)
            continue
        if not isinstance(values, dict):
            raise _Malformed(f"invalid metadata.{name} of type {_GO_TYPES[type(values)]} in converted object")
        _check_strings(name, values)
        errors = _map_errors(name, values) if values != metadata.get(name) else []
        if errors:
            raise _Malformed(str(errors[0]) if len(errors) == 1 else f"[{', '.join(map(str, errors))}]")
        metadata[name] = values
    return metadata


def _check_strings(name: str, values: Object) -> None:
    for key, value in sorted(values.items()):
        if not isinstance(value, str):
            kind = _GO_TYPES.get(type(value), go_print(value))
            raise _Malformed(f"metadata.{name}[{key}] must be a string, but is {kind} in converted object")


def _map_errors(name: str, values: Object) -> list[FieldError]:
    if name == "labels":
        return rules.labels("metadata.labels", values)
    return validate_annotations("metadata.annotation", values)
