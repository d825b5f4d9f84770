"""Kubeconfig: which clusters there are, which one is meant, and the files that say so.

Without --kubeconfig or KUBECONFIG, pykubectl uses a file of its own, $PYKUBECTL_HOME/config, made on first use with a context
for an embedded cluster; ~/.kube/config is never picked up by accident. That file is written as JSON (which is YAML too), so
that reading it costs no YAML parser; every other file is written as kubectl writes it.

Merging several files: the first one to name a cluster, user or context wins, and so does the first current-context.

Upstream: client-go/tools/clientcmd.
"""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.client import Client, Unreachable

Settings = Mapping[str, Any]

DEFAULT_NAME = "pykubectl"
EMBEDDED_SCHEMES = ("sqlite", "json", "memory")
LISTS = {"clusters": "cluster", "contexts": "context", "users": "user"}

# The flags that say who asks, and how the server is known.
_CREDENTIALS = (
    "certificate-authority",
    "proxy-url",
    "client-certificate",
    "client-key",
    "token",
    "username",
    "password",
)


class ConfigError(Exception):
    """A kubeconfig that cannot be read, or does not say what is asked; the message is what kubectl says."""


class Unusable(ConfigError):
    """Entries that contradict themselves, or name files that cannot be read."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Target(NamedTuple):
    """What a context resolves to; `cluster` and `user` are their kubeconfig entries."""

    context: str
    server: str
    namespace: str
    cluster: Object
    user: Object


def home() -> str:
    """Where pykubectl keeps its own files."""
    given = os.environ.get("PYKUBECTL_HOME")
    if given:
        return given
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "pykubectl")


def own_path() -> str:
    return os.path.join(home(), "config")


def paths(settings: Settings) -> Sequence[str]:
    """The files that count, in order; the first is written to when none has what is changed."""
    if settings.get("kubeconfig"):
        return (settings["kubeconfig"],)
    listed = [path for path in os.environ.get("KUBECONFIG", "").split(os.pathsep) if path]
    return tuple(dict.fromkeys(listed)) or (own_path(),)


def empty() -> Object:
    return {"kind": "Config", "apiVersion": "v1", "clusters": [], "users": [], "contexts": [], "current-context": ""}


def own() -> Object:
    """The config of a first use: one context, one embedded cluster."""
    config = empty()
    add_embedded(config, DEFAULT_NAME)
    return config


def add_embedded(config: Object, name: str, scheme: str = "sqlite") -> None:
    """Add (or replace) the entries of an embedded cluster and make its context the current one."""
    ending = "db" if scheme == "sqlite" else scheme
    server = f"{scheme}://{os.path.join(home(), 'clusters', f'{name}.{ending}')}"
    set_entry(config, "clusters", name, {"server": server})
    set_entry(config, "users", name, {})
    set_entry(config, "contexts", name, {"cluster": name, "user": name})
    config["current-context"] = name


def set_entry(config: Object, section: str, name: str, value: Object) -> None:
    field = LISTS[section]
    entries = config.get(section) or []
    config[section] = [*(one for one in entries if one.get("name") != name), {"name": name, field: value}]


def entry(config: Object, section: str, name: str) -> Object | None:
    """The cluster, context or user of that name."""
    for one in config.get(section) or ():
        if one.get("name") == name:
            found: Object = one.get(LISTS[section]) or {}
            return found
    return None


def load_file(path: str) -> Object | None:
    """One file; None when it is not there. Raises ConfigError."""
    try:
        config = read_document(path)
    except (OSError, ConfigError) as error:
        text = f"open {path}: {(error.strerror or '').lower()}" if isinstance(error, OSError) else str(error)
        raise ConfigError(f'error loading config file "{path}": {text}') from error
    if config is None:
        return None
    if not isinstance(config, dict):
        raise ConfigError(f'error loading config file "{path}": couldn\'t get version/kind; json parse error')
    return {**empty(), **{name: value for name, value in config.items() if value is not None}}


def read_document(path: str) -> Any:
    """What a file holds; None when it is not there. Raises OSError, ConfigError."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ConfigError("yaml: invalid leading UTF-8 octet") from error
    try:
        return json.loads(text)
    except ValueError:
        from pykubectl.machinery.yaml_codec import load
    try:
        found = load(text)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    return {} if found is None else found


def save_file(path: str, config: Object) -> None:
    """Write a file whole, atomically, readable by its owner only."""
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
    if os.path.abspath(path) == os.path.abspath(own_path()):
        text = json.dumps(config, indent=2) + "\n"
    else:
        from pykubectl.machinery.yaml_codec import dump

        text = dump(config)
    # Written beside and renamed: whoever reads meanwhile sees the old file or the new one, whole. A link stays one.
    real = os.path.realpath(path)
    mode = os.stat(real).st_mode & 0o777 if os.path.exists(real) else 0o600
    temporary = f"{real}.{os.getpid()}.new"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), mode)
        file.write(text)
    os.replace(temporary, real)


def load(settings: Settings) -> Object:
    """All files merged. The own file is made when it is what counts and is not there. Raises ConfigError."""
    merged = empty()
    for path in paths(settings):
        config = load_file(path)
        if config is None:
            if settings.get("kubeconfig"):
                raise ConfigError(f"stat {path}: no such file or directory")
            if path != own_path():
                continue
            config = own()
            save_file(path, config)
        _merge(merged, config)
    return merged


def _merge(into: Object, config: Object) -> None:
    for section in LISTS:
        names = {one.get("name") for one in into[section]}
        into[section] = [*into[section], *(one for one in config.get(section) or () if one.get("name") not in names)]
    into["current-context"] = into["current-context"] or config.get("current-context") or ""
    for name, value in config.items():
        into.setdefault(name, value)


def resolve(settings: Settings) -> Target:
    """The cluster a command means. Raises ConfigError."""
    config = load(settings)
    name = settings.get("context") or config["current-context"]
    context = entry(config, "contexts", name) if name else {}
    if context is None:
        raise ConfigError(f'context "{name}" does not exist')
    cluster = _part(config, "clusters", settings.get("cluster") or context.get("cluster"), "cluster")
    user = _part(config, "users", settings.get("user") or context.get("user"), "auth info")
    server = settings.get("server") or cluster.get("server") or ""
    namespace = settings.get("namespace") or context.get("namespace") or "default"
    return Target(name, server, namespace, cluster, user)


def _part(config: Object, section: str, name: str | None, what: str) -> Object:
    if not name:
        return {}
    found = entry(config, section, name)
    if found is None:
        raise ConfigError(f'{what} "{name}" does not exist')
    return found


def user_name(settings: Settings) -> str:
    """The name of the user's entry, which stands for him where nobody else is known. Raises ConfigError."""
    return _part_name(settings, "user")


def cluster_name(settings: Settings) -> str:
    """Raises ConfigError."""
    return _part_name(settings, "cluster")


def _part_name(settings: Settings, part: str) -> str:
    config = load(settings)
    context = entry(config, "contexts", settings.get("context") or config["current-context"]) or {}
    return str(settings.get(part) or context.get(part) or "")


def current_namespace(settings: Settings) -> str:
    return resolve(settings).namespace


def _check_usable(target: Target, settings: Settings) -> None:
    """Raises Unusable. What says nothing but where the server is costs nothing to check."""
    if not target.user and target.cluster.keys() <= {"server"} and not any(settings.get(name) for name in _CREDENTIALS):
        return
    from pykubectl.client.credentials import problems

    found = problems(target, settings, user_name(settings), cluster_name(settings))
    if found:
        raise Unusable(found)


def open_client(settings: Settings) -> Client:
    """The client of the cluster that a command means. Raises ConfigError, Unreachable, StoreUnusable."""
    target = resolve(settings)
    _check_usable(target, settings)
    scheme = target.server.partition(":")[0]
    if scheme in EMBEDDED_SCHEMES:
        from pykubectl.client.embedded import EmbeddedClient

        return EmbeddedClient(target.server)
    if not target.server:
        raise Unreachable(
            "The connection to the server localhost:8080 was refused - did you specify the right host or port?"
        )
    address = target.server.partition("://")[2] or target.server
    raise Unreachable(f"The connection to the server {address} was refused - did you specify the right host or port?")
