"""config view: the merged kubeconfig, without its secrets unless asked for.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/view.go.
"""

import base64
import os

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.kubeconfig_files import absolute, load, merged
from pykubectl.cli.kubeconfig_schema import ORIGIN, encoded
from pykubectl.cli.printers import TEMPLATE_FLAGS, Printer, printer_for
from pykubectl.cli.session import Session

HIDDEN = {
    "token": "REDACTED",
    "password": "REDACTED",
    "certificate-authority-data": "DATA+OMITTED",
    "client-certificate-data": "DATA+OMITTED",
    "client-key-data": "DATA+OMITTED",
}
# In the order in which they are read.
EMBEDDED = (("users", ("client-certificate", "client-key")), ("clusters", ("certificate-authority",)))


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if arguments:
        raise UsageError(f"unexpected arguments: [{' '.join(arguments)}]", session.path)
    show = _printer(session, flags)
    config = _config(session, flags)
    if flags["minify"]:
        _minify(config, flags["context"] or config["current-context"])
    if flags["flatten"]:
        _flatten(config)
    elif not flags["raw"]:
        _hide(config)
    session.write(show(encoded(config)))
    return None


def _printer(session: Session, flags: Flags) -> Printer:
    if flags["template"] and "output" not in flags.changed:
        flags.values["output"] = ""
    show = printer_for(session, flags)
    if show is None:
        return lambda obj: "config/<unknown>\n"
    if flags["output"] == "json":
        from pykubectl.cli.printers.json import in_order

        return in_order
    if flags["output"] == "kyaml":
        from pykubectl.cli.printers.kyaml import in_order as flow_in_order

        return flow_in_order
    return show


def _config(session: Session, flags: Flags) -> Object:
    if flags["merge"]:
        return merged(session)
    path = session.settings.get("kubeconfig")
    if not path:
        raise Failure("if merge==false a precise file must be specified")
    config = load(path)
    if config is None:
        raise Failure(f"open {path}: no such file or directory")
    return config


def _minify(config: Object, name: str) -> None:
    """Only what the context needs."""
    if not name:
        raise Failure("current-context must exist in order to minify")
    context = config["contexts"].get(name)
    if context is None:
        raise Failure(f"cannot locate context {name}")
    config["current-context"] = name
    config["contexts"] = {name: context}
    for section, what in (("clusters", "cluster"), ("users", "user")):
        wanted = context.get(what)
        if wanted and wanted not in config[section]:
            raise Failure(f"cannot locate {what} {wanted}")
        config[section] = {wanted: config[section][wanted]} if wanted else {}


def _flatten(config: Object) -> None:
    """Files become part of the entries."""
    for section, keys in EMBEDDED:
        for entry in config[section].values():
            for key in keys:
                if entry.get(key):
                    _embed(entry, key)


def _embed(entry: Object, key: str) -> None:
    if entry.get(f"{key}-data"):
        raise Failure("cannot have values for both path and contents")
    path = os.path.join(absolute(os.path.dirname(entry[ORIGIN])), entry.pop(key))
    try:
        with open(path, "rb") as file:
            entry[f"{key}-data"] = base64.b64encode(file.read()).decode()
    except OSError as error:
        raise Failure(f"open {path}: {(error.strerror or '').lower()}") from None


def _hide(config: Object) -> None:
    for section in ("clusters", "users"):
        for entry in config[section].values():
            entry.update((key, shown) for key, shown in HIDDEN.items() if entry.get(key))


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
