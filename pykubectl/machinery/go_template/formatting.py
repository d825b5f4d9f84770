"""Go's fmt over template values: Sprint, Sprintln and Sprintf with all verbs and flags, and its complaints.

A verb that does not fit is told in the output: `%!d(string=a)`, `%!d(MISSING)`, `%!(EXTRA int=1)`.

Upstream: Go's fmt; strconv.Quote.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pykubectl.machinery.go_template.values import Value, is_integer, to_bytes, type_name
from pykubectl.machinery.scalars import go_float

_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v", "\\": "\\\\"}
_DIRECTIVE = re.compile(
    r"%(?P<flags>[-+# 0]*)(?P<width_at>\[[^]]*\])?(?P<width>\*|[0-9]+)?"
    r"(?:(?P<dot>\.)(?P<precision_at>\[[^]]*\])?(?P<precision>\*|[0-9]*))?(?P<at>\[[^]]*\])?(?P<verb>.)?",
    re.DOTALL,
)
_LARGEST = 1_000_000


class _Spec(NamedTuple):
    flags: str
    width: int | None
    precision: int | None


_PLAIN = _Spec("", None, None)


def sprint(values: Sequence[Value]) -> str:
    out: list[str] = []
    for place, value in enumerate(values):
        if place and not isinstance(value, str) and not isinstance(values[place - 1], str):
            out.append(" ")
        out.append(show(value))
    return "".join(out)


def sprintln(values: Sequence[Value]) -> str:
    return " ".join(map(show, values)) + "\n"


def show(value: Value) -> str:
    """%v"""
    return _shown(value, "v", _PLAIN)


def sprintf(form: str, values: Sequence[Value]) -> str:
    return _Form(form, values).text()


class _Form:
    """One format over its arguments: which is next, and whether `[n]` has reordered them."""

    def __init__(self, form: str, values: Sequence[Value]) -> None:
        self.form = form
        self.values = values
        self.next = 0
        self.reordered = False
        self.good_index = True

    def text(self) -> str:
        text = _DIRECTIVE.sub(self._directive, self.form)
        if not self.reordered and self.next < len(self.values):
            extra = ", ".join(
                "<nil>" if value is None else f"{type_name(value)}={show(value)}" for value in self.values[self.next :]
            )
            text += f"%!(EXTRA {extra})"
        return text

    def _directive(self, found: re.Match[str]) -> str:
        self.good_index = True
        complaints: list[str] = []
        self._index(found["width_at"])
        flags, width = found["flags"], self._number(found["width"], "%!(BADWIDTH)", complaints)
        if width is not None and width < 0:
            flags, width = flags + "-", -width
        self._index(found["precision_at"])
        precision = self._number(found["precision"], "%!(BADPREC)", complaints)
        if found["dot"] and precision is None and found["precision"] != "*":
            precision = 0
        self._index(found["at"])
        spec = _Spec(flags, width, precision if precision is None or precision >= 0 else None)
        return "".join(complaints) + self._verb(found["verb"], spec)

    def _index(self, text: str | None) -> None:
        if text is None:
            return
        self.reordered = True
        if text[1:-1].isdigit() and 1 <= int(text[1:-1]) <= len(self.values):
            self.next = int(text[1:-1]) - 1
        else:
            self.good_index = False

    def _number(self, text: str | None, complaint: str, complaints: list[str]) -> int | None:
        if not text:
            return None
        value: Value = None
        if text != "*":
            value = int(text)
        elif self.next < len(self.values):
            value = self.values[self.next]
            self.next += 1
        if not is_integer(value) or abs(value) > _LARGEST:
            complaints.append(complaint)
            return None
        return int(value)

    def _verb(self, verb: str | None, spec: _Spec) -> str:
        if verb is None:
            return "%!(NOVERB)"
        if verb == "%":
            return "%"
        if not self.good_index:
            return f"%!{verb}(BADINDEX)"
        if self.next >= len(self.values):
            return f"%!{verb}(MISSING)"
        value = self.values[self.next]
        self.next += 1
        if value is None:
            return _padded("<nil>", spec) if verb in "Tv" else f"%!{verb}(<nil>)"
        if verb == "T":
            return _padded(type_name(value), spec)
        return _shown(value, verb, spec)


def _shown(value: Value, verb: str, spec: _Spec) -> str:
    if value is None:
        return _padded("interface {}(nil)" if verb == "v" and "#" in spec.flags else "<nil>", spec)
    if isinstance(value, dict):
        return _map(value, verb, spec)
    if isinstance(value, list):
        return _slice(value, verb, spec)
    return _FORMATS[_kind(value)](value, verb, spec)


def _map(value: Value, verb: str, spec: _Spec) -> str:
    items = [f"{_shown(key, verb, spec)}:{_shown(value[key], verb, spec)}" for key in sorted(value, key=to_bytes)]
    if verb == "v" and "#" in spec.flags:
        return f"map[string]interface {{}}{{{', '.join(items)}}}"
    return f"map[{' '.join(items)}]"


def _slice(value: Value, verb: str, spec: _Spec) -> str:
    items = [_shown(item, verb, spec) for item in value]
    if verb == "v" and "#" in spec.flags:
        return f"[]interface {{}}{{{', '.join(items)}}}"
    return f"[{' '.join(items)}]"


def _kind(value: Value) -> type:
    return bool if isinstance(value, bool) else int if isinstance(value, int) else type(value)


def _unfit(value: Value, verb: str, spec: _Spec) -> str:
    return f"%!{verb}({type_name(value)}={_shown(value, 'v', spec)})"


def _padded(text: str, spec: _Spec, zeros: bool = False) -> str:
    missing = (spec.width or 0) - len(text)
    if missing <= 0:
        return text
    if "-" in spec.flags:
        return text + " " * missing
    if zeros and "0" in spec.flags:
        sign = text[:1] if text[:1] in ("+", "-", " ") else ""
        return sign + "0" * missing + text[len(sign) :]
    return " " * missing + text


def _signed(text: str, spec: _Spec) -> str:
    if text.startswith("-"):
        return text
    return ("+" if "+" in spec.flags else " " if " " in spec.flags else "") + text


def _bool(value: Value, verb: str, spec: _Spec) -> str:
    return _padded("true" if value else "false", spec) if verb in "tv" else _unfit(value, verb, spec)


def _integer(value: Value, verb: str, spec: _Spec) -> str:
    if verb in "cqU":
        return _rune(int(value), verb, spec)
    forms = {"v": "d", "d": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
    if verb not in forms:
        return _unfit(value, verb, spec)
    digits = format(abs(value), forms[verb])
    if spec.precision is not None:
        digits = digits.rjust(spec.precision, "0") if value or spec.precision else ""
    prefix = {"x": "0x", "X": "0X", "b": "0b", "o": "0"}.get(verb, "") if "#" in spec.flags else ""
    prefix = "0o" if verb == "O" else prefix
    text = _signed(("-" if value < 0 else "") + prefix + digits, spec)
    return _padded(text, spec, zeros=spec.precision is None)


def _rune(value: int, verb: str, spec: _Spec) -> str:
    valid = 0 <= value <= 0x10FFFF and not 0xD800 <= value < 0xE000
    if verb == "U":
        shown = f" '{chr(value)}'" if "#" in spec.flags and valid and chr(value).isprintable() else ""
        return _padded(f"U+{value:04X}{shown}", spec)
    character = chr(value) if valid else "\ufffd"
    return _padded(character if verb == "c" else _escaped(character, "'", "+" in spec.flags), spec)


def _float(value: Value, verb: str, spec: _Spec) -> str:
    if verb not in "vgGeEfF":
        return _unfit(value, verb, spec)
    if value != value or value in (float("inf"), float("-inf")):
        text = "NaN" if value != value else "+Inf" if value > 0 else "-Inf"
        return _padded(text if "+" in spec.flags or text[0] != "+" else text[1:] if "+" in spec.flags else text, spec)
    if verb in "vgG" and spec.precision is None:
        text = go_float(value)
        text = text.upper() if verb == "G" else text
    else:
        text = f"%.{6 if spec.precision is None else spec.precision}{'g' if verb == 'v' else verb}" % value
    return _padded(_signed(text, spec), spec, zeros=True)


def _complex(value: Value, verb: str, spec: _Spec) -> str:
    if verb not in "vgGeEfF":
        return _unfit(value, verb, spec)
    inner = spec._replace(flags=spec.flags.replace("+", ""))
    imaginary = _float(value.imag, verb, inner._replace(flags=inner.flags + "+"))
    return f"({_float(value.real, verb, spec)}{imaginary}i)"


def _string(value: Value, verb: str, spec: _Spec) -> str:
    if verb == "v" and "#" in spec.flags:
        return _padded(quote(value), spec)
    if verb not in "vsqxX":
        return _unfit(value, verb, spec)
    text = value if spec.precision is None else value[: spec.precision]
    if verb == "q":
        if "#" in spec.flags and "`" not in text and text.isprintable():
            return _padded(f"`{text}`", spec)
        text = _escaped(text, '"', "+" in spec.flags)
    elif verb in "xX":
        between = " " if " " in spec.flags else ""
        lead = f"0{verb}" if "#" in spec.flags else ""
        digits = [lead + format(byte, f"02{verb}") for byte in to_bytes(text)]
        text = between.join(digits) if between else lead + "".join(digits).replace(lead or "\0", "")
    return _padded(text, spec, zeros=True)


_FORMATS: dict[type, Callable[[Value, str, _Spec], str]] = {
    bool: _bool,
    int: _integer,
    float: _float,
    complex: _complex,
    str: _string,
}


def quote(text: str) -> str:
    """A string in double quotes, escaped as Go escapes it."""
    return _escaped(text, '"', False)


def _escaped(text: str, mark: str, ascii_only: bool) -> str:
    return mark + "".join(_escaped_character(character, mark, ascii_only) for character in text) + mark


def _escaped_character(character: str, mark: str, ascii_only: bool) -> str:
    if character == mark:
        return "\\" + mark
    if character in _ESCAPES:
        return _ESCAPES[character]
    point = ord(character)
    if character.isprintable() and (point < 128 or not ascii_only):
        return character
    if 0xDC80 <= point <= 0xDCFF:
        return f"\\x{point - 0xDC00:02x}"
    if point < 0x80:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
