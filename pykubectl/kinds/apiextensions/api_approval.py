"""Groups of the Kubernetes community (*.k8s.io, *.kubernetes.io) need an annotation that says who approved the API.

Upstream: apiextensions-apiserver/pkg/apihelpers/helpers.go, pkg/apis/apiextensions/validation (validateAPIApproval).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.machinery.objects import annotations

ANNOTATION = "api-approved.kubernetes.io"
_FIELD = f"metadata.annotations[{ANNOTATION}]"
_SEE = "see https://github.com/kubernetes/enhancements/pull/1111"


def is_protected(group: str) -> bool:
    return f".{group}".endswith((".k8s.io", ".kubernetes.io"))


def state(obj: Object) -> tuple[str, str]:
    """(missing, bypassed, approved or invalid; the reason)."""
    value = annotations(obj).get(ANNOTATION) or ""
    if not value:
        return "missing", f'protected groups must have approval annotation "{ANNOTATION}", {_SEE}'
    if value.startswith("unapproved"):
        return "bypassed", f'not approved: "{value}"'
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^/\s]", value):
        return "approved", f"approved in {value}"
    text = f'with either a URL or a reason starting with "unapproved", {_SEE}'
    return "invalid", f'protected groups must have approval annotation "{ANNOTATION}" {text}'


def validate_approval(obj: Object, old: Object | None) -> list[FieldError]:
    """An update may leave things as they are."""
    if not is_protected((obj.get("spec") or {}).get("group") or ""):
        return []
    found, reason = state(obj)
    if old is not None and state(old)[0] == found:
        return []
    if found == "missing":
        return [required(_FIELD, reason)]
    return [invalid(_FIELD, annotations(obj)[ANNOTATION], reason)] if found == "invalid" else []
