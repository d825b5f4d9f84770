"""Validation of claims for devices and of their templates.

Upstream: pkg/apis/resource/validation (validateDeviceClaim).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required, too_many
from pykubectl.kinds import rules
from pykubectl.kinds.go_values import plain

_MODES = ("All", "ExactCount")
_REQUESTS_MAX = 32
_ALTERNATIVES_MAX = 8


def validate_device_class(obj: Object) -> list[FieldError]:
    return _selectors("spec", obj.get("spec") or {})


def validate_claim(obj: Object) -> list[FieldError]:
    return _devices("spec.devices", (obj.get("spec") or {}).get("devices") or {})


def validate_template(obj: Object) -> list[FieldError]:
    spec = (obj.get("spec") or {}).get("spec") or {}
    return _devices("spec.spec.devices", spec.get("devices") or {})


def validate_fixed(new: Object, old: Object) -> list[FieldError]:
    return rules.immutable("spec", plain(new.get("spec")), plain(old.get("spec")))


def _devices(path: str, devices: Object) -> list[FieldError]:
    requests = devices.get("requests") or []
    errors: list[FieldError] = []
    if len(requests) > _REQUESTS_MAX:
        errors.append(too_many(f"{path}.requests", len(requests), _REQUESTS_MAX))
    seen: set[str] = set()
    for index, request in enumerate(requests):
        here = f"{path}.requests[{index}]"
        errors += _name(f"{here}.name", request, seen)
        errors += _request(here, request)
    names = _all_names(requests)
    for index, constraint in enumerate(devices.get("constraints") or ()):
        errors += _constraint(f"{path}.constraints[{index}]", constraint, names)
    return errors


def _all_names(requests: list[Object]) -> set[str]:
    names = {request.get("name") or "" for request in requests}
    for request in requests:
        names |= {f"{request.get('name')}/{one.get('name')}" for one in request.get("firstAvailable") or ()}
    return names


def _name(path: str, item: Object, seen: set[str]) -> list[FieldError]:
    name = item.get("name") or ""
    errors = rules.check(path, name, rules.dns_label) if name else [required(path)]
    if name in seen:
        errors.append(duplicate(path.removesuffix(".name"), name))
    seen.add(name)
    return errors


def _request(path: str, request: Object) -> list[FieldError]:
    exact, alternatives = request.get("exactly"), request.get("firstAvailable") or []
    if (exact is not None) == bool(alternatives):
        text = "exactly one of `exactly` or `firstAvailable` is required"
        return [required(path, text)] if exact is None else [invalid(path, None, text)]
    if exact is not None:
        return _amount(f"{path}.exactly", exact)
    errors: list[FieldError] = []
    if len(alternatives) > _ALTERNATIVES_MAX:
        errors.append(too_many(f"{path}.firstAvailable", len(alternatives), _ALTERNATIVES_MAX))
    seen: set[str] = set()
    for index, one in enumerate(alternatives):
        here = f"{path}.firstAvailable[{index}]"
        errors += _name(f"{here}.name", one, seen) + _amount(here, one)
    return errors


def _amount(path: str, part: Object) -> list[FieldError]:
    name, mode, count = part.get("deviceClassName"), part.get("allocationMode") or "", part.get("count") or 0
    here = f"{path}.deviceClassName"
    errors = rules.check(here, name, rules.subdomain) if name else [required(here)]
    errors += _selectors(path, part)
    if mode == "ExactCount" and count <= 0:
        errors.append(invalid(f"{path}.count", count, "must be greater than zero"))
    elif mode == "All" and count:
        errors.append(invalid(f"{path}.count", count, "must not be specified when allocationMode is 'All'"))
    elif mode not in _MODES:
        errors.append(rules.unsupported(f"{path}.allocationMode", mode, _MODES))
    return errors


def _selectors(path: str, holder: Object) -> list[FieldError]:
    found = holder.get("selectors") or []
    errors = [too_many(f"{path}.selectors", len(found), _REQUESTS_MAX)] if len(found) > _REQUESTS_MAX else []
    for index, selector in enumerate(found):
        here = f"{path}.selectors[{index}].cel"
        if selector.get("cel") is None:
            errors.append(required(here))
        elif not selector["cel"].get("expression"):
            errors.append(required(f"{here}.expression"))
    return errors


def _constraint(path: str, constraint: Object, names: set[str]) -> list[FieldError]:
    errors = []
    for index, name in enumerate(constraint.get("requests") or ()):
        if name not in names:
            text = (
                "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
            )
            errors.append(invalid(f"{path}.requests[{index}]", name, text))
    if not constraint.get("matchAttribute") and not constraint.get("distinctAttribute"):
        errors.append(required(f"{path}.matchAttribute"))
    return errors
