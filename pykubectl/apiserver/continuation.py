"""Continue tokens: where the next page of a list begins, and at which revision the list was begun.

A token is base64 of {"v": "meta.k8s.io/v1", "rv": revision, "start": key}; the key is that after the last object, below the
path that was listed. Revision -1 stands for the present: such a token comes with the news that the past is gone.

Upstream: apiserver/pkg/storage/continue.go.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from posixpath import normpath

from pykubectl import Object
from pykubectl.errors import BadRequest
from pykubectl.machinery.literals import go_kind
from pykubectl.storage import FIRST, Place

PRESENT = -1
_VERSION = "meta.k8s.io/v1"
_INVALID = "continue key is not valid"
_TYPES = {"v": (str, "string"), "rv": (int, "int64"), "start": (str, "string")}
_FOREIGN = re.compile(r"[^A-Za-z0-9_-]")


def after(last: Object, namespace: str, revision: int) -> str:
    """The token of a list of a namespace (or of all, or of none) whose page ends with `last`."""
    metadata = last["metadata"]
    parts = [metadata["name"]] if namespace else [metadata.get("namespace", ""), metadata["name"]]
    return encode("/".join(part for part in parts if part) + "\0", revision)


def encode(start: str, revision: int) -> str:
    text = json.dumps({"v": _VERSION, "rv": revision, "start": start}, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(token: str) -> tuple[str, int]:
    """(start, revision). Raises BadRequest."""
    try:
        return _decode(token)
    except ValueError as error:
        raise BadRequest(f"invalid continue token: {error}") from None


def place(start: str, namespace: str, *, namespaced: bool) -> Place:
    """Where a list begins."""
    if namespace or not namespaced:
        return (namespace, start) if start else FIRST
    first, _, name = start.partition("/")
    return first, name


def _decode(token: str) -> tuple[str, int]:
    content = _content(token)
    for name, (kind, wanted) in _TYPES.items():
        if name in content and content[name] is not None and type(content[name]) is not kind:
            found = go_kind(content[name])
            raise ValueError(
                f"{_INVALID}: json: cannot unmarshal {found} into Go struct field continueToken.{name} of type {wanted}"
            )
    version, revision, start = content.get("v") or "", content.get("rv") or 0, content.get("start") or ""
    if version != _VERSION:
        raise ValueError(f"{_INVALID}: server does not recognize this encoded version {version}")
    if not revision:
        raise ValueError(f"{_INVALID}: incorrect encoded start resourceVersion (version {_VERSION})")
    if not start:
        raise ValueError(f"{_INVALID}: encoded start key empty (version {_VERSION})")
    key = start if start.startswith("/") else f"/{start}"
    if key.startswith("//") or normpath(key) != key:
        raise ValueError(f"{_INVALID}: {start}")
    return key[1:], revision


def _content(token: str) -> Object:
    bad = _FOREIGN.search(token)
    if bad or len(token) % 4 == 1:
        raise ValueError(f"{_INVALID}: illegal base64 data at input byte {bad.start() if bad else len(token) - 1}")
    try:
        content = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        found = json.loads(content.decode("utf-8", "replace"))
    except RecursionError:
        raise ValueError(f"{_INVALID}: exceeded max depth") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{_INVALID}: {_go_words(error)}") from None
    if not isinstance(found, dict):
        raise ValueError(
            f"{_INVALID}: json: cannot unmarshal {go_kind(found)} into Go value of type storage.continueToken"
        )
    return found


def _go_words(error: json.JSONDecodeError) -> str:
    if error.pos >= len(error.doc):
        return "unexpected end of JSON input"
    return f"invalid character {error.doc[error.pos]!r} looking for beginning of value"
