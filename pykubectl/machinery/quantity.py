"""Quantities: amounts of a resource as Kubernetes writes them (`500m`, `1536Mi`, `1e3`).

A quantity is a whole number of billionths and the family of suffixes it was written in, which is kept when it is printed.
What is finer than a billionth is rounded away from zero. Printing is canonical: no fraction, and the largest suffix that
loses nothing.

Upstream: apimachinery/pkg/api/resource/quantity.go.
"""

import math
import re
from functools import lru_cache
from typing import NamedTuple

NANO = 10**9
FORMAT_ERROR = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
SUFFIX_ERROR = "unable to parse quantity's suffix"

DECIMAL_SI = "DecimalSI"
BINARY_SI = "BinarySI"
DECIMAL_EXPONENT = "DecimalExponent"

_SYNTAX = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_SUFFIX = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY_SUFFIX = {0: "", **{exponent // 10: suffix for suffix, exponent in _BINARY.items()}}
_DIGITS_MAX, _EXPONENT_DIGITS_MAX = 500, 9
_VALUE_MAX = (2**63 - 1) * NANO


class QuantityError(ValueError):
    """A text that is no quantity, in the words of the API server."""


class Quantity(NamedTuple):
    """Compare, add and subtract `nanos`; `str()` is the canonical form."""

    nanos: int
    format: str = DECIMAL_SI

    def __str__(self) -> str:
        return _format(self.nanos, self.format)

    def value(self) -> int:
        """Whole units, rounded up."""
        return -(-self.nanos // NANO)

    def milli_value(self) -> int:
        """Thousandths, rounded up."""
        return -(-self.nanos // 1_000_000)

    def as_float(self) -> float:
        try:
            return self.nanos / NANO
        except OverflowError:
            return math.inf if self.nanos > 0 else -math.inf

    def plus(self, other: "Quantity") -> "Quantity":
        """The sum, in this one's format (in the other's when this is zero)."""
        return Quantity(self.nanos + other.nanos, self.format if self.nanos else other.format)

    def minus(self, other: "Quantity") -> "Quantity":
        return Quantity(self.nanos - other.nanos, self.format if self.nanos else other.format)

    def times(self, factor: int) -> "Quantity":
        return Quantity(self.nanos * factor, self.format)


ZERO = Quantity(0)


def parse(text: str | int | float) -> Quantity:
    """The quantity a JSON string or number stands for. Raises QuantityError."""
    if isinstance(text, str):
        return _parse(text)
    if isinstance(text, bool) or not isinstance(text, (int, float)):
        raise QuantityError(FORMAT_ERROR)
    return _parse(repr(text))


def canonical(text: str | int | float) -> str:
    """The canonical text: `0.5` is `500m`, 1 is `1`, `1024Mi` is `1Gi`. Raises QuantityError."""
    return _canonical(text) if isinstance(text, str) else str(parse(text))


def from_value(value: int, format: str = DECIMAL_SI) -> Quantity:
    return Quantity(value * NANO, format)


def compare(left: str | int | float, right: str | int | float) -> int:
    """-1, 0 or 1."""
    a, b = parse(left).nanos, parse(right).nanos
    return (a > b) - (a < b)


def add(left: str | int | float, right: str | int | float) -> str:
    return str(parse(left).plus(parse(right)))


def sub(left: str | int | float, right: str | int | float) -> str:
    return str(parse(left).minus(parse(right)))


def value(text: str | int | float) -> int:
    return parse(text).value()


def milli_value(text: str | int | float) -> int:
    return parse(text).milli_value()


@lru_cache(maxsize=4096)
def _canonical(text: str) -> str:
    return str(_parse(text))


@lru_cache(maxsize=4096)
def _parse(text: str) -> Quantity:
    text = text.strip(" ")
    found = _SYNTAX.fullmatch(text)
    if not text or found is None:
        raise QuantityError(FORMAT_ERROR)
    sign, whole, fraction, suffix = found.groups()
    if len(whole) > _DIGITS_MAX:
        # More than any amount: what is behind does not count.
        suffix, whole, fraction = "", whole[:_DIGITS_MAX], ""
    elif fraction:
        fraction = fraction[:_DIGITS_MAX]
    digits = int((whole + (fraction or "")) or "0")
    places = len(fraction or "")
    power, format = _interpret(suffix)
    if format == BINARY_SI:
        nanos = min(_shift(digits << power, 9 - places), _VALUE_MAX)
    else:
        nanos = _shift(digits, power - places + 9)
        # Upstream caps only what does not fit its fast representation of at most 18 digits.
        if len(whole) + places > 18:
            nanos = min(nanos, _VALUE_MAX)
    return Quantity(-nanos if sign == "-" else nanos, format)


def _interpret(suffix: str) -> tuple[int, str]:
    if suffix in _DECIMAL:
        return _DECIMAL[suffix], DECIMAL_SI
    if suffix in _BINARY:
        return _BINARY[suffix], BINARY_SI
    if len(suffix) > 1 and suffix[0] in "eE" and re.fullmatch(r"[-+]?[0-9]+", suffix[1:]):
        return int(suffix[1:][:_EXPONENT_DIGITS_MAX]), DECIMAL_EXPONENT
    raise QuantityError(SUFFIX_ERROR)


def _shift(digits: int, places: int) -> int:
    """The digits times a power of ten, rounded up."""
    factor: int = 10 ** min(abs(places), 400)
    return digits * factor if places >= 0 else -(-digits // factor)


def _format(nanos: int, format: str) -> str:
    if nanos == 0:
        return "0"
    if format == BINARY_SI and nanos % NANO == 0 and abs(nanos) >= 1024 * NANO:
        number, power = nanos // NANO, 0
        while number % 1024 == 0 and power < 6:
            number, power = number // 1024, power + 1
        return f"{number}{_BINARY_SUFFIX[power]}"
    number, exponent = nanos, -9
    while number % 1000 == 0 and (exponent < 18 or format == DECIMAL_EXPONENT):
        number, exponent = number // 1000, exponent + 3
    if format == DECIMAL_EXPONENT:
        return f"{number}e{exponent}" if exponent else str(number)
    return f"{number}{_DECIMAL_SUFFIX[exponent]}"
