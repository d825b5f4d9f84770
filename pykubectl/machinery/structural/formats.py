"""The formats of strings that Kubernetes checks, each a rule from a text to yes or no; all other formats are ignored.

Names count without their dashes (`date-time` is `datetime`), as go-openapi has it.

Upstream: k8s.io/kube-openapi/pkg/validation/strfmt, apiextensions-apiserver/pkg/apiserver/validation/formats.go.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from pykubectl import Object
from pykubectl.machinery.structural import parts

_UUID = "[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}"
_SHORT_NAME = re.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_BYTES = r"\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*"
_CREDIT_CARD = re.compile(
    r"4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}"
    r"|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11}"
)
_DATE_TIME = re.compile(r"([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|[+-][0-9]{2}:[0-9]{2})")
_GO_DURATION = re.compile(r"[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)")
_DURATION_PART = re.compile(r"(\d+)\s*([A-Za-zµ]+)")
_DURATION_UNITS = frozenset(("ns", "us", "µs", "ms", "s", "m", "h", "d", "w", "sec", "min", "hr", "wk"))
_DURATION_PREFIXES = ("nano", "micro", "milli", "sec", "min", "hour", "day", "week")
# Over classes of characters: a letter, 0 digit, s symbol.
_HOST_NAME = re.compile(r"[a0s](-?[a0s]{0,62})?|([a0s]([a0s-]{0,61}[a0s])?\.)+a{2,63}")
_LOCAL_PART = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+)*"
)


def _pattern(expression: str, flags: re.RegexFlag = re.ASCII) -> Callable[[str], bool]:
    compiled = re.compile(expression, flags)
    return lambda text: compiled.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) and date.fromisoformat(text))
    except ValueError:
        return False


def _is_date_time(text: str) -> bool:
    day, separator, time = text.lower().partition("t")
    found = _DATE_TIME.fullmatch(time.partition("t")[0])
    if not separator or not _is_date(day) or found is None:
        return False
    return found.group(1) <= "23" and found.group(2) <= "59" and found.group(3) <= "59"


def _is_duration(text: str) -> bool:
    """Go's durations, or Scala's: `3 days`."""
    if _GO_DURATION.fullmatch(text):
        return True
    units = (unit.lower() for _, unit in _DURATION_PART.findall(text))
    return any(unit in _DURATION_UNITS or unit.startswith(_DURATION_PREFIXES) for unit in units)


def _is_uri(text: str) -> bool:
    """What Go's url.ParseRequestURI takes: an absolute path, or a scheme and something behind it."""
    if not text or any(character < " " or character == "\x7f" for character in text):
        return False
    scheme, colon, rest = text.partition(":")
    if colon and re.fullmatch("[A-Za-z][A-Za-z0-9+.-]*", scheme):
        path = rest
        # `mailto:me` is opaque, which only a URI with a scheme may be.
        if not path:
            return False
    elif text.startswith("/"):
        path = text
    else:
        return text == "*"
    return _is_well_escaped(path) and (not path.startswith("//") or _is_authority(path[2:].partition("/")[0]))


def _is_well_escaped(text: str) -> bool:
    return not re.search(r"%(?![0-9A-Fa-f]{2})", text.partition("?")[0])


def _is_authority(text: str) -> bool:
    host = text.partition("?")[0].rpartition("@")[2]
    if host.startswith("["):
        return bool(re.fullmatch(r"\[[^\]]+\](:\d*)?", host))
    name, colon, port = host.rpartition(":")
    if colon and not re.fullmatch(r"\d*", port, re.ASCII):
        return False
    return not re.search(r'[ "<>\\^`{|}]', name if colon else host)


def _is_email(text: str) -> bool:
    """Roughly RFC 5322: `me@example.com`, or with a name: `Me <me@example.com>`."""
    found = re.fullmatch(r'\s*(?:[^<>@]*|"[^"]*"\s*)<([^<>]+)>\s*', text)
    local, at, domain = (found.group(1) if found else text.strip()).rpartition("@")
    if not at or not domain:
        return False
    if not _LOCAL_PART.fullmatch(local) and not re.fullmatch(r'"[^"]+"', local):
        return False
    return bool(_LOCAL_PART.fullmatch(domain) or re.fullmatch(r"\[[^\]]+\]", domain))


def _is_hostname(text: str) -> bool:
    if len(text.encode()) > 255 or any(len(label.encode()) > 63 for label in text.split(".")):
        return False
    return _HOST_NAME.fullmatch("".join(map(_host_character, text))) is not None


def _host_character(character: str) -> str:
    if character.isascii() and character.isdigit():
        return "0"
    return {"L": "a", "S": "s"}.get(unicodedata.category(character)[0], character if character in "-." else "!")


def _is_ip(text: str) -> bool:
    import ipaddress

    if ":" not in text:
        # Go's sloppy parser forgives leading zeros.
        text = re.sub(r"\b0+(?=\d)", "", text)
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _is_cidr(text: str) -> bool:
    address, slash, size = text.partition("/")
    if not slash or not _is_ip(address) or not re.fullmatch(r"\d{1,3}", size, re.ASCII):
        return False
    return int(size) <= (128 if ":" in address else 32)


def _is_mac(text: str) -> bool:
    for separator, digits, counts in ((":", 2, (6, 8, 20)), ("-", 2, (6, 8, 20)), (r"\.", 4, (3, 4, 10))):
        for count in counts:
            if re.fullmatch(f"[0-9A-Fa-f]{{{digits}}}({separator}[0-9A-Fa-f]{{{digits}}}){{{count - 1}}}", text):
                return True
    return False


def _is_isbn10(text: str) -> bool:
    digits = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch("[0-9]{9}[0-9X]", digits):
        return False
    values = [10 if digit == "X" else int(digit) for digit in digits]
    return sum(index * value for index, value in enumerate(values, 1)) % 11 == 0


def _is_isbn13(text: str) -> bool:
    digits = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch("[0-9]{13}", digits):
        return False
    checksum = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits[:12]))
    return int(digits[12]) == (10 - checksum % 10) % 10


def _is_credit_card(text: str) -> bool:
    digits = re.sub("[^0-9]+", "", text)
    if not _CREDIT_CARD.fullmatch(digits):
        return False
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


_RULES: dict[str, Callable[[str], bool]] = {
    "bsonobjectid": _pattern("[0-9a-fA-F]{24}"),
    "uri": _is_uri,
    "email": _is_email,
    "hostname": _is_hostname,
    "ipv4": lambda text: "." in text and _is_ip(text),
    "ipv6": lambda text: ":" in text and _is_ip(text),
    "cidr": _is_cidr,
    "mac": _is_mac,
    "uuid": _pattern(_UUID % ("[0-9a-f]", "[0-9a-f]"), re.IGNORECASE | re.ASCII),
    "uuid3": _pattern(_UUID % ("3", "[0-9a-f]"), re.IGNORECASE | re.ASCII),
    "uuid4": _pattern(_UUID % ("4", "[89ab]"), re.IGNORECASE | re.ASCII),
    "uuid5": _pattern(_UUID % ("5", "[89ab]"), re.IGNORECASE | re.ASCII),
    "isbn": lambda text: _is_isbn10(text) or _is_isbn13(text),
    "isbn10": _is_isbn10,
    "isbn13": _is_isbn13,
    "creditcard": _is_credit_card,
    "ssn": lambda text: len(text) == 11 and bool(re.fullmatch(r"\d{3}[- ]?\d{2}[- ]?\d{4}", text, re.ASCII)),
    "hexcolor": _pattern("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"),
    "rgbcolor": _pattern(rf"rgb\({_BYTES},{_BYTES},{_BYTES}\)"),
    "byte": _pattern("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})"),
    "password": lambda text: True,
    "date": _is_date,
    "duration": _is_duration,
    "datetime": _is_date_time,
    "k8sshortname": lambda text: len(text.encode()) <= 63 and bool(_SHORT_NAME.fullmatch(text)),
    "k8slongname": lambda text: (
        0 < len(text.encode()) <= 253 and all(_SHORT_NAME.fullmatch(label) for label in text.split("."))
    ),
}
_OF_NUMBERS = {"integer": ("int32", "int64"), "number": ("float", "double")}


def conforms(name: str, text: str) -> bool:
    """Whether the text has the format, which must be a known one of strings."""
    return _RULES[_normal(name)](text)


def is_of_strings(name: str) -> bool:
    return _normal(name) in _RULES


def is_recognized(schema: Object) -> bool:
    """Whether the schema's format means anything for its type."""
    kind = "" if schema.get(parts.INT_OR_STRING) else schema.get("type") or ""
    if kind in ("", "string"):
        return is_of_strings(schema["format"])
    return schema["format"] in _OF_NUMBERS.get(kind, ())


def _normal(name: str) -> str:
    return name.replace("-", "")
