"""Validation of config maps and secrets: keys, size, and that what is immutable stays.

Upstream: pkg/apis/core/validation (ValidateConfigMap, ValidateSecret).
"""

from base64 import b64decode

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required, too_long
from pykubectl.kinds import rules

BYTES_MAX = 1024 * 1024
_IMMUTABLE_TEXT = "field is immutable when `immutable` is set"


def validate_config_map(obj: Object) -> list[FieldError]:
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    errors = []
    for key in sorted(data):
        errors += rules.check(f"data[{key}]", key, rules.config_key)
        if key in binary:
            errors.append(invalid(f"data[{key}]", key, "duplicate of key present in binaryData"))
    for key in sorted(binary):
        errors += rules.check(f"binaryData[{key}]", key, rules.config_key)
    size = sum(len(value.encode()) for value in data.values()) + sum(_decoded_size(value) for value in binary.values())
    return errors + ([too_long("", BYTES_MAX)] if size > BYTES_MAX else [])


def validate_config_map_update(new: Object, old: Object) -> list[FieldError]:
    return _kept(new, old, ("data", "binaryData")) + validate_config_map(new)


def _kept(new: Object, old: Object, fields: tuple[str, ...]) -> list[FieldError]:
    if not old.get("immutable"):
        return []
    errors = [] if new.get("immutable") else [forbidden("immutable", _IMMUTABLE_TEXT)]
    return errors + [forbidden(field, _IMMUTABLE_TEXT) for field in fields if new.get(field) != old.get(field)]


def _decoded_size(value: str) -> int:
    return len(value) * 3 // 4 - value.count("=", -2)


def validate_secret(obj: Object) -> list[FieldError]:
    data = obj.get("data") or {}
    errors = [error for key in sorted(data) for error in rules.check(f"data[{key}]", key, rules.config_key)]
    if sum(_decoded_size(value) for value in data.values()) > BYTES_MAX:
        errors.append(too_long("data", BYTES_MAX))
    return errors + _by_type(obj, data)


def _by_type(secret: Object, data: dict[str, str]) -> list[FieldError]:
    match secret.get("type"):
        case "kubernetes.io/service-account-token":
            key = "kubernetes.io/service-account.name"
            found = (secret["metadata"].get("annotations") or {}).get(key)
            return [] if found else [required(f"metadata.annotations[{key}]")]
        case "kubernetes.io/dockercfg":
            return _json_entry(data, ".dockercfg")
        case "kubernetes.io/dockerconfigjson":
            return _json_entry(data, ".dockerconfigjson")
        case "kubernetes.io/basic-auth":
            if "username" in data or "password" in data:
                return []
            return [required("data[username]"), required("data[password]")]
        case "kubernetes.io/ssh-auth":
            return [] if data.get("ssh-privatekey") else [required("data[ssh-privatekey]")]
        case "kubernetes.io/tls":
            return [required(f"data[{key}]") for key in ("tls.crt", "tls.key") if key not in data]
    return []


def _json_entry(data: dict[str, str], key: str) -> list[FieldError]:
    if key not in data:
        return [required(f"data[{key}]")]
    from pykubectl.machinery.json_reading import json_problem

    problem = json_problem(b64decode(data[key]).decode(errors="replace"))
    return [invalid(f"data[{key}]", "<secret contents redacted>", problem)] if problem else []


def validate_secret_update(new: Object, old: Object) -> list[FieldError]:
    errors = rules.immutable("type", new.get("type"), old.get("type"))
    return errors + _kept(new, old, ("data",)) + validate_secret(new)
