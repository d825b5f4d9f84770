"""config set-cluster and set-context: entries of the kubeconfig, made or changed.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{set_cluster,set_context}.go.
"""

import base64

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import file_with, load, merged, save, set_entry
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig


def set_or_drop(entry: Object, key: str, value: object) -> None:
    """An empty value takes the field out."""
    if value in ("", False, None):
        entry.pop(key, None)
    else:
        entry[key] = value


def file_content(path: str, what: str) -> str:
    """A file's content for an embedded field, base64."""
    try:
        with open(path, "rb") as file:
            return base64.b64encode(file.read()).decode()
    except OSError as error:
        raise Failure(f"could not stat {what} file {path}: stat {path}: {(error.strerror or '').lower()}") from None


def _set_cluster(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    name = arguments[0]
    if flags["certificate-authority"] and flags["insecure-skip-tls-verify"]:
        raise Failure("you cannot specify a certificate authority and insecure mode at the same time")
    if flags["embed-certs"] and not flags["certificate-authority"]:
        raise Failure("you must specify a --certificate-authority to embed")
    path = file_with(session, "clusters", name)
    config = load(path)
    cluster = dict(kubeconfig.entry(config, "clusters", name) or {"server": ""})
    for key in ("server", "tls-server-name", "proxy-url"):
        if key in flags.changed:
            set_or_drop(cluster, key, flags[key])
    if "insecure-skip-tls-verify" in flags.changed:
        set_or_drop(cluster, "insecure-skip-tls-verify", flags["insecure-skip-tls-verify"])
        if flags["insecure-skip-tls-verify"]:
            cluster.pop("certificate-authority", None)
            cluster.pop("certificate-authority-data", None)
    if "certificate-authority" in flags.changed:
        _set_authority(cluster, flags)
    set_entry(config, "clusters", name, cluster)
    save(path, config)
    session.line(f"Cluster {quote(name)} set.")
    return None


def _set_authority(cluster: Object, flags: Flags) -> None:
    file = flags["certificate-authority"]
    cluster.pop("insecure-skip-tls-verify", None)
    if flags["embed-certs"]:
        cluster["certificate-authority-data"] = file_content(file, "certificate-authority")
        cluster.pop("certificate-authority", None)
    else:
        import os

        cluster["certificate-authority"] = os.path.abspath(file)
        cluster.pop("certificate-authority-data", None)


def _set_context(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["current"] and arguments:
        raise Failure("you cannot specify both a context name and --current")
    if not flags["current"] and len(arguments) != 1:
        if len(arguments) > 1:
            raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
        raise Failure("you must specify a non-empty context name or --current")
    name = merged(session)["current-context"] if flags["current"] else arguments[0]
    if not name:
        raise Failure("no current context is set")
    path = file_with(session, "contexts", name)
    config = load(path)
    before = kubeconfig.entry(config, "contexts", name)
    context = dict(before or {"cluster": "", "user": ""})
    for key in ("cluster", "user", "namespace"):
        if key in flags.changed:
            context[key] = flags[key]
    if not context.get("namespace"):
        context.pop("namespace", None)
    set_entry(config, "contexts", name, context)
    save(path, config)
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
