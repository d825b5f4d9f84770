"""config set-cluster and set-context: entries of the kubeconfig, made or changed.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{set_cluster,set_context}.go.
"""

import base64
import os

from pykubectl import Object
from pykubectl.cli.commands.config.arguments import exactly
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import absolute, merged, modify
from pykubectl.cli.session import Session


def set_or_drop(entry: Object, key: str, value: object) -> None:
    """An empty value takes the field out."""
    if value in ("", False, None):
        entry.pop(key, None)
    else:
        entry[key] = value


def check_file(path: str, what: str) -> None:
    """Raises Failure when there is no such file."""
    try:
        os.stat(path)
    except OSError as error:
        raise Failure(f"could not stat {what} file {path}: stat {path}: {(error.strerror or '').lower()}") from None


def set_file(entry: Object, key: str, path: str, *, embed: bool) -> None:
    """The file itself in base64, or its full path, of which the other is taken out."""
    if embed:
        with open(path, "rb") as file:
            set_or_drop(entry, f"{key}-data", base64.b64encode(file.read()).decode())
        entry.pop(key, None)
    else:
        entry[key] = absolute(path)
        entry.pop(f"{key}-data", None)


def _set_cluster(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    exactly(1, session, CLUSTER, arguments)
    name = arguments[0]
    _check_cluster(name, flags)
    config = merged(session)
    cluster = dict(config["clusters"].get(name) or {})
    if "server" in flags.changed:
        set_or_drop(cluster, "server", flags["server"])
        cluster.pop("tls-server-name", None)
    for key in ("tls-server-name", "proxy-url"):
        if key in flags.changed:
            set_or_drop(cluster, key, flags[key])
    if "insecure-skip-tls-verify" in flags.changed:
        set_or_drop(cluster, "insecure-skip-tls-verify", flags["insecure-skip-tls-verify"])
        if flags["insecure-skip-tls-verify"]:
            cluster.pop("certificate-authority", None)
            cluster.pop("certificate-authority-data", None)
    if "certificate-authority" in flags.changed:
        set_file(cluster, "certificate-authority", flags["certificate-authority"], embed=flags["embed-certs"])
        cluster.pop("insecure-skip-tls-verify", None)
    config["clusters"][name] = cluster
    modify(session, config)
    session.line(f"Cluster {quote(name)} set.")
    return None


def _check_cluster(name: str, flags: Flags) -> None:
    if not name:
        raise Failure("you must specify a non-empty cluster name")
    authority = flags["certificate-authority"]
    if authority and flags["insecure-skip-tls-verify"]:
        raise Failure("you cannot specify a certificate authority and insecure mode at the same time")
    if flags["embed-certs"]:
        if not authority:
            raise Failure("you must specify a --certificate-authority to embed")
        check_file(authority, "certificate-authority")


def _set_context(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) > 1:
        exactly(1, session, CONTEXT, arguments)
    name = arguments[0] if arguments else ""
    if not name and not flags["current"]:
        raise Failure("you must specify a non-empty context name or --current")
    if name and flags["current"]:
        raise Failure("you cannot specify both a context name and --current")
    config = merged(session)
    if flags["current"]:
        name = config["current-context"]
        if not name:
            raise Failure("no current context is set")
    before = config["contexts"].get(name)
    context = dict(before or {})
    for key in ("cluster", "user", "namespace"):
        if key in flags.changed:
            set_or_drop(context, key, flags[key])
    config["contexts"][name] = context
    modify(session, config)
    session.line(f"Context {quote(name)} {'created' if before is None else 'modified'}.")
    return None


CLUSTER = Command(
    "set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority]"
    " [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
    _set_cluster,
    short="Set an entry for a cluster",
    long="Sets an entry for a cluster. Of one that is there, only the fields given are changed.",
    examples="""
# The address of a cluster
kubectl config set-cluster prod --server=https://prod.example.com
""",
    flags=(
        Flag("certificate-authority", "string", "", "File with the certificate of the server's authority."),
        Flag("embed-certs", "bool", False, "Put the certificate itself into the entry."),
        Flag("insecure-skip-tls-verify", "bool", False, "Do not check the server's certificate."),
        Flag("proxy-url", "string", "", "A proxy on the way to the server."),
        Flag("server", "string", "", "Address of the server."),
        Flag("tls-server-name", "string", "", "Name to expect in the server's certificate."),
    ),
)
CONTEXT = Command(
    "set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]",
    _set_context,
    short="Set an entry for a context",
    long="Sets an entry for a context. Of one that is there, only the fields given are changed.",
    examples="""
# Another namespace, from now on
kubectl config set-context --current --namespace=team-a
""",
    flags=(
        Flag("cluster", "string", "", "The cluster of the context."),
        Flag("current", "bool", False, "Change the current context."),
        Flag("namespace", "string", "", "The namespace of the context.", "n"),
        Flag("user", "string", "", "The user of the context."),
    ),
)
