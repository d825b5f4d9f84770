"""The kubeconfig files behind `config`: merged for reading, one at a time for writing, in the order in which kubectl writes them.

An entry is changed in the file that has it; new ones go into the first file. Entries are kept sorted by name.

Upstream: client-go/tools/clientcmd/config.go (ModifyConfig).
"""

import os
from typing import Any

from pykubectl import Object
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig

SECTIONS = {"clusters": "cluster", "contexts": "context", "users": "user"}


def merged(session: Session) -> Object:
    """All files that count, merged. A file that --kubeconfig names and is not there is an empty one."""
    explicit = session.flags["kubeconfig"]
    if explicit:
        return kubeconfig.load_file(explicit) or kubeconfig.empty()
    return kubeconfig.load(session.settings)


def file_with(session: Session, section: str, name: str) -> str:
    """The file to change: the one that has the entry, else the first."""
    paths = kubeconfig.paths(session.settings)
    for path in paths:
        config = kubeconfig.load_file(path)
        if config is not None and kubeconfig.entry(config, section, name) is not None:
            return path
    return next((path for path in paths if os.path.exists(path)), paths[0])


def default_file(session: Session) -> str:
    return kubeconfig.paths(session.settings)[0]


def load(path: str) -> Object:
    return kubeconfig.load_file(path) or kubeconfig.empty()


def save(path: str, config: Object) -> None:
    kubeconfig.save_file(path, written(config))


def written(config: Object) -> Object:
    """As files have it: entries sorted, empty lists as null, preferences only if there are any."""
    made: Object = {"kind": "Config", "apiVersion": "v1"}
    if config.get("preferences"):
        made["preferences"] = config["preferences"]
    for section, field in SECTIONS.items():
        entries = sorted(config.get(section) or [], key=lambda entry: entry["name"])
        made[section] = [{"name": entry["name"], field: entry.get(field) or {}} for entry in entries] or None
    made["current-context"] = config.get("current-context") or ""
    made.update((key, value) for key, value in config.items() if key not in made and key != "preferences")
    return made


def names(config: Object, section: str) -> list[str]:
    return sorted(entry["name"] for entry in config.get(section) or ())


def set_entry(config: Object, section: str, name: str, value: Any) -> None:
    kubeconfig.set_entry(config, section, name, value)


def remove_entry(config: Object, section: str, name: str) -> None:
    config[section] = [entry for entry in config.get(section) or () if entry["name"] != name]
