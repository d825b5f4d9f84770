"""Small things on API objects: copies, and fields by path.

Upstream: apimachinery/pkg/apis/meta/v1/unstructured/helpers.go.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeVar

from pykubectl import Object

T = TypeVar("T")
_SURROGATE = re.compile("[\ud800-\udfff]")


def copy(value: T) -> T:
    """A deep copy of JSON; strings and numbers are shared."""
    return _copy(value)  # type: ignore[no-any-return]


def get_path(obj: Any, path: str, default: Any = None) -> Any:
    """The field at a dotted path (`spec.replicas`); what is not there, or null, is the default."""
    for name in path.split("."):
        if not isinstance(obj, dict):
            return default
        obj = obj.get(name)
    return default if obj is None else obj


def split_api_version(api_version: str) -> tuple[str, str]:
    """(group, version): `apps/v1` is ("apps", "v1"), `v1` is ("", "v1")."""
    group, _, version = api_version.rpartition("/")
    return group, version


def labels(obj: Object) -> dict[str, str]:
    found: dict[str, str] = obj["metadata"].get("labels") or {}
    return found


def annotations(obj: Object) -> dict[str, str]:
    found: dict[str, str] = obj["metadata"].get("annotations") or {}
    return found


def strings_of(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings_of(item)


def has_surrogate(text: str) -> bool:
    return not text.isascii() and _SURROGATE.search(text) is not None


def unicode_only(value: Any) -> Any:
    """The value with halves of surrogate pairs, which JSON can spell but which are no characters, made U+FFFD, as in Go."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {unicode_only(key): unicode_only(item) for key, item in value.items()}
    return [unicode_only(item) for item in value] if isinstance(value, list) else value


def _copy(value: Any) -> Any:
    # Looks at the type before it calls: most values are leaves, and a call costs more than the test.
    kind = type(value)
    if kind is dict:
        return {
            key: _copy(item) if (inner := type(item)) is dict or inner is list else item for key, item in value.items()
        }
    if kind is list:
        return [_copy(item) if (inner := type(item)) is dict or inner is list else item for item in value]
    return value
