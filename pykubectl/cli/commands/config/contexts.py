"""config current-context, get-contexts, get-clusters, get-users, use-context, rename-context.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/{current_context,get_contexts,get_clusters,get_users,use_context,rename_context}.go.
"""

from pykubectl.cli.commands.config.arguments import exactly
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.kubeconfig_files import default_file, merged, modify, names
from pykubectl.cli.printers.tabwriter import TabWriter
from pykubectl.cli.session import Session


def _current(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = merged(session)["current-context"]
    if not name:
        raise Failure("current-context is not set")
    session.line(name)
    return None


def _contexts(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["output"] not in ("", "name"):
        raise Failure(
            f"--output {flags['output']} is not available in kubectl config get-contexts;"
            " resetting to default output format"
        )
    config = merged(session)
    known = config["contexts"]
    writer = TabWriter()
    if not flags["output"] and not flags["no-headers"]:
        writer.row(["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"])
    for name in sorted(name for name in arguments or known if name in known):
        if flags["output"]:
            writer.row([name])
            continue
        mark = "*" if name == config["current-context"] else ""
        writer.row([mark, name, *(known[name].get(key, "") for key in ("cluster", "user", "namespace"))])
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
    exactly(1, session, USE, arguments)
    name = arguments[0]
    config = merged(session)
    if not name:
        raise Failure("empty context names are not allowed")
    if name not in config["contexts"]:
        raise Failure(f"no context exists with the name: {quote(name)}")
    config["current-context"] = name
    modify(session, config)
    session.line(f"Switched to context {quote(name)}.")
    return None


def _rename(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    exactly(2, session, RENAME, arguments)
    old, new = arguments
    if not new:
        raise Failure("You must specify a new non-empty context name")
    config = merged(session)
    contexts, path = config["contexts"], default_file(session)
    if old not in contexts:
        raise Failure(f"cannot rename the context {quote(old)}, it's not in {path}")
    if new in contexts:
        raise Failure(f"cannot rename the context {quote(old)}, the context {quote(new)} already exists in {path}")
    contexts[new] = contexts.pop(old)
    if config["current-context"] == old:
        config["current-context"] = new
    modify(session, config)
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
