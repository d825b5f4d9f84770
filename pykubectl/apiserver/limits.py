"""What no request may exceed, checked at the door: the size of its body, its nesting, and text that is no Unicode.

    3 MiB        a body
    1.5 MiB      an object in the store, as etcd takes it
    1,000        levels of nesting (see machinery.nesting)
    10,000       operations of a JSON patch

A body is measured as JSON. Halves of surrogate pairs, which JSON can spell but which are no characters, become U+FFFD, as in Go.

Upstream: apiserver/pkg/server/config.go (MaxRequestBodyBytes), apiserver/pkg/endpoints/handlers/{rest,patch}.go, etcd's
max-request-bytes.
"""

import json
from typing import Any

from pykubectl import Object
from pykubectl.errors import BadRequest, RequestEntityTooLarge, StatusError
from pykubectl.machinery.nesting import NESTING_MAX, TOO_DEEP, is_too_deep
from pykubectl.machinery.objects import has_surrogate, unicode_only
from pykubectl.machinery.requests import JSON_PATCH, Request

BODY_BYTES_MAX = 3 * 1024 * 1024
STORED_BYTES_MAX = 1024 * 1024 * 3 // 2
OPERATIONS_MAX = 10_000
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")).encode


def checked(request: Request) -> Request:
    """The request, its text made Unicode. Raises RequestEntityTooLarge, BadRequest."""
    try:
        text = _encode(request.body)
    except RecursionError:
        raise BadRequest(TOO_DEEP) from None
    except ValueError:
        # A number beyond all floats, which Python reads as infinite.
        raise BadRequest("json: cannot unmarshal number into Go value of type float64") from None
    if has_surrogate(text):
        request = request._replace(body=unicode_only(request.body))
    if _bytes(text, BODY_BYTES_MAX) > BODY_BYTES_MAX:
        raise RequestEntityTooLarge(f"Request entity too large: limit is {BODY_BYTES_MAX}")
    _check_nesting(request.body, text)
    if request.content_type == JSON_PATCH and isinstance(request.body, list):
        _check_operations(request.body)
    return request


def fit_for_store(obj: Object) -> None:
    """Make an object fit, in place: managed fields may be left out. Raises StatusError for what etcd would not take."""
    text = _encode(obj)
    # Patches can nest what they copy.
    _check_nesting(obj, text)
    if _bytes(text, STORED_BYTES_MAX) > STORED_BYTES_MAX:
        obj["metadata"].pop("managedFields", None)
        if _bytes(_encode(obj), STORED_BYTES_MAX) > STORED_BYTES_MAX:
            raise StatusError("etcdserver: request is too large")


def _check_nesting(value: Any, text: str) -> None:
    # Most values have less brackets than there may be levels: no need to walk them.
    if text.count("{") + text.count("[") > NESTING_MAX and is_too_deep(value):
        raise BadRequest(TOO_DEEP)


def _check_operations(operations: list[Any]) -> None:
    count = len(operations)
    if count > OPERATIONS_MAX:
        raise RequestEntityTooLarge(
            f"Request entity too large: The allowed maximum operations in a JSON patch is {OPERATIONS_MAX}, got {count}"
        )


def _bytes(text: str, limit: int) -> int:
    """The length in UTF-8; only near the limit does it matter that characters take several bytes."""
    return len(text) if len(text) * 4 <= limit else len(text.encode("utf-8", "replace"))
