"""The order of API versions: stable before beta before alpha, the newest first; names of another form come last.

Upstream: apimachinery/pkg/version/helpers.go (CompareKubeAwareVersionStrings).
"""

import re
from collections.abc import Iterable

_VERSION = re.compile(r"v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?")
_MATURITY = {"alpha": 0, "beta": 1, None: 2}


def newest_first(versions: Iterable[str]) -> list[str]:
    return sorted(versions, key=_place)


def _place(version: str) -> tuple[bool, int, int, int, str]:
    match = _VERSION.fullmatch(version)
    if match is None:
        return True, 0, 0, 0, version
    major, maturity, minor = match.groups()
    return False, -_MATURITY[maturity], -int(major), -int(minor or 0), version
