"""How deep values may be nested: a thousand levels, which no honest object comes near.

Many functions walk values by recursion, a few calls for each level; Python's own limit is too near for that. Go's JSON
decoder gives up at ten thousand levels, with the same words.

Upstream: Go's encoding/json (maxNestingDepth).
"""

import sys
from typing import Any

NESTING_MAX = 1_000
TOO_DEEP = "exceeded max depth"
_CALLS_MAX = 10_000


def allow() -> None:
    """Let recursion go as deep as nesting may."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _CALLS_MAX))


def is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(NESTING_MAX):
        below: list[Any] = []
        for part in level:
            inner = part.values() if type(part) is dict else part if type(part) is list else ()
            below += [item for item in inner if type(item) is dict or type(item) is list]
        if not below:
            return False
        level = below
    return True
