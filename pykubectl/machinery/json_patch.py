"""JSON patches: a list of operations (add, remove, replace, move, copy, test), as the API server applies them.

Its library forgives some things (replacing a key that is not there, negative indexes) and not others (removing one).

Upstream: RFC 6902; github.com/evanphx/json-patch/patch.go.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from pykubectl.machinery.json_merge import equal
from pykubectl.machinery.objects import copy


class JSONPatchError(ValueError):
    """An operation that cannot be applied."""


_MISSING = object()
# Copies of copies grow fast.
COPIED_BYTES_MAX = 3 * 1024 * 1024
_encode = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode


def apply(document: Any, operations: list[dict[str, Any]]) -> Any:
    """The patched document; the argument is not changed. Raises JSONPatchError."""
    root = [copy(document)]
    copied = 0
    for operation in operations:
        kind = operation.get("op", "unknown")
        handler = _OPERATIONS.get(kind) if isinstance(kind, str) else None
        if handler is None:
            raise JSONPatchError(f"Unexpected kind: {kind}")
        added = handler(root, operation)
        if kind == "copy":
            copied += len(_encode(added))
            if copied > COPIED_BYTES_MAX:
                raise JSONPatchError(
                    f"Unable to complete the copy, the accumulated size increase of copy is {copied},"
                    f" exceeding the limit {COPIED_BYTES_MAX}"
                )
    return root[0]


def _path(operation: dict[str, Any], name: str = "path") -> str:
    path = operation.get(name)
    if not isinstance(path, str):
        kind = operation["op"]
        raise JSONPatchError(f"{kind} operation failed to decode {name}: missing value")
    return path


def _find(root: list[Any], path: str, missing: str) -> tuple[Any, str]:
    """The container that a pointer leads into, and the last part of the pointer; `missing` says that there is none."""
    if path == "":
        return root, "0"
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
    container = root[0]
    for part in parts[:-1]:
        container = _get(container, part)
        if not isinstance(container, (dict, list)):
            raise JSONPatchError(missing.format(path))
    if not parts or not isinstance(container, (dict, list)):
        raise JSONPatchError(missing.format(path))
    return container, parts[-1]


def _part_of(path: str, missing: str) -> str:
    """The path, of which the document as a whole is none."""
    if path == "":
        raise JSONPatchError(missing.format(path))
    return path


def _get(container: Any, key: str) -> Any:
    if isinstance(container, dict):
        return container.get(key, _MISSING)
    if not isinstance(container, list):
        return _MISSING
    index = _index(key, len(container))
    return container[index] if 0 <= index < len(container) else _MISSING


def _index(key: str, length: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", key):
        raise JSONPatchError(
            f"value was not a proper array index: '{key}': strconv.Atoi: parsing \"{key}\": invalid syntax"
        )
    # More digits than any list has items.
    index = int(key) if len(key) < 20 else 10**20
    if index < -length:
        raise JSONPatchError(f"Unable to access invalid index: {index}: invalid index referenced")
    return index + length if index < 0 else index


def _put(container: Any, key: str, value: Any) -> None:
    if isinstance(container, dict):
        container[key] = value
    elif key == "-":
        container.append(value)
    else:
        index = _index(key, len(container) + 1)
        if index > len(container):
            raise JSONPatchError(f"Unable to access invalid index: {key}: invalid index referenced")
        container.insert(index, value)


def _take(container: Any, key: str) -> Any:
    if isinstance(container, dict):
        if key not in container:
            raise JSONPatchError(f"Unable to remove nonexistent key: {key}: missing value")
        return container.pop(key)
    try:
        index = _index(key, len(container))
    except JSONPatchError as error:
        # The library says less here than where it adds.
        raise JSONPatchError(str(error).partition("': ")[2] or str(error)) from None
    if index >= len(container):
        raise JSONPatchError(f"Unable to access invalid index: {index}: invalid index referenced")
    return container.pop(index)


def _add(root: list[Any], operation: dict[str, Any]) -> None:
    path = _path(operation)
    value = copy(operation.get("value"))
    if path == "":
        root[0] = value
        return
    container, key = _find(root, path, 'add operation does not apply: doc is missing path: "{}": missing value')
    try:
        _put(container, key, value)
    except JSONPatchError as error:
        raise JSONPatchError(f"error in add for path: '{path}': {error}") from None


def _remove(root: list[Any], operation: dict[str, Any]) -> None:
    path = _part_of(_path(operation), 'remove operation does not apply: doc is missing path: "{}": missing value')
    container, key = _find(root, path, 'remove operation does not apply: doc is missing path: "{}": missing value')
    try:
        _take(container, key)
    except JSONPatchError as error:
        raise JSONPatchError(f"error in remove for path: '{path}': {error}") from None


def _replace(root: list[Any], operation: dict[str, Any]) -> None:
    path = _path(operation)
    container, key = _find(root, path, "replace operation does not apply: doc is missing path: {}: missing value")
    value = copy(operation.get("value"))
    if isinstance(container, dict):
        container[key] = value
        return
    if _get(container, key) is _MISSING:
        raise JSONPatchError(f"replace operation does not apply: doc is missing key: {path}: missing value")
    container[_index(key, len(container))] = value


def _move(root: list[Any], operation: dict[str, Any]) -> None:
    source = _part_of(
        _path(operation, "from"), "move operation does not apply: doc is missing from path: {}: missing value"
    )
    container, key = _find(root, source, "move operation does not apply: doc is missing from path: {}: missing value")
    try:
        value = _take(container, key)
    except JSONPatchError as error:
        raise JSONPatchError(f"error in move for path: '{key}': {error}") from None
    path = _path(operation)
    container, key = _find(
        root, path, "move operation does not apply: doc is missing destination path: {}: missing value"
    )
    _put(container, key, value)


def _copy_value(root: list[Any], operation: dict[str, Any]) -> Any:
    """What was copied."""
    source = _path(operation, "from")
    container, key = _find(root, source, "copy operation does not apply: doc is missing from path: {}: missing value")
    value = _get(container, key)
    if value is _MISSING and isinstance(container, list):
        raise JSONPatchError(f"error in copy for from: '{source}': Unable to access invalid index: {key}")
    path = _path(operation)
    container, key = _find(
        root, path, "copy operation does not apply: doc is missing destination path: {}: missing value"
    )
    added = None if value is _MISSING else copy(value)
    _put(container, key, added)
    return added


def _test(root: list[Any], operation: dict[str, Any]) -> None:
    path = _path(operation)
    container, key = _find(root, path, "test operation does not apply: is missing path: {}: missing value")
    found = _get(container, key)
    if not equal(None if found is _MISSING else found, operation.get("value")):
        raise JSONPatchError(f"testing value {path} failed: test failed")


_OPERATIONS: dict[str, Callable[[list[Any], dict[str, Any]], Any]] = {
    "add": _add,
    "remove": _remove,
    "replace": _replace,
    "move": _move,
    "copy": _copy_value,
    "test": _test,
}
