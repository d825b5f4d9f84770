"""Probes and life cycle handlers: exactly one way to ask, and numbers that make sense.

Upstream: pkg/apis/core/validation (validateProbe, validateHandler).
"""

import re

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules

_HEADER = re.compile("[-A-Za-z0-9]+")
_NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")


def validate_probe(path: str, name: str, probe: Object, grace_seconds: int) -> list[FieldError]:
    errors = validate_handler(path, probe, grace_seconds)
    errors += rules.nonnegative_fields(path, probe, *_NUMBERS)
    grace = probe.get("terminationGracePeriodSeconds")
    if grace is not None and grace <= 0:
        errors.append(invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0"))
    if name == "readinessProbe":
        if grace is not None:
            text = "must not be set for readinessProbes"
            errors.append(invalid(f"{path}.terminationGracePeriodSeconds", grace, text))
    elif probe.get("successThreshold", 1) != 1:
        errors.append(invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1"))
    return errors


def validate_handler(path: str, handler: Object, grace_seconds: int) -> list[FieldError]:
    errors: list[FieldError] = []
    count = 0
    for name, validate in _HANDLERS.items():
        if handler.get(name) is None:
            continue
        count += 1
        if count > 1:
            errors.append(forbidden(f"{path}.{name}", "may not specify more than 1 handler type"))
        elif name == "sleep":
            errors += _sleep(f"{path}.sleep", handler["sleep"], grace_seconds)
        else:
            errors += validate(f"{path}.{name}", handler[name])
    return errors if count else [required(path, "must specify a handler type")]


def _exec(path: str, action: Object) -> list[FieldError]:
    return [] if action.get("command") else [required(f"{path}.command")]


def _http_get(path: str, action: Object) -> list[FieldError]:
    errors = [] if action.get("path") else [required(f"{path}.path")]
    errors += port_number_or_name(f"{path}.port", action.get("port", 0))
    errors += rules.one_of(f"{path}.scheme", action.get("scheme"), ("HTTP", "HTTPS"))
    for header in action.get("httpHeaders") or ():
        name = header.get("name") or ""
        if not _HEADER.fullmatch(name):
            text = (
                "a valid HTTP header must consist of alphanumeric characters or '-'"
                " (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
            )
            errors.append(invalid(f"{path}.httpHeaders", name, text))
    return errors


def _port(path: str, action: Object) -> list[FieldError]:
    return port_number_or_name(f"{path}.port", action.get("port", 0))


def _sleep(path: str, action: Object, grace_seconds: int) -> list[FieldError]:
    seconds = action.get("seconds", 0)
    if 0 <= seconds <= grace_seconds:
        return []
    text = f"must be non-negative and less than terminationGracePeriodSeconds ({grace_seconds})"
    return [invalid(path, seconds, text)]


def port_number_or_name(path: str, port: int | str) -> list[FieldError]:
    if isinstance(port, int):
        return [invalid(path, port, text) for text in rules.port_number(port)]
    return rules.check(path, port, rules.port_name)


_HANDLERS = {"exec": _exec, "httpGet": _http_get, "tcpSocket": _port, "grpc": _port, "sleep": _exec}
