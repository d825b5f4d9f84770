"""semver(): versions and their order.

Upstream: k8s.io/apiserver/pkg/cel/library/semverlib.go, github.com/blang/semver.
"""

import re

from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import Opaque

_NAME = "kubernetes.Semver"
_NUMBER = "(0|[1-9][0-9]*)"
_PART = "[0-9A-Za-z-]+"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_PART}(?:\.{_PART})*))?(?:\+({_PART}(?:\.{_PART})*))?")


class Version(Opaque):
    __slots__ = ("numbers", "pre")
    type_name = _NAME

    def __init__(self, numbers: tuple[int, int, int], pre: tuple[str, ...]) -> None:
        self.numbers, self.pre = numbers, pre

    def same(self, other: "Version") -> bool:
        return self.order() == other.order()

    def order(self) -> tuple[object, ...]:
        """A release is after its pre-releases; numbers are before words."""
        parts = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.pre)
        return self.numbers, not self.pre, parts


def _parse(text: str, normalize: bool = False) -> Version:
    if normalize:
        text = _normalized(text)
    if not text:
        raise EvaluationError("Version string empty")
    if len(text.split(".", 2)) != 3:
        raise EvaluationError("No Major.Minor.Patch elements found")
    found = _VERSION.fullmatch(text)
    pre = tuple(found.group(4).split(".")) if found and found.group(4) else ()
    if found is None or any(part.isdigit() and len(part) > 1 and part[0] == "0" for part in pre):
        raise EvaluationError(f'Invalid character(s) found in version "{text}"')
    return Version((int(found.group(1)), int(found.group(2)), int(found.group(3))), pre)


def _normalized(text: str) -> str:
    parts = text.removeprefix("v").split(".", 2)
    for index, part in enumerate(parts):
        if len(part) > 1:
            stripped = part.lstrip("0")
            parts[index] = stripped if stripped[:1].isdigit() else f"0{stripped}"
    if len(parts) < 3 and re.search(r"[+-]", parts[-1]):
        raise EvaluationError("short version cannot contain PreRelease/Build meta data")
    return ".".join([*parts, "0", "0"][:3])


def _is_semver(text: str, normalize: bool = False) -> bool:
    try:
        _parse(text, normalize)
    except EvaluationError:
        return False
    return True


def _compare(left: Version, right: Version) -> int:
    a, b = left.order(), right.order()
    return (a > b) - (a < b)


ROWS = (
    ("semver", "string_to_semver", f"(string) -> {_NAME}", _parse),
    ("semver", "string_bool_to_semver", f"(string, bool) -> {_NAME}", _parse),
    ("isSemver", "is_semver_string", "(string) -> bool", _is_semver),
    ("isSemver", "is_semver_string_bool", "(string, bool) -> bool", _is_semver),
    ("isGreaterThan", "semver_is_greater_than", f"{_NAME}.({_NAME}) -> bool", lambda a, b: _compare(a, b) > 0),
    ("isLessThan", "semver_is_less_than", f"{_NAME}.({_NAME}) -> bool", lambda a, b: _compare(a, b) < 0),
    ("compareTo", "semver_compare_to", f"{_NAME}.({_NAME}) -> int", _compare),
    ("major", "semver_major", f"{_NAME}.() -> int", lambda version: version.numbers[0]),
    ("minor", "semver_minor", f"{_NAME}.() -> int", lambda version: version.numbers[1]),
    ("patch", "semver_patch", f"{_NAME}.() -> int", lambda version: version.numbers[2]),
)
