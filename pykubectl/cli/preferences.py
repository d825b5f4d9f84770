"""A user's preferences: defaults of flags, and aliases, from the file `kuberc`.

An alias is a command line with a name: it counts as the first word only, never hides a command, and brings arguments that
go before and after those given. A default is taken for a flag that is not given. The file is read once, at the start; without
one nothing is.

Upstream: staging/src/k8s.io/kubectl/pkg/kuberc.
"""

import os
import re
from collections.abc import Sequence
from typing import Any, NamedTuple, TextIO

from pykubectl import Object
from pykubectl.cli.errors import Verbatim
from pykubectl.cli.grammar import Command, Flags, first_argument, quote
from pykubectl.cli.options import GLOBAL_FLAGS

API_VERSION = "kubectl.config.k8s.io/v1beta1"
_OLD_VERSION = "kubectl.config.k8s.io/v1alpha1"
_ALIAS_NAME = re.compile(r"[a-zA-Z]+")
_FIELDS = {
    "apiVersion", "kind", "defaults", "overrides", "aliases", "credentialPluginPolicy", "credentialPluginAllowlist",
}  # fmt: skip


class Alias(NamedTuple):
    """`command` are the words it stands for."""

    name: str
    command: list[str]
    before: list[str]
    after: list[str]
    options: list[Object]


class Unreadable(ValueError):
    """A file that holds no preferences."""


def is_off() -> bool:
    return os.environ.get("KUBERC", "").lower() == "off" or os.environ.get("KUBECTL_KUBERC", "").lower() == "false"


def path_of(explicit: str) -> str:
    """The file: the one named by a flag or in the environment, or that of the user."""
    return explicit or os.environ.get("KUBERC", "") or os.path.join(os.path.expanduser("~"), ".kube", "kuberc")


def read(path: str) -> tuple[Object | None, str]:
    """The preferences in the newest version, None without a file; and what is odd about them. Raises Unreadable, OSError."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except FileNotFoundError:
        return None, ""
    if not text.strip():
        return {}, ""
    from pykubectl.machinery.yaml_codec import YamlError, load_documents

    try:
        documents = list(load_documents(text))
    except YamlError:
        documents = []
    for document in documents:
        if _is_preference(document):
            unknown = sorted(set(document) - _FIELDS)
            odd = ", ".join(f'unknown field "{name}"' for name in unknown)
            return _newest(document), f"strict decoding error: {odd}" if odd else ""
    raise Unreadable(f"no valid preferences found in {path}, use --v=5 to see details")


def _is_preference(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and document.get("kind") == "Preference"
        and document.get("apiVersion") in (API_VERSION, _OLD_VERSION)
        and all(_is_list_of_maps(document.get(name)) for name in ("defaults", "overrides", "aliases"))
    )


def _is_list_of_maps(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _newest(document: Object) -> Object:
    """The older version called things differently."""
    found = {name: value for name, value in document.items() if name in _FIELDS and name != "overrides"}
    if document["apiVersion"] == _OLD_VERSION:
        found["defaults"] = [_renamed(one) for one in document.get("overrides") or ()]
        found["aliases"] = [_renamed(one) for one in document.get("aliases") or ()]
    return {**found, "apiVersion": API_VERSION}


def _renamed(entry: Object) -> Object:
    renamed = {name: value for name, value in entry.items() if name != "flags"}
    return {**renamed, "options": entry["flags"]} if entry.get("flags") else renamed


class Preferences:
    """What of the file bears on one command line."""

    def __init__(self, found: Object) -> None:
        """Raises Verbatim."""
        _check_policy(found)
        self.defaults: list[Object] = found.get("defaults") or []
        self.aliases: dict[str, Alias] = {}
        for entry in found.get("aliases") or ():
            name = str(entry.get("name") or "")
            if _ALIAS_NAME.fullmatch(name) is None:
                raise _failure("invalid alias name, can only include alphabetical characters")
            if name in self.aliases:
                raise _failure(f"duplicate alias name {name}")
            words = str(entry.get("command") or "").split()
            before, after = (list(entry.get(key) or ()) for key in ("prependArgs", "appendArgs"))
            self.aliases[name] = Alias(name, words, before, after, entry.get("options") or [])

    def alias(self, root: Command, words: Sequence[str]) -> Alias | None:
        """The alias that a command line begins with. Raises Verbatim when flags come before it."""
        index = first_argument(list(words), GLOBAL_FLAGS, root.flags)
        if index is None or root.row(words[index]) is not None:
            return None
        alias = self.aliases.get(words[index])
        if alias is not None and index:
            raise Verbatim(f"Error: flags cannot be placed before plugin name: {words[0]}")
        return alias

    def warn_of_unknown(self, root: Command, stderr: TextIO) -> None:
        """Defaults of commands that there are not."""
        for entry in self.defaults:
            words = str(entry.get("command") or "").split()
            if words and root.row(words[0]) is None:
                stderr.write(f"Warning: command {quote(entry['command'])} not found to set kuberc override\n")

    def apply(self, path: str, flags: Flags) -> None:
        """Give flags that the command line leaves out the defaults of the command at `path` (`create configmap`)."""
        for entry in self.defaults:
            if entry.get("command") != path:
                continue
            for option in entry.get("options") or ():
                _set(
                    flags,
                    option,
                    f"invalid flag {{}} for command {path}",
                    f"override value {{}} to flag {{}} in command {path}",
                )


def _check_policy(found: Object) -> None:
    """Raises Verbatim: what counts for security is refused when it is not understood."""
    policy, allowed = found.get("credentialPluginPolicy") or "", found.get("credentialPluginAllowlist")
    if policy not in ("", "AllowAll", "DenyAll", "Allowlist"):
        raise _failure(f"unknown plugin policy: {quote(policy)}")
    if policy != "Allowlist":
        if allowed is not None:
            raise _failure(
                f"misconfigured credential plugin allowlist: plugin policy is {quote(policy)} but allowlist is non-nil"
            )
        return
    if allowed is None:
        raise _failure('credential plugin policy set to "Allowlist", but allowlist is unspecified')
    if not allowed:
        raise _failure(
            'credential plugin policy set to "Allowlist", but allowlist is empty; use "DenyAll" policy instead'
        )
    for number, entry in enumerate(allowed, 1):
        command = entry.get("command") or ""
        if not command:
            raise _failure(f"misconfigured credential plugin allowlist: empty allowlist entry #{number}")
        if os.path.normpath(command) != command:
            raise _failure(f"non-normalized file path: {quote(command)} vs {quote(os.path.normpath(command))}")


def apply_alias(alias: Alias, flags: Flags, program: str) -> None:
    """Give flags that neither the command line nor its arguments name the values of the alias. Raises Verbatim."""
    unknown = f"invalid alias flag {{}} in alias {program}"
    for option in alias.options:
        _set(flags, option, unknown, f"value {{}} to flag {{}} in alias {program}")


def command_of(alias: Alias, root: Command) -> Command:
    """The command an alias stands for. Raises Verbatim."""
    command = root
    for word in alias.command:
        row = command.row(word)
        if row is None:
            words = " ".join(alias.command)
            raise _failure(f'command "{words}" not found to set alias "{alias.name}": [{words}]')
        command = row.load()
    return command


def _set(flags: Flags, option: Object, unknown: str, subject: str) -> None:
    name, value = option.get("name", ""), str(option.get("default", ""))
    flag = flags.known.get(name)
    if flag is None:
        raise _failure(unknown.format(name))
    if name in flags.changed:
        return
    try:
        flags.set(flag, value)
    except ValueError as error:
        problem = f'invalid argument "{value}" for "--{name}" flag: {error}'
        raise _failure(f"could not apply {subject.format(value, name)} err: {problem}") from None


def load(words: Sequence[str], stderr: TextIO) -> Preferences | None:
    """The preferences that count for a command line; complaints that stop nothing go to `stderr`. Raises Verbatim."""
    if is_off():
        return None
    explicit = _explicit(words)
    path = path_of(explicit)
    try:
        found, odd = read(path)
    except (OSError, Unreadable) as error:
        verb = "read" if isinstance(error, IsADirectoryError) else "open"
        text = f"{verb} {path}: {(error.strerror or '').lower()}" if isinstance(error, OSError) else str(error)
        stderr.write(f"kuberc: no preferences loaded from {path}: {text}")
        return None
    if found is None:
        if explicit or os.environ.get("KUBERC"):
            raise _failure(f"kuberc error kuberc: open {path}: no such file or directory")
        return None
    if odd:
        stderr.write(f"kuberc: ignoring strict decoding error in {path}: {odd}")
    return Preferences(found)


def _explicit(words: Sequence[str]) -> str:
    """The value of --kuberc, before flags are read."""
    for index, word in enumerate(words):
        if word == "--":
            break
        if word == "--kuberc":
            return words[index + 1] if index + 1 < len(words) else ""
        if word.startswith("--kuberc="):
            return word.partition("=")[2]
    return ""


def _failure(text: str) -> Verbatim:
    return Verbatim(f"error occurred while applying preferences {text}")
