"""config view: the merged kubeconfig, without its secrets unless asked for.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/view.go.
"""

import os

from pykubectl import Object
from pykubectl.cli.commands.config.entries import file_content
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.kubeconfig_files import SECTIONS, merged, remove_entry, written
from pykubectl.cli.printers import TEMPLATE_FLAGS, printer_for
from pykubectl.cli.printers.json import in_order
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig

SECRETS = {"token": "REDACTED", "password": "REDACTED"}
DATA = "DATA+OMITTED"
FILES = ("certificate-authority", "client-certificate", "client-key")

# The order of the Go types, which JSON shows.
ORDER = {
    "cluster": (
        "server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data",
        "proxy-url", "disable-compression",
    ),
    "context": ("cluster", "user", "namespace"),
    "user": (
        "client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "as",
        "as-uid", "as-groups", "as-user-extra", "username", "password", "auth-provider", "exec",
    ),
    "exec": (
        "command", "args", "env", "apiVersion", "installHint", "provideClusterInfo", "interactiveMode",
    ),
}  # fmt: skip


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    show = printer_for(session, flags)
    config = merged(session)
    if flags["context"]:
        config["current-context"] = flags["context"]
    if flags["minify"]:
        _minify(config)
    if flags["flatten"]:
        _flatten(config, session)
    shown = _ordered(written(config), secret=not (flags["raw"] or flags["flatten"]))
    if flags["output"] == "json":
        session.write(in_order(shown))
        return None
    assert show is not None
    session.write(show(shown))
    return None


def _minify(config: Object) -> None:
    """Only what the current context needs."""
    name = config["current-context"]
    if not name:
        raise Failure("current-context must exist in order to minify")
    context = kubeconfig.entry(config, "contexts", name)
    if context is None:
        raise Failure(f"cannot locate context {name}")
    kept = {"contexts": name, "clusters": context.get("cluster", ""), "users": context.get("user", "")}
    for section, wanted in kept.items():
        for entry in list(config[section]):
            if entry["name"] != wanted:
                remove_entry(config, section, entry["name"])


def _flatten(config: Object, session: Session) -> None:
    """Files become part of the entries."""
    folder = os.path.dirname(kubeconfig.paths(session.settings)[0])
    for section, field in SECTIONS.items():
        for entry in config[section]:
            value = entry[field] = dict(entry.get(field) or {})
            for key in FILES:
                if value.get(key):
                    value[f"{key}-data"] = file_content(os.path.join(folder, value.pop(key)), key)


def _ordered(config: Object, *, secret: bool) -> Object:
    made = dict(config)
    for section, field in SECTIONS.items():
        if made[section] is None:
            continue
        made[section] = [{"name": entry["name"], field: _value(field, entry[field], secret)} for entry in made[section]]
    order = ("kind", "apiVersion", "preferences", "clusters", "users", "contexts", "current-context")
    return {**{key: made[key] for key in order if key in made}, **made}


def _value(field: str, value: Object, secret: bool) -> Object:
    found = {key: value[key] for key in (*ORDER[field], *value) if key in value}
    if "exec" in found:
        plugin = {"provideClusterInfo": False, **found["exec"]}
        found["exec"] = {key: plugin[key] for key in (*ORDER["exec"], *plugin) if key in plugin}
    if secret:
        for key in found:
            if key.endswith("-data"):
                found[key] = DATA
            elif key in SECRETS:
                found[key] = SECRETS[key]
    return found


COMMAND = Command(
    "view [flags]",
    run,
    short="Show the kubeconfig",
    long="Shows the merged kubeconfig, or the file given; secrets are left out unless --raw is given.",
    examples="""
# What counts now
kubectl config view

# Only the current context, with its secrets, in one piece
kubectl config view --minify --flatten --raw
""",
    flags=(
        Flag("flatten", "bool", False, "Put the content of files into the entries, to make the file portable."),
        Flag("merge", "bool", True, "Show all files merged.", bare="true"),
        Flag("minify", "bool", False, "Only what the current context needs."),
        Flag("output", "string", "yaml", "Output format.", "o"),
        Flag("raw", "bool", False, "Show secrets as well."),
        *TEMPLATE_FLAGS,
    ),
)
