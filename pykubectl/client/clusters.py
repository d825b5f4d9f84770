"""The embedded clusters of this user: made, listed, chosen, reset and deleted. Each has a context of its name.

Everything here works on kubeconfig entries whose server is an embedded one; a real cluster is never touched.
"""

import os
import re
from typing import NamedTuple

from pykubectl import Object
from pykubectl.apiserver.catalogue import Catalogue
from pykubectl.bootstrap import PROFILES, STANDARD_NODES, fill
from pykubectl.client import Unreachable, kubeconfig
from pykubectl.client.kubeconfig import ConfigError, Settings
from pykubectl.storage import Store, StoreUnusable, open_store
from pykubectl.world import World

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SIDE_FILES = ("", "-wal", "-shm", "-settling", ".lock", ".settling", ".new")


class ClusterInfo(NamedTuple):
    """`profile`, `nodes` and `objects` are of the state as it is; "" and 0 before first use."""

    name: str
    server: str
    is_current: bool
    profile: str = ""
    nodes: int = 0
    objects: int = 0
    revision: int = 0


def create(
    settings: Settings, name: str, profile: str = "standard", nodes: int = STANDARD_NODES, scheme: str = "sqlite"
) -> ClusterInfo:
    """A new cluster and its context, which becomes the current one. Raises ConfigError."""
    _check(profile, nodes)
    path, config = _config(settings)
    if kubeconfig.entry(config, "contexts", name) is not None:
        raise ConfigError(f'cluster "{name}" already exists')
    if _NAME.fullmatch(name) is None:
        raise ConfigError(f'invalid cluster name "{name}": letters, digits, "-", "_" and "." are allowed')
    kubeconfig.add_embedded(config, name, scheme)
    _make(_server(config, name), profile, nodes)
    kubeconfig.save_file(path, config)
    return status(settings, name)


def reset(settings: Settings, name: str = "", profile: str = "", nodes: int | None = None) -> ClusterInfo:
    """Throw the state of a cluster away and begin anew, with its own profile and size unless told otherwise."""
    _, config = _config(settings)
    name = name or config["current-context"]
    server = _server(config, name)
    before = _look(name, server, is_current=True) if not profile or nodes is None else None
    profile = profile or (before.profile if before else "") or "standard"
    if nodes is None:
        nodes = before.nodes - (before.profile == "standard") if before and before.nodes else STANDARD_NODES
    _check(profile, nodes)
    _remove_state(server)
    _make(server, profile, nodes)
    return status(settings, name)


def delete(settings: Settings, name: str) -> None:
    """The state and the context. Raises ConfigError."""
    path, config = _config(settings)
    _remove_state(_server(config, name))
    for section in kubeconfig.LISTS:
        config[section] = [one for one in config[section] if one.get("name") != name]
    if config["current-context"] == name:
        config["current-context"] = config["contexts"][0]["name"] if config["contexts"] else ""
    kubeconfig.save_file(path, config)


def use(settings: Settings, name: str) -> None:
    path, config = _config(settings)
    _server(config, name)
    config["current-context"] = name
    kubeconfig.save_file(path, config)


def names(settings: Settings) -> list[ClusterInfo]:
    """All embedded clusters of the kubeconfig."""
    _, config = _config(settings)
    found = []
    for one in config["contexts"]:
        try:
            server = _server(config, one["name"])
        except ConfigError:
            continue
        found.append(_look(one["name"], server, is_current=one["name"] == config["current-context"]))
    return found


def status(settings: Settings, name: str = "") -> ClusterInfo:
    _, config = _config(settings)
    name = name or config["current-context"]
    return _look(name, _server(config, name), is_current=name == config["current-context"])


def _check(profile: str, nodes: int) -> None:
    if profile not in PROFILES:
        raise ConfigError(f'unknown profile "{profile}", known are {", ".join(PROFILES)}')
    if nodes < 0:
        raise ConfigError("--nodes must not be negative")


def _config(settings: Settings) -> tuple[str, Object]:
    path = kubeconfig.paths(settings)[0]
    return path, kubeconfig.load_file(path) or (
        kubeconfig.own() if path == kubeconfig.own_path() else kubeconfig.empty()
    )


def _server(config: Object, name: str) -> str:
    context = kubeconfig.entry(config, "contexts", name)
    if context is None:
        raise ConfigError(f'no cluster "{name}"')
    cluster = kubeconfig.entry(config, "clusters", context.get("cluster", "")) or {}
    server: str = cluster.get("server", "")
    if server.partition(":")[0] not in kubeconfig.EMBEDDED_SCHEMES:
        raise ConfigError(f'cluster "{name}" is not embedded: {server}')
    return server


def _location(server: str) -> str:
    return server.partition(":")[2].removeprefix("//")


def _make(server: str, profile: str, nodes: int) -> None:
    from pykubectl.cluster import Cluster

    store = _open(server, create=True)
    world = World()
    fill(store, world, profile, nodes)
    Cluster(store, world).settle()
    store.close()


def _open(server: str, *, create: bool) -> Store:
    try:
        return open_store(server, create=create)
    except StoreUnusable as error:
        raise Unreachable(f"error: {error}") from error


def _look(name: str, server: str, *, is_current: bool) -> ClusterInfo:
    if not os.path.exists(_location(server)):
        return ClusterInfo(name, server, is_current)
    store = _open(server, create=False)
    profile = store.meta("profile") or ""
    counted = store.count("nodes"), sum(store.count(kind.resource) for kind in Catalogue(store))
    info = ClusterInfo(name, server, is_current, profile, *counted, store.revision())
    store.close()
    return info


def _remove_state(server: str) -> None:
    """The files of a store; one that is not a store is refused and stays."""
    location = _location(server)
    if not location:
        return
    if os.path.exists(location):
        _open(server, create=False).close()
    for suffix in _SIDE_FILES:
        if os.path.exists(location + suffix):
            os.unlink(location + suffix)
