"""What an HTTP response of a webhook comes to: decoded JSON, or the error of Kubernetes' REST client.

Upstream: client-go/rest/request.go (transformResponse, Into), apimachinery/pkg/api/errors (NewGenericServerResponse).
"""

import json
from typing import Any

from pykubectl import Object
from pykubectl.machinery.literals import go_kind
from pykubectl.machinery.objects import get_path

# The client has a sentence for each of these; it does not pass on what the server said.
_BY_STATUS = {
    400: "the server rejected our request for an unknown reason",
    401: "the server has asked for the client to provide credentials",
    404: "the server could not find the requested resource",
    405: "the server does not allow this method on the requested resource",
    409: "the server reported a conflict",
    422: "the server rejected our request due to an error in our request",
    429: "the server has received too many requests and has asked us to try again later",
    503: "the server is currently unable to handle the request",
    504: "the server was unable to return a response in the time allotted, but may still be processing the request",
}
# Of these it is passed on.
_SPOKEN = frozenset({403, 406, 415})


class WebhookError(Exception):
    """A webhook that could not be asked, or that gave no answer."""


# What each part of an answer must be: its path, the Go struct it is in, its type, and how Go names that.
Types = tuple[tuple[str, str, type, str], ...]


def misfit(answer: Object, types: Types) -> str:
    """What Go's decoder says of the first part that is of the wrong type, or ""."""
    for path, struct, wanted, go_type in types:
        value = get_path(answer, path)
        if value is not None and type(value) is not wanted:
            return f"json: cannot unmarshal {go_kind(value)} into Go struct field {struct}.{path} of type {go_type}"
    return ""


def decoded(status: int, content_type: str, text: str) -> Object:
    """The JSON of a response. Raises WebhookError."""
    if not 200 <= status <= 206:
        raise WebhookError(_unexpected(status, content_type, text))
    if not text:
        kind = content_type or "application/json"
        raise WebhookError(f"0-length response with status code: {status} and content type: {kind}")
    try:
        found: Any = json.loads(text)
    except ValueError:
        from pykubectl.machinery.json_reading import json_problem

        raise WebhookError(f"couldn't get version/kind; json parse error: {json_problem(text)}")
    for name in ("apiVersion", "kind") if isinstance(found, dict) else ():
        if not isinstance(found.get(name) or "", str):
            problem = f"json: cannot unmarshal {go_kind(found[name])} into Go struct field .{name} of type string"
            raise WebhookError(f"couldn't get version/kind; json parse error: {problem}")
    if not isinstance(found, dict):
        problem = (
            f"json: cannot unmarshal {go_kind(found)} into Go value of type struct {{ APIVersion string; Kind string }}"
        )
        raise WebhookError(f"couldn't get version/kind; json parse error: {problem}")
    return found


def _unexpected(status: int, content_type: str, text: str) -> str:
    is_text = not content_type or content_type.startswith("text/")
    said = text.strip() if is_text else "unknown"
    if status in _SPOKEN:
        return said
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status >= 500:
        return (
            f"an error on the server ({json.dumps(said, ensure_ascii=False)}) has prevented the request from succeeding"
        )
    return f"the server responded with the status code {status} but did not return more information"
