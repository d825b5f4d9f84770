"""kuberc: shows and changes the file with preferences (see `cli.preferences`).

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/kuberc.
"""

import os
from collections.abc import Callable, Sequence
from importlib import import_module

from pykubectl import Object
from pykubectl.cli import preferences
from pykubectl.cli.errors import Exit, Failure
from pykubectl.cli.grammar import Command, Flag, Flags, Row, quote
from pykubectl.cli.printers import PRINT_FLAGS, printer_for
from pykubectl.cli.session import Session

_MODULE = "pykubectl.cli.commands.kuberc"
_KUBERC_FLAG = Flag("kuberc", "string", "", "The file, instead of the one that counts otherwise.")
_SECTIONS = ("defaults", "aliases", "credentialplugin")
_POLICIES = ("AllowAll", "DenyAll", "Allowlist")
_ORDER = ("kind", "apiVersion", "defaults", "aliases", "credentialPluginPolicy", "credentialPluginAllowlist")
_ENTRY_ORDER = ("name", "command", "prependArgs", "appendArgs", "options")
_RECOMMENDED = [("apply", "server-side"), ("delete", "interactive")]


def _path(session: Session) -> str:
    if os.environ.get("KUBERC", "").lower() == "off":
        raise Failure("KUBERC is disabled via KUBERC=off environment variable")
    return preferences.path_of(session.flags["kuberc"])


def _read(path: str) -> Object | None:
    try:
        found, _ = preferences.read(path)
    except preferences.Unreadable as error:
        raise Failure(f"error reading kuberc file: {error}") from None
    return found


def _view(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    path = _path(session)
    found = _read(path)
    if found is None:
        _offer(session, path)
    else:
        _show(session, flags, found)
    return None


def _offer(session: Session, path: str) -> None:
    """No file: there may be one with what is recommended."""
    session.line(f"kuberc file not found at {path}")
    session.write("Would you like to generate a default kuberc file with recommended options? (y/N): ")
    session.flush()
    if session.streams.stdin.readline().strip().lower() not in ("y", "yes"):
        raise Exit(0)
    entries = [{"command": command, "options": [{"name": name, "default": "true"}]} for command, name in _RECOMMENDED]
    _write(session, path, {"defaults": entries})


def _show(session: Session, flags: Flags, found: Object) -> None:
    whole = {"kind": "Preference", "apiVersion": preferences.API_VERSION, "defaults": [], "aliases": []}
    shown = {**whole, **{name: value for name, value in found.items() if value}}
    if flags["output"] == "json":
        from pykubectl.cli.printers.json import in_order

        session.write(in_order(_in_order(shown)))
        return
    show = printer_for(session, flags)
    assert show is not None
    session.write(show(shown))


def _in_order(shown: Object) -> Object:
    """As the fields of Go's structs come."""
    ordered = {name: shown[name] for name in _ORDER if name in shown}
    for section in ("defaults", "aliases"):
        ordered[section] = [
            {
                name: [{"name": one["name"], "default": one["default"]} for one in entry[name]]
                if name == "options"
                else entry[name]
                for name in _ENTRY_ORDER
                if entry.get(name)
            }
            for entry in ordered[section]
        ]
    return ordered


def _set(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    section: str = flags["section"]
    if section not in _SECTIONS:
        raise Failure(f'--section must be "defaults", "aliases", or "credentialplugin", got: {section}')
    _check(flags, section)
    path = _path(session)
    found = _read(path) or {}
    _CHANGES[section](flags, found)
    _write(session, path, found)
    return None


def _check(flags: Flags, section: str) -> None:
    if section == "credentialplugin":
        _check_policy(flags)
        return
    if not flags["command"]:
        raise Failure("--command is required when --section=aliases or --section=defaults")
    if section == "aliases" and not flags["name"]:
        raise Failure("--name is required when --section=aliases")
    if section == "defaults" and flags["name"]:
        raise Failure("--name should not be specified when --section=defaults")
    if section == "defaults" and (flags["prependarg"] or flags["appendarg"]):
        raise Failure("--prependarg and --appendarg are only valid for --section=aliases")


def _check_policy(flags: Flags) -> None:
    policy: str = flags["policy"]
    if not policy:
        raise Failure("--policy is required when --section=credentialplugin")
    if policy not in _POLICIES:
        raise Failure(f' --policy must be  "AllowAll", "DenyAll", or "Allowlist", got: {policy}')
    needs, has = policy == "Allowlist", bool(flags["allowlist-entry"])
    if needs and not has:
        raise Failure("--allowlist-entry is required when --section=credentialplugin and --policy=Allowlist")
    if has and not needs:
        raise Failure("--allowlist-entry may only be used when --section=credentialplugin and --policy=Allowlist")


def _set_default(flags: Flags, found: Object) -> None:
    command: str = flags["command"]
    others = [one for one in found.get("defaults") or () if one.get("command") != command]
    if len(others) < len(found.get("defaults") or ()) and not flags["overwrite"]:
        raise Failure(f"defaults for command {quote(command)} already exist, use --overwrite to replace")
    found["defaults"] = [*others, {"command": command, "options": _options(flags["option"]) or None}]


def _set_alias(flags: Flags, found: Object) -> None:
    name: str = flags["name"]
    others = [one for one in found.get("aliases") or () if one.get("name") != name]
    if len(others) < len(found.get("aliases") or ()) and not flags["overwrite"]:
        raise Failure(f"alias {quote(name)} already exists, use --overwrite to replace")
    alias = {"name": name, "command": flags["command"], "options": _options(flags["option"])}
    alias.update(prependArgs=flags["prependarg"], appendArgs=flags["appendarg"])
    found["aliases"] = [*others, {key: value for key, value in alias.items() if value}]


def _set_policy(flags: Flags, found: Object) -> None:
    entries = [_entry(text) for text in flags["allowlist-entry"]]
    found["credentialPluginPolicy"] = flags["policy"]
    found.pop("credentialPluginAllowlist", None)
    if entries:
        found["credentialPluginAllowlist"] = entries


def _entry(text: str) -> Object:
    field, _, value = text.partition("=")
    if field == "name":
        raise Failure('allowlist entry field "name" is deprecated, use "command" instead')
    if field != "command":
        raise Failure(f"unrecognized allowlist entry field: {quote(field)}")
    return {field: value}


def _options(texts: Sequence[str]) -> list[Object]:
    found = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise Failure(f"invalid option format {quote(text)}, expected flag=value")
        found.append({"name": name, "default": value})
    return found


_CHANGES: dict[str, Callable[[Flags, Object], None]] = {
    "defaults": _set_default,
    "aliases": _set_alias,
    "credentialplugin": _set_policy,
}


def _write(session: Session, path: str, found: Object) -> None:
    head = {"apiVersion": preferences.API_VERSION, "kind": "Preference", "aliases": None, "defaults": None}
    whole = {**head, **{name: value for name, value in found.items() if value}}
    emit = import_module("pykubectl.machinery.yaml_emitter").dump
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        file.write(emit(whole))
    os.replace(f"{path}.new", path)
    session.line(f"Updated {path}")


VIEW = Command(
    "view",
    _view,
    short="Show the preferences",
    examples="""
# Those that count
kubectl kuberc view
""",
    flags=(
        _KUBERC_FLAG,
        *(flag._replace(default="yaml") if flag.name == "output" else flag for flag in PRINT_FLAGS),
    ),
)
SET = Command(
    "set --section (defaults|aliases) --command COMMAND",
    _set,
    short="Change a preference",
    long="Sets the default of a command's flags, an alias, or which programs may give credentials.",
    examples="""
# Lists are wide
kubectl kuberc set --section defaults --command get --option output=wide

# A word for the nodes
kubectl kuberc set --section aliases --name getn --command get --prependarg nodes
""",
    flags=(
        Flag("allowlist-entry", "array", [], "A program that may give credentials, as command=PATH; may be repeated."),
        Flag("appendarg", "array", [], "An argument of the alias after those given; may be repeated."),
        Flag("command", "string", "", "The command: get, or create configmap."),
        _KUBERC_FLAG,
        Flag("name", "string", "", "Name of the alias."),
        Flag("option", "array", [], "A flag and its value, as flag=value; may be repeated."),
        Flag("overwrite", "bool", False, "Replace what is there."),
        Flag("policy", "string", "", "Which programs may give credentials: AllowAll, DenyAll or Allowlist."),
        Flag("prependarg", "array", [], "An argument of the alias before those given; may be repeated."),
        Flag("section", "string", "", "What to change: defaults, aliases or credentialplugin.", required=True),
    ),
)
COMMAND = Command(
    "kuberc SUBCOMMAND",
    short="Change the file with your preferences",
    long="Shows and changes the file with your preferences: aliases and defaults of flags.",
    examples="""
# Those that count
kubectl kuberc view
""",
    rows=(
        Row("set", "Change a preference", _MODULE, attribute="SET"),
        Row("view", "Show the preferences", _MODULE, attribute="VIEW"),
    ),
)
