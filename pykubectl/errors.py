"""What can go wrong, as Kubernetes says it: one class per API reason, each owning its code and wording.

    StatusError(message, details)
    ├── BadRequest 400          ├── Unauthorized 401      ├── Forbidden 403
    ├── NotFound 404            ├── MethodNotAllowed 405  ├── NotAcceptable 406
    ├── AlreadyExists 409       ├── Conflict 409          ├── Expired 410
    ├── RequestEntityTooLarge 413                         ├── UnsupportedMediaType 415
    ├── Invalid 422 (causes: FieldError)                  ├── TooManyRequests 429
    └── InternalError 500       ├── ServiceUnavailable 503  └── Timeout 504

Catch by class, never by text. `to_status()` gives the Status object of the wire.

Upstream: staging/src/k8s.io/apimachinery/pkg/api/errors, .../util/validation/field.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NamedTuple

Details = dict[str, Any]


class StatusError(Exception):
    """An API error; `details` is the Status object's details (name, group, kind, causes), `warnings` go with it."""

    code: ClassVar[int] = 500
    reason: ClassVar[str] = ""

    def __init__(self, message: str, details: Details | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details: Details = details or {}
        # Of the Status: the token with which an expired list goes on.
        self.metadata: dict[str, Any] = {}
        self.warnings: tuple[str, ...] = ()

    def to_status(self) -> dict[str, Any]:
        status: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": self.metadata,
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            status["reason"] = self.reason
        if self.details:
            status["details"] = self.details
        status["code"] = self.code
        return status


# The value of an error that prints none, as those of objects do (upstream: field.OmitValueType).
OMITTED = object()


class FieldError(NamedTuple):
    """One thing wrong with one field; `str()` is the text of the real server."""

    type: str
    field: str
    value: Any
    detail: str

    def body(self) -> str:
        spoken = _SPOKEN.get(self.type, self.type)
        bare = self.type in _WITHOUT_VALUE or self.value is OMITTED
        text = spoken if bare else f"{spoken}: {_go_value(self.value)}"
        return f"{text}: {self.detail}" if self.detail else text

    def __str__(self) -> str:
        return f"{self.field}: {self.body()}"

    def cause(self) -> dict[str, str]:
        return {"reason": _CAUSES[self.type], "message": self.body(), "field": self.field}


_CAUSES = {
    "Required value": "FieldValueRequired",
    "Forbidden": "FieldValueForbidden",
    "Too long": "FieldValueTooLong",
    "Too many": "FieldValueTooMany",
    "Internal error": "InternalError",
    "Invalid value": "FieldValueInvalid",
    "Invalid type": "FieldValueTypeInvalid",
    "Unsupported value": "FieldValueNotSupported",
    "Duplicate value": "FieldValueDuplicate",
    "Not found": "FieldValueNotFound",
}
# A wrong type is an invalid value with a reason of its own.
_SPOKEN = {"Invalid type": "Invalid value"}
_WITHOUT_VALUE = frozenset({"Required value", "Forbidden", "Too long", "Internal error"})


def _go_value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, str):
        return text
    # Go's JSON encoder is afraid of HTML, its %q is not.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def required(field: str, detail: str = "") -> FieldError:
    return FieldError("Required value", field, "", detail)


def invalid(field: str, value: Any, detail: str) -> FieldError:
    return FieldError("Invalid value", field, value, detail)


def type_invalid(field: str, value: Any, detail: str) -> FieldError:
    return FieldError("Invalid type", field, value, detail)


def forbidden(field: str, detail: str) -> FieldError:
    return FieldError("Forbidden", field, "", detail)


def duplicate(field: str, value: Any) -> FieldError:
    return FieldError("Duplicate value", field, value, "")


def missing(field: str, value: Any) -> FieldError:
    """A reference to something that is not there (upstream: field.NotFound)."""
    return FieldError("Not found", field, value, "")


def not_supported(field: str, value: Any, supported: Iterable[str]) -> FieldError:
    names = ", ".join(json.dumps(name) for name in sorted(supported))
    return FieldError("Unsupported value", field, value, f"supported values: {names}")


def too_long(field: str, bytes_max: int) -> FieldError:
    return FieldError("Too long", field, "", f"may not be more than {bytes_max} bytes")


def too_many(field: str, actual: int, items_max: int) -> FieldError:
    return FieldError("Too many", field, actual, f"must have at most {items_max} items")


class BadRequest(StatusError):
    code, reason = 400, "BadRequest"


class Unauthorized(StatusError):
    code, reason = 401, "Unauthorized"


class Forbidden(StatusError):
    code, reason = 403, "Forbidden"

    @classmethod
    def of(cls, resource: str, name: str, why: str) -> "Forbidden":
        subject = f'{resource} "{name}" is' if name else f"{resource} is"
        return cls(f"{subject} forbidden: {why}", _details(resource, name))


class NotFound(StatusError):
    code, reason = 404, "NotFound"

    @classmethod
    def of(cls, resource: str, name: str) -> "NotFound":
        return cls(f'{resource} "{name}" not found', _details(resource, name))

    @classmethod
    def path(cls) -> "NotFound":
        """No such URL; the real server's words for it."""
        return cls("the server could not find the requested resource")

    @classmethod
    def unserved(cls, method: str, resource: str, name: str) -> "NotFound":
        """No such URL below any group that is served: the server says nothing, the client adds what it asked."""
        asked = f"{method.lower()} {resource} {name}".rstrip()
        return cls(f"{cls.path().message} ({asked})")


class MethodNotAllowed(StatusError):
    code, reason = 405, "MethodNotAllowed"

    @classmethod
    def of(cls, resource: str, verb: str) -> "MethodNotAllowed":
        return cls(f"{verb} is not supported on resources of kind {_quote(resource)}", _details(resource, ""))


class NotAcceptable(StatusError):
    code, reason = 406, "NotAcceptable"


class AlreadyExists(StatusError):
    code, reason = 409, "AlreadyExists"

    @classmethod
    def of(cls, resource: str, name: str) -> "AlreadyExists":
        return cls(f'{resource} "{name}" already exists', _details(resource, name))


class Conflict(StatusError):
    code, reason = 409, "Conflict"

    @classmethod
    def of(cls, resource: str, name: str, why: str) -> "Conflict":
        return cls(f'Operation cannot be fulfilled on {resource} "{name}": {why}', _details(resource, name))

    @classmethod
    def modified(cls, resource: str, name: str) -> "Conflict":
        return cls.of(
            resource,
            name,
            "the object has been modified; please apply your changes to the latest version and try again",
        )


class Expired(StatusError):
    code, reason = 410, "Expired"


class RequestEntityTooLarge(StatusError):
    code, reason = 413, "RequestEntityTooLarge"


class UnsupportedMediaType(StatusError):
    code, reason = 415, "UnsupportedMediaType"


class Invalid(StatusError):
    code, reason = 422, "Invalid"

    @classmethod
    def of(cls, kind: str, group: str, name: str, errors: Sequence[FieldError]) -> "Invalid":
        """All that is wrong with one object; kind and group as in `Deployment`, `apps`."""
        texts = list(dict.fromkeys(str(error) for error in errors))
        body = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
        qualified = f"{kind}.{group}" if group else kind
        details: Details = {"name": name, "group": group, "kind": kind}
        details = {key: value for key, value in details.items() if value}
        details["causes"] = [error.cause() for error in errors]
        return cls(f'{qualified} "{name}" is invalid: {body}', details)


class TooManyRequests(StatusError):
    code, reason = 429, "TooManyRequests"


class InternalError(StatusError):
    code, reason = 500, "InternalError"

    @classmethod
    def of(cls, message: str) -> "InternalError":
        return cls(f"Internal error occurred: {message}", {"causes": [{"message": message}]})


class ServiceUnavailable(StatusError):
    code, reason = 503, "ServiceUnavailable"


class Timeout(StatusError):
    code, reason = 504, "Timeout"

    @classmethod
    def too_large(cls, asked: int, current: int) -> "Timeout":
        """A resource version that the server has not come to."""
        causes = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
        text = f"Timeout: Too large resource version: {asked}, current: {current}"
        return cls(text, {"causes": causes, "retryAfterSeconds": 1})


def _details(resource: str, name: str) -> Details:
    plural, _, group = resource.partition(".")
    details = {"name": name, "group": group, "kind": plural}
    return {key: value for key, value in details.items() if value}


def _quote(text: str) -> str:
    return json.dumps(text)
