"""format.named(): texts with a known form, such as names of Kubernetes.

To add one: its row in _FORMATS, with the length of its pattern, which is what validating costs.

Upstream: k8s.io/apiserver/pkg/cel/library/format.go.
"""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from pykubectl.machinery.cel import moments
from pykubectl.machinery.cel.library.urls import request_uri_fault
from pykubectl.machinery.cel.values import NONE, Opaque, Optional
from pykubectl.machinery.selectors import label_key_errors, label_value_errors

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = _LABEL + r"(\." + _LABEL + ")*"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with"
    f" an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{_LABEL}')"
)
_SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
    f" end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{_SUBDOMAIN}')"
)
_LABEL_1035_TEXT = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character,"
    f" and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '{_LABEL_1035}')"
)
_UUID = re.compile(r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


class Format(Opaque):
    __slots__ = ("check", "name", "pattern_size")
    type_name = "kubernetes.NamedFormat"

    def __init__(self, name: str, pattern_size: int, check: Callable[[str], list[str]]) -> None:
        self.name, self.pattern_size, self.check = name, pattern_size, check

    def same(self, other: "Format") -> bool:
        return self.name == other.name


def _name(pattern: str, length_max: int, text: str, prefix: bool = False) -> Callable[[str], list[str]]:
    def check(value: str) -> list[str]:
        # A prefix may end in a dash: what comes after it is not seen.
        whole = value[:-1] + "a" if prefix and value.endswith("-") else value
        errors = [f"must be no more than {length_max} characters"] if len(whole) > length_max else []
        return errors if re.fullmatch(pattern, whole) else [*errors, text]

    return check


def _uri(value: str) -> list[str]:
    fault = request_uri_fault(value)
    return [fault] if fault else []


def _uuid(value: str) -> list[str]:
    return [] if _UUID.fullmatch(value) else ["does not match the UUID format"]


def _byte(value: str) -> list[str]:
    try:
        base64.b64decode(value, validate=True)
    except (ValueError, binascii.Error):
        return ["invalid base64"]
    return []


def _date(value: str) -> list[str]:
    valid = len(value) == 10 and moments.timestamp_nanos(f"{value}T00:00:00Z") is not None
    return [] if valid else ["invalid date"]


def _datetime(value: str) -> list[str]:
    return [] if moments.timestamp_nanos(value) is not None else ["invalid datetime"]


_FORMATS = {
    name: Format(name, size, check)
    for name, size, check in (
        ("dns1123Label", 30, _name(_LABEL, 63, _LABEL_TEXT)),
        ("dns1123Subdomain", 60, _name(_SUBDOMAIN, 253, _SUBDOMAIN_TEXT)),
        ("dns1035Label", 30, _name(_LABEL_1035, 63, _LABEL_1035_TEXT)),
        ("qualifiedName", 60, label_key_errors),
        ("dns1123LabelPrefix", 30, _name(_LABEL, 63, _LABEL_TEXT, prefix=True)),
        ("dns1123SubdomainPrefix", 60, _name(_SUBDOMAIN, 253, _SUBDOMAIN_TEXT, prefix=True)),
        ("dns1035LabelPrefix", 30, _name(_LABEL_1035, 63, _LABEL_1035_TEXT, prefix=True)),
        ("labelValue", 40, label_value_errors),
        ("uri", 1024, _uri),
        ("uuid", 80, _uuid),
        ("byte", 84, _byte),
        ("date", 140, _date),
        ("datetime", 140, _datetime),
    )
}


def _named(name: str) -> Optional:
    return Optional(True, _FORMATS[name]) if name in _FORMATS else NONE


def _validate(form: Format, value: str) -> Optional:
    errors = form.check(value)
    return Optional(True, errors) if errors else NONE


def _constant(form: Format) -> Callable[..., Any]:
    return lambda: form


ROWS = (
    ("format.named", "format-named", "(string) -> optional(kubernetes.NamedFormat)", _named),
    ("validate", "format-validate", "kubernetes.NamedFormat.(string) -> optional(list(string))", _validate),
    *(
        (f"format.{name}", f"format.{name}", "() -> kubernetes.NamedFormat", _constant(form))
        for name, form in _FORMATS.items()
    ),
)
