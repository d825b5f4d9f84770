"""config set and unset: single values, by their dotted path (clusters.prod.server, current-context).

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{set,unset,navigation_step_parser}.go.
"""

import base64
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import SECTIONS, default_file, file_with, load, remove_entry, save, set_entry
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig

FIELDS: dict[str, dict[str, type]] = {
    "clusters": {
        "server": str, "tls-server-name": str, "insecure-skip-tls-verify": bool, "certificate-authority": str,
        "certificate-authority-data": bytes, "proxy-url": str, "disable-compression": bool,
    },
    "contexts": {"cluster": str, "user": str, "namespace": str},
    "users": {
        "client-certificate": str, "client-certificate-data": bytes, "client-key": str, "client-key-data": bytes,
        "token": str, "tokenFile": str, "act-as": str, "username": str, "password": str,
    },
}  # fmt: skip


class _Property:
    """A path taken apart: section, name of the entry, field. A name may hold dots."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.section, self.name, self.field = "", "", ""
        first, dot, rest = path.partition(".")
        if first in SECTIONS and dot:
            self.section = first
            self.name, self.field = _name_and_field(rest, FIELDS[first])
        elif path != "current-context" and first != "preferences":
            raise Failure(f"unable to parse {path} after [] at api.Config")


def _name_and_field(rest: str, fields: dict[str, type]) -> tuple[str, str]:
    for field in fields:
        if rest.endswith(f".{field}"):
            return rest.removesuffix(f".{field}"), field
    name, _, field = rest.partition(".")
    return name, field


def _set(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 2:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    path, text = arguments
    if not text.strip() and not path.startswith("preferences"):
        raise Failure("you cannot use set to unset a property")
    found = _Property(path)
    file = file_with(session, found.section, found.name) if found.section else default_file(session)
    config = load(file)
    if found.section:
        _set_field(config, found, text, flags["set-raw-bytes"])
    elif path == "current-context":
        config["current-context"] = text
    else:
        _set_preference(config, path, text)
    save(file, config)
    session.line(f"Property {quote(path)} set.")
    return None


def _set_field(config: Object, found: _Property, text: str, raw: bool) -> None:
    entry = dict(kubeconfig.entry(config, found.section, found.name) or {})
    kind = FIELDS[found.section].get(found.field)
    if kind is None:
        raise Failure(f"can't set a map to a value: map[{found.name}:0x0]")
    entry[found.field] = _value(kind, text, raw)
    set_entry(config, found.section, found.name, entry)


def _value(kind: type, text: str, raw: bool) -> Any:
    if kind is bool:
        if text.lower() not in ("true", "false", "1", "0", "t", "f"):
            raise Failure(f"strconv.ParseBool: parsing {quote(text)}: invalid syntax")
        return text.lower() in ("true", "1", "t")
    if kind is bytes and raw:
        return base64.b64encode(text.encode()).decode()
    if kind is bytes:
        try:
            return base64.b64encode(base64.b64decode(text, validate=True)).decode()
        except ValueError:
            raise Failure(f"error decoding bytes from {quote(text)}") from None
    return text


def _set_preference(config: Object, path: str, text: str) -> None:
    if path != "preferences.colors":
        raise Failure(f"unable to parse {path} after [preferences] at api.Config")
    config["preferences"] = {**(config.get("preferences") or {}), "colors": _value(bool, text, False)}


def _unset(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    path = arguments[0]
    if path in SECTIONS:
        file = default_file(session)
        config = load(file)
        config[path] = []
    else:
        found = _Property(path)
        file = file_with(session, found.section, found.name) if found.section else default_file(session)
        config = load(file)
        _unset_in(config, found)
    save(file, config)
    session.line(f"Property {quote(path)} unset.")
    return None


def _unset_in(config: Object, found: _Property) -> None:
    if not found.section:
        config.pop("preferences", None) if found.path.startswith("preferences") else config.update(
            {"current-context": ""}
        )
        return
    if not found.field:
        remove_entry(config, found.section, found.name)
        return
    entry = kubeconfig.entry(config, found.section, found.name)
    if entry is not None:
        kept = {key: value for key, value in entry.items() if key != found.field}
        set_entry(config, found.section, found.name, kept)


SET = Command(
    "set PROPERTY_NAME PROPERTY_VALUE",
    _set,
    short="Set one value of the kubeconfig",
    long="Sets one value. Its name is a path, such as clusters.prod.server or current-context.",
    examples="""
# The address of a cluster
kubectl config set clusters.prod.server https://prod.example.com
""",
    flags=(Flag("set-raw-bytes", "bool", False, "The value of a field of bytes is the bytes, not their base64 form."),),
)
UNSET = Command(
    "unset PROPERTY_NAME",
    _unset,
    short="Take one value out of the kubeconfig",
    long="Takes one value out. Its name is a path, such as contexts.prod.namespace or current-context.",
    examples="""
# No current context
kubectl config unset current-context
""",
)
