"""Validation of certificate signing requests.

Upstream: pkg/apis/certificates/validation.
"""

from base64 import b64decode

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, forbidden, invalid, required
from pykubectl.kinds import rules

_SECONDS_MIN = 600
_USAGES = (
    "any",
    "cert sign",
    "client auth",
    "code signing",
    "content commitment",
    "crl sign",
    "data encipherment",
    "decipher only",
    "digital signature",
    "email protection",
    "encipher only",
    "ipsec end system",
    "ipsec tunnel",
    "ipsec user",
    "key agreement",
    "key encipherment",
    "microsoft sgc",
    "netscape sgc",
    "ocsp signing",
    "s/mime",
    "server auth",
    "signing",
    "timestamping",
)


def validate_request(obj: Object) -> list[FieldError]:
    spec = obj.get("spec") or {}
    errors = []
    try:
        text = b64decode(spec.get("request") or "").decode("latin-1")
    except ValueError:
        text = ""
    if "-----BEGIN CERTIFICATE REQUEST-----" not in text:
        shown = [ord(character) for character in text]
        text = "PEM block type must be CERTIFICATE REQUEST"
        errors.append(invalid("spec.request", shown, text))
    usages = spec.get("usages") or []
    if not usages:
        errors.append(required("spec.usages"))
    for index, usage in enumerate(usages):
        if usage not in _USAGES:
            errors.append(rules.unsupported(f"spec.usages[{index}]", usage, _USAGES))
        if usage in usages[:index]:
            errors.append(duplicate(f"spec.usages[{index}]", usage))
    errors += _signer("spec.signerName", spec.get("signerName") or "")
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < _SECONDS_MIN:
        text = "may not specify a duration less than 10 minutes"
        errors.append(invalid("spec.expirationSeconds", seconds, text))
    return errors


def validate_approval(new: Object, old: Object) -> list[FieldError]:
    """Of the approval subresource: a decision is made once, and stays."""
    path = "status.conditions"
    types, before = (
        [one.get("type") or "" for one in (obj.get("status") or {}).get("conditions") or ()] for obj in (new, old)
    )
    errors = [
        forbidden(path, f'updates may not remove a condition of type "{name}"')
        for name in dict.fromkeys(before)
        if name not in types and name in ("Approved", "Denied", "Failed")
    ]
    for index, name in enumerate(types):
        if name in types[:index]:
            errors.append(duplicate(f"{path}[{index}].type", name))
    if "Approved" in types and "Denied" in types:
        last = max(types.index("Approved"), types.index("Denied"))
        text = "Approved and Denied conditions are mutually exclusive"
        errors.append(invalid(f"{path}[{last}].type", types[last], text))
    return errors


def _signer(path: str, name: str) -> list[FieldError]:
    if not name:
        return [required(path)]
    domain, slash, rest = name.partition("/")
    if not slash or not rest:
        return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    errors = rules.check(path, domain, rules.subdomain)
    if "." not in domain:
        errors.append(invalid(path, domain, "should be a domain with at least two segments separated by dots"))
    return errors
