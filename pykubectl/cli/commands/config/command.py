"""config: the table of its commands.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/config/config.go.
"""

from pykubectl.cli.grammar import Command, Row


def _row(name: str, short: str, module: str, attribute: str, *aliases: str) -> Row:
    return Row(name, short, f"pykubectl.cli.commands.config.{module}", aliases=aliases, attribute=attribute)


COMMAND = Command(
    "config SUBCOMMAND",
    short="Change kubeconfig files",
    long="Looks at kubeconfig files and changes them. --kubeconfig names the file; else the files of $KUBECONFIG count, else "
    "pykubectl's own.",
    examples="""
# Go over to another cluster
kubectl config use-context staging
""",
    rows=(
        _row("current-context", "Print the current context", "contexts", "CURRENT"),
        _row("delete-cluster", "Take a cluster out of the kubeconfig", "removal", "CLUSTER"),
        _row("delete-context", "Take a context out of the kubeconfig", "removal", "CONTEXT"),
        _row("delete-user", "Take a user out of the kubeconfig", "removal", "USER"),
        _row("get-clusters", "List the clusters of the kubeconfig", "contexts", "CLUSTERS"),
        _row("get-contexts", "List the contexts of the kubeconfig", "contexts", "CONTEXTS"),
        _row("get-users", "List the users of the kubeconfig", "contexts", "USERS"),
        _row("rename-context", "Give a context another name", "contexts", "RENAME"),
        _row("set", "Set one value of the kubeconfig", "properties", "SET"),
        _row("set-cluster", "Set an entry for a cluster", "entries", "CLUSTER"),
        _row("set-context", "Set an entry for a context", "entries", "CONTEXT"),
        _row("set-credentials", "Set an entry for a user", "credentials", "COMMAND"),
        _row("unset", "Take one value out of the kubeconfig", "properties", "UNSET"),
        _row("use-context", "Choose the current context", "contexts", "USE", "use"),
        _row("view", "Show the kubeconfig", "view", "COMMAND"),
    ),
)
