"""config current-context, get-contexts, get-clusters, get-users, use-context, rename-context.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{current_context,get_contexts,get_clusters,get_users,use_context,rename_context}.go.
"""

from pykubectl.cli.errors import Aggregate, Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import default_file, file_with, load, merged, names, remove_entry, save, set_entry
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.session import Session
from pykubectl.client import kubeconfig


def _current(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = merged(session)["current-context"]
    if not name:
        raise Failure("current-context is not set")
    session.line(name)
    return None


def _contexts(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["output"] not in ("", "name"):
        raise Failure(f"output must be one of '' or 'name': {flags['output']}")
    config = merged(session)
    known = names(config, "contexts")
    wanted = [name for name in arguments if name in known] if arguments else known
    writer = TabWriter()
    if not flags["output"] and not flags["no-headers"]:
        writer.row(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"])
    for name in wanted:
        if flags["output"]:
            writer.row([name])
            continue
        context = kubeconfig.entry(config, "contexts", name) or {}
        mark = "*" if name == config["current-context"] else ""
        writer.row([mark, name, *(context.get(key, "") for key in ("cluster", "user", "namespace"))])
    session.write(writer.flush())
    missing = [Failure(f"context {name} not found") for name in arguments if name not in known]
    if missing:
        raise Aggregate(missing)
    return None


def _clusters(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    session.write("".join(f"{name}\n" for name in ["NAME", *names(merged(session), "clusters")]))
    return None


def _users(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    session.write("".join(f"{name}\n" for name in ["NAME", *names(merged(session), "users")]))
    return None


def _use(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 1:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    name = arguments[0]
    if name not in names(merged(session), "contexts"):
        raise Failure(f"no context exists with the name: {quote(name)}")
    path = default_file(session)
    config = load(path)
    config["current-context"] = name
    save(path, config)
    session.line(f"Switched to context {quote(name)}.")
    return None


def _rename(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) != 2:
        raise UsageError(f"Unexpected args: [{' '.join(arguments)}]", session.path)
    old, new = arguments
    path = file_with(session, "contexts", old)
    config = load(path)
    context = kubeconfig.entry(config, "contexts", old)
    if context is None:
        raise Failure(f"cannot rename the context {quote(old)}, it's not in {path}")
    if kubeconfig.entry(config, "contexts", new) is not None:
        raise Failure(f"cannot rename the context {quote(old)}, the context {quote(new)} already exists in {path}")
    remove_entry(config, "contexts", old)
    set_entry(config, "contexts", new, context)
    if config.get("current-context") == old:
        config["current-context"] = new
    save(path, config)
    session.line(f"Context {quote(old)} renamed to {quote(new)}.")
    return None


CURRENT = Command(
    "current-context [flags]",
    _current,
    short="Print the current context",
    examples="""
# Which cluster am I talking to?
kubectl config current-context
""",
)
CONTEXTS = Command(
    "get-contexts [(-o|--output=)name)]",
    _contexts,
    short="List the contexts of the kubeconfig",
    examples="""
# All of them
kubectl config get-contexts

# One of them
kubectl config get-contexts staging
""",
    flags=(
        Flag("no-headers", "bool", False, "Leave out the line with the names of the columns."),
        Flag("output", "string", "", "Output format: name.", "o"),
    ),
)
CLUSTERS = Command(
    "get-clusters [flags]",
    _clusters,
    short="List the clusters of the kubeconfig",
    examples="""
# All of them
kubectl config get-clusters
""",
)
USERS = Command(
    "get-users [flags]",
    _users,
    short="List the users of the kubeconfig",
    examples="""
# All of them
kubectl config get-users
""",
)
USE = Command(
    "use-context CONTEXT_NAME",
    _use,
    short="Choose the current context",
    examples="""
# Go over to another cluster
kubectl config use-context staging
""",
)
RENAME = Command(
    "rename-context CONTEXT_NAME NEW_NAME",
    _rename,
    short="Give a context another name",
    examples="""
# A shorter name
kubectl config rename-context kubernetes-admin@prod prod
""",
)
