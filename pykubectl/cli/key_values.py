"""Keys and values for config maps and secrets: --from-literal, --from-file, --from-env-file, and the hash of --append-hash.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_configmap.go, .../util/{util,env_file}.go, .../util/hash/hash.go.
"""

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flag, Flags, quote

KEY_VALUE_FLAGS = (
    Flag("from-env-file", "strings", [], "File with lines KEY=value; may be repeated."),
    Flag("from-file", "strings", [], "File (its name is the key), key=file, or directory of files; may be repeated."),
    Flag("from-literal", "array", [], "key=value; may be repeated."),
)
_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_ENV_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_HASH_LETTERS = str.maketrans({"0": "g", "1": "h", "3": "k", "a": "m", "e": "t"})

Add = Callable[[str, bytes], None]


def read_all(flags: Flags, add: Add) -> None:
    """Hand every key and value to `add`, files first. Raises Failure."""
    if flags["from-env-file"] and (flags["from-file"] or flags["from-literal"]):
        raise Failure("from-env-file cannot be combined with from-file or from-literal")
    for source in flags["from-file"]:
        for key, value in file_source(source):
            add(key, value)
    for source in flags["from-literal"]:
        key, text = _literal(source)
        add(key, text.encode())
    for path in flags["from-env-file"]:
        for key, text in _env_file(path):
            add(key, text.encode())


def _literal(source: str) -> tuple[str, str]:
    key, equals, value = source.partition("=")
    if not equals or not key:
        raise Failure(f"invalid literal source {source}, expected key=value")
    return key, value


def file_source(source: str) -> Iterator[tuple[str, bytes]]:
    """`file`, `key=file` or `directory`."""
    key, path = _file_source_parts(source)
    if not os.path.exists(path):
        raise Failure(f"error reading {path}: no such file or directory")
    if not os.path.isdir(path):
        yield key, _bytes(path)
        return
    if "=" in source:
        raise Failure("cannot give a key name for a directory path")
    for name in sorted(os.listdir(path)):
        file = os.path.join(path, name)
        if os.path.isfile(file) and not os.path.islink(file):
            yield name, _bytes(file)


def _file_source_parts(source: str) -> tuple[str, str]:
    count = source.count("=")
    if count == 0:
        return os.path.basename(source.rstrip("/")), source
    if count == 1 and source.startswith("="):
        raise Failure(f"key name for file path {source[1:]} missing")
    if count == 1 and source.endswith("="):
        raise Failure(f"file path for key name {source[:-1]} missing")
    if count > 1:
        raise Failure("key names or file paths cannot contain '='")
    key, _, path = source.partition("=")
    return key, path


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _env_file(path: str) -> Iterator[tuple[str, str]]:
    if not os.path.exists(path):
        raise Failure(f"error reading {path}: no such file or directory")
    if os.path.isdir(path):
        raise Failure("env config file cannot be a directory")
    for line in _bytes(path).decode("utf-8-sig", "replace").splitlines():
        line = line.lstrip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if _ENV_NAME.fullmatch(key) is None:
            raise Failure(
                f"{quote(key)} is not a valid key name: a valid environment variable name must consist of alphabetic"
                " characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or"
                " 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"
            )
        yield key, value if equals else os.environ.get(key, "")


def key_problem(key: str) -> str:
    """What is wrong with a key of a config map or secret; empty when nothing is."""
    if len(key) > 253:
        return "must be no more than 253 characters"
    if _KEY.fullmatch(key) is None:
        return (
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or"
            " 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
        )
    if key == ".":
        return "must not be '.'"
    if key == ".." or key.startswith(".."):
        return "must not be '..'" if key == ".." else "must not start with '..'"
    return ""


def content_hash(content: dict[str, Any]) -> str:
    """Ten letters that stand for a content."""
    import hashlib

    from pykubectl.machinery.json_codec import compact

    digest = hashlib.sha256(compact(content).encode()).hexdigest()
    return digest[:10].translate(_HASH_LETTERS)
