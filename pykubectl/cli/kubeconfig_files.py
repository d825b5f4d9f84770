"""The kubeconfig files behind `config`: merged for reading, one at a time for writing, under a lock.

An entry is changed in the file it came from; what is new goes into the first file there is. A command changes the merged
configuration; `modify` finds out what differs and writes that into the files concerned.

Upstream: client-go/tools/clientcmd/{config,loader,merge}.go.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.kubeconfig_schema import ORIGIN, decoded, empty, encoded
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig
from pykubectl.client.kubeconfig import ConfigError

SECTIONS = ("clusters", "contexts", "users")
# Fields that name files; `exec.command` only counts with a slash in it.
FILES = {
    "clusters": ("certificate-authority",),
    "users": ("client-certificate", "client-key", "tokenFile"),
    "contexts": (),
}


def merged(session: Session) -> Object:
    """All files that count, merged: of entries and of the current context, the first file's. Raises ConfigError, Aggregate."""
    found: list[Object] = []
    problems: list[Exception] = []
    for path in paths(session):
        try:
            config = load(path)
        except ConfigError as error:
            problems.append(Failure(f'error loading config file "{path}": {error}'))
            continue
        if config is not None:
            found.append(config)
        elif path == kubeconfig.own_path() and not session.settings.get("kubeconfig"):
            kubeconfig.load(session.settings)  # makes it, at first use
            found.append(load(path) or empty())
    if problems:
        raise Aggregate(problems)
    return _merged(found)


def _merged(configs: Sequence[Object]) -> Object:
    into = empty()
    for config in reversed(configs):
        for section in SECTIONS:
            into[section] = {**into[section], **config[section]}
        into["current-context"] = config["current-context"] or into["current-context"]
        into["preferences"] = {**into["preferences"], **config["preferences"]}
        into["extensions"] = config["extensions"] or into["extensions"]
    return into


def paths(session: Session) -> list[str]:
    """The files that count."""
    return list(kubeconfig.paths(session.settings))


def default_file(session: Session) -> str:
    """Where new entries go: the first file that is there, else the last named."""
    listed = paths(session)
    return next((path for path in listed if os.path.exists(path)), listed[-1])


def load(path: str) -> Object | None:
    """One file, None when it is not there. Raises ConfigError, with no word of the file's name."""
    try:
        document = kubeconfig.read_document(path)
    except OSError as error:
        verb = "read" if isinstance(error, IsADirectoryError) else "open"
        raise ConfigError(f"{verb} {path}: {(error.strerror or '').lower()}") from None
    return None if document is None else decoded(document, path)


def absolute(path: str) -> str:
    """filepath.Abs: also of nothing, which is the current directory."""
    return os.path.normpath(os.path.join(os.getcwd(), path))


def modify(session: Session, config: Object, *, relative: bool = True) -> None:
    """Write what `config` has changed; `relative` makes paths relative to the file they stand in. Raises Failure."""
    with ExitStack() as locks:
        for path in sorted(paths(session)):
            locks.enter_context(_locked(path))
        _write_changes(session, config, relative)


@contextmanager
def _locked(path: str) -> Iterator[None]:
    lock = f"{path}.lock"
    try:
        if os.path.dirname(path):
            os.makedirs(os.path.dirname(path), mode=0o755, exist_ok=True)
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL, 0))
    except OSError as error:
        raise Failure(f"open {lock}: {(error.strerror or '').lower()}") from None
    try:
        yield
    finally:
        os.remove(lock)


def _write_changes(session: Session, config: Object, relative: bool) -> None:
    before = merged(session)
    if before["current-context"] != config["current-context"]:
        _write_current(session, config["current-context"])
    if before["preferences"] != config["preferences"]:
        _write_preferences(session, config["preferences"])
    for section in SECTIONS:
        old, new = before[section], config[section]
        for name in [name for name in new if old.get(name) != new[name]]:
            path = new[name].get(ORIGIN) or default_file(session)
            entry = {**new[name], ORIGIN: path}
            _change(path, _putter(section, name, _relative(section, entry, path) if relative else entry))
    for section in SECTIONS:
        for name in [name for name in before[section] if name not in config[section]]:
            _change(before[section][name][ORIGIN], _remover(section, name))


def _change(path: str, change: Callable[[Object], object]) -> None:
    config = _load_or_empty(path)
    change(config)
    kubeconfig.save_file(path, encoded(config))


def _load_or_empty(path: str) -> Object:
    return load(path) or empty()


def _putter(section: str, name: str, entry: Object) -> Callable[[Object], object]:
    return lambda config: config[section].update({name: entry})


def _remover(section: str, name: str) -> Callable[[Object], object]:
    return lambda config: config[section].pop(name, None)


def _setter(field: str, value: Any) -> Callable[[Object], object]:
    return lambda config: config.update({field: value})


def _write_current(session: Session, name: str) -> None:
    """A name goes into the default file; none is taken out of the first file that has one."""
    path: str | None = default_file(session)
    if not name:
        existing = [path for path in paths(session) if os.path.exists(path)]
        path = next((path for path in existing if _load_or_empty(path)["current-context"]), None)
    if path is None:
        raise Failure("no config found to write context")
    _change(path, _setter("current-context", name))


def _write_preferences(session: Session, preferences: Object) -> None:
    path = next((path for path in paths(session) if _load_or_empty(path)["preferences"] != preferences), None)
    if path is None:
        raise Failure("no config found to write preferences")
    _change(path, _setter("preferences", preferences))


def _relative(section: str, entry: Object, path: str) -> Object:
    """The entry with its files named from the kubeconfig's folder where they lie below it, else in full."""
    folder = absolute(os.path.dirname(path))
    made = dict(entry)
    for field in FILES[section]:
        if made.get(field):
            made[field] = _relative_path(made[field], folder)
    command = (made.get("exec") or {}).get("command", "")
    if "/" in command:
        made["exec"] = {**made["exec"], "command": _relative_path(command, folder)}
    return made


def _relative_path(path: str, folder: str) -> str:
    full = path if os.path.isabs(path) else os.path.join(folder, path)
    found = os.path.relpath(full, folder)
    return os.path.normpath(full) if found.startswith("../") else found


def names(config: Object, section: str) -> list[str]:
    return sorted(config[section])
