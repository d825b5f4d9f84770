"""What a plain YAML scalar means to Kubernetes: booleans of YAML 1.1 (`yes`, `on`, `y`), `010` is 8, dates are strings.

Upstream: sigs.k8s.io/yaml/goyaml.v2/resolve.go.
"""

import re
from datetime import date
from typing import Any

_WORDS: dict[str, Any] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DOT_FLOAT = re.compile(r"\.[0-9]+([eE][-+]?[0-9]+)?")
_INTEGER = re.compile(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))")
_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_TIMESTAMP = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:([Tt ])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(Z|[-+][0-9]{2}:[0-9]{2})?)?"
)
_NUMBER_START = frozenset("+-0123456789.")


def resolve(text: str) -> Any:
    """The JSON value of a plain scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_START:
        return text
    return number(text, text)


# Words that newer YAML reads as they stand.
_OLD_WORDS = frozenset(
    word for word, value in _WORDS.items() if isinstance(value, bool) and word.lower()[:4] not in ("true", "fals")
)


def resolve_core(text: str) -> Any:
    """The JSON value of a plain scalar in newer YAML (goyaml.v3, kustomize's): `yes` is a word, a date is a point in time."""
    if text in _OLD_WORDS:
        return text
    if _is_timestamp(text) and len(text) == len("2001-01-01"):
        return f"{text}T00:00:00Z"
    return resolve(text)


def number(text: str, default: Any = None) -> Any:
    """The number a text stands for, else the default."""
    if text[:1] == ".":
        return float(text) if _DOT_FLOAT.fullmatch(text) else default
    plain = text.replace("_", "")
    found = _INTEGER.fullmatch(plain)
    if found:
        value = _integer(found)
        if -(2**63) <= value < 2**63:
            return value
    if _FLOAT.fullmatch(plain):
        real = float(plain)
        return real if abs(real) != float("inf") else default
    return default


def _integer(found: re.Match[str]) -> int:
    sign, hexadecimal, binary, octal, decimal = found.groups()
    digits, base = next(
        pair for pair in ((hexadecimal, 16), (binary, 2), (octal, 8), (decimal, 10)) if pair[0] is not None
    )
    return -int(digits, base) if sign == "-" else int(digits, base)


def reads_as_string(text: str) -> bool:
    """Whether the text, written plain, is read back as this very string."""
    if text in _WORDS:
        return False
    if text[0] not in _NUMBER_START:
        return True
    return number(text) is None and not _BASE_60.fullmatch(text) and not _is_timestamp(text)


def _is_timestamp(text: str) -> bool:
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part) for part in found.groups()[:3])
    separator, zone = found.group(4), found.group(8)
    if separator and (separator == " ") == bool(zone):
        return False
    try:
        date(year or 4, month, day)
    except ValueError:
        return False
    return not separator or (int(found.group(5)) < 24 and int(found.group(6)) < 60 and int(found.group(7)) < 60)


def format_float(value: float) -> str:
    """A float as Go's %g writes it in YAML (`0.5`, `1e+06`)."""
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    # Kubernetes goes through JSON, where a whole float is written, and read back, as an integer.
    if value.is_integer() and -(2**63) <= value < 2**64:
        return json_float(value)
    digits, exponent = _shortest_digits(repr(value))
    if -5 < exponent - 1 < 6:
        return _positional(value, digits, exponent)
    return _scientific(value, digits, exponent)


def _scientific(value: float, digits: str, exponent: int) -> str:
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    power = f"{'-' if exponent - 1 < 0 else '+'}{abs(exponent - 1):02d}"
    return f"{'-' if value < 0 else ''}{mantissa}e{power}"


def _shortest_digits(shortest: str) -> tuple[str, int]:
    """(digits, exponent) with value = 0.digits times 10^exponent, from Python's shortest form."""
    mantissa, _, power = shortest.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    exponent = len(whole) + int(power or 0)
    stripped = digits.lstrip("0")
    exponent -= len(digits) - len(stripped)
    return stripped.rstrip("0") or "0", exponent if stripped else 1


def _positional(value: float, digits: str, exponent: int) -> str:
    sign = "-" if value < 0 else ""
    if exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    if len(digits) <= exponent:
        return sign + digits + "0" * (exponent - len(digits))
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"


def json_float(value: float) -> str:
    """A float as Go's encoding/json writes it (`0.5`, `1e+21`, `1e-7`)."""
    digits, exponent = _shortest_digits(repr(value))
    if value == 0 or -6 < exponent <= 21:
        return _positional(value, digits, exponent)
    mantissa = digits[0] + (f".{digits[1:]}" if digits[1:] else "")
    return f"{'-' if value < 0 else ''}{mantissa}e{'-' if exponent - 1 < 0 else '+'}{abs(exponent - 1)}"


def go_float(value: float) -> str:
    """A float as Go's fmt prints it with %v (`0.5`, `1e+06`, `1e-05`)."""
    digits, exponent = _shortest_digits(repr(value))
    if value == 0 or -5 < exponent - 1 < 6:
        return _positional(value, digits, exponent)
    return _scientific(value, digits, exponent)
