"""The commands, as the help screen shows them: one row each, imported when called.

Suggestions for a mistyped command come in the order of these rows. To add one: a row here, and a module in cli/commands with a COMMAND (see grammar).

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/cmd.go.
"""

from pykubectl.cli.grammar import Command, Row

BEGINNER = "Basic Commands (Beginner)"
INTERMEDIATE = "Basic Commands (Intermediate)"
DEPLOY = "Deploy Commands"
MANAGEMENT = "Cluster Management Commands"
TROUBLESHOOTING = "Troubleshooting and Debugging Commands"
ADVANCED = "Advanced Commands"
SETTINGS = "Settings Commands"
OTHER = "Other Commands"

# What kubectl has not: not shown to whom calls the program kubectl.
EMBEDDED = "Embedded Cluster Commands (not kubectl's)"

# Commands that are packages: a module `command` and one per command below it.
PACKAGES = frozenset({"apply", "auth", "config", "create", "rollout", "set"})


def _row(name: str, section: str, short: str, *, aliases: tuple[str, ...] = (), hidden: bool = False) -> Row:
    module = name.strip("_").replace("-", "_")
    package = f"{module}.command" if name in PACKAGES else module
    return Row(name, short, f"pykubectl.cli.commands.{package}", section, aliases, hidden)


ROWS = (
    _row("create", BEGINNER, "Make a resource from a file, from stdin or from flags"),
    _row("expose", BEGINNER, "Put a service in front of a workload, a pod or another service"),
    _row("run", BEGINNER, "Run an image as a pod"),
    _row("set", BEGINNER, "Change one feature of objects"),
    _row("explain", INTERMEDIATE, "Show what a resource and its fields are for"),
    _row("get", INTERMEDIATE, "Show resources"),
    _row("edit", INTERMEDIATE, "Change a resource in an editor"),
    _row("delete", INTERMEDIATE, "Delete resources by file, by name or by selector"),
    _row("rollout", DEPLOY, "Follow and steer the rollout of a resource"),
    _row("scale", DEPLOY, "Set how many replicas a workload runs"),
    _row("autoscale", DEPLOY, "Let the number of replicas follow the load"),
    _row("certificate", MANAGEMENT, "Approve and deny certificate signing requests"),
    _row("cluster-info", MANAGEMENT, "Say where the cluster is"),
    _row("top", MANAGEMENT, "Show the CPU and memory that nodes and pods use"),
    _row("cordon", MANAGEMENT, "Keep new pods off a node"),
    _row("uncordon", MANAGEMENT, "Let new pods onto a node again"),
    _row("drain", MANAGEMENT, "Empty a node for maintenance"),
    _row("taint", MANAGEMENT, "Change the taints of nodes"),
    _row("cluster", EMBEDDED, "Make, choose and reset the clusters that live inside pykubectl"),
    _row("describe", TROUBLESHOOTING, "Show a resource in detail, with its events"),
    _row("logs", TROUBLESHOOTING, "Print what a container wrote"),
    _row("attach", TROUBLESHOOTING, "Attach to a running container"),
    _row("exec", TROUBLESHOOTING, "Run a command in a container"),
    _row("port-forward", TROUBLESHOOTING, "Forward local ports to a pod"),
    _row("proxy", TROUBLESHOOTING, "Serve the API on a local port"),
    _row("cp", TROUBLESHOOTING, "Copy files to and from containers"),
    _row("auth", TROUBLESHOOTING, "Ask who may do what"),
    _row("debug", TROUBLESHOOTING, "Look into workloads and nodes with a container of your own"),
    _row("events", TROUBLESHOOTING, "List events"),
    _row("diff", ADVANCED, "Show what apply would change"),
    _row("apply", ADVANCED, "Bring resources to the state that files describe"),
    _row("patch", ADVANCED, "Change fields of a resource"),
    _row("replace", ADVANCED, "Replace a resource by a file's"),
    _row("wait", ADVANCED, "Wait until resources meet a condition"),
    _row("kustomize", ADVANCED, "Build a kustomization from a directory"),
    _row("label", SETTINGS, "Change the labels of a resource"),
    _row("annotate", SETTINGS, "Change the annotations of a resource"),
    _row("completion", SETTINGS, "Print the completion script of a shell (bash, zsh, fish or powershell)"),
    _row("config", OTHER, "Change kubeconfig files"),
    _row("kuberc", OTHER, "Change the file with your preferences"),
    _row("plugin", OTHER, "Find out about plugins"),
    _row("version", OTHER, "Print the versions of client and server"),
    _row("api-versions", OTHER, 'List the API versions that the server knows, as "group/version"'),
    _row("api-resources", OTHER, "List the resources that the server knows"),
    _row("help", "", "Help about any command", hidden=True),
    _row("options", "", "List the flags that every command takes"),
    Row("__complete", "Answer a shell", "pykubectl.cli.commands.complete", hidden=True),
    Row(
        "__completeNoDesc",
        "Answer a shell in few words",
        "pykubectl.cli.commands.complete",
        hidden=True,
        attribute="BRIEF",
    ),
)


def shown_rows(program: str) -> list[Row]:
    """The rows of the help screen and of completion."""
    rows = sorted((row for row in ROWS if row.section == OTHER), key=lambda row: row.name)
    rows = [*(row for row in ROWS if row.section != OTHER), *rows]
    return [row for row in rows if row.section and not row.hidden and (row.section != EMBEDDED or program != "kubectl")]


ROOT = Command(
    "kubectl",
    short="Control a Kubernetes cluster.",
    long="pykubectl controls Kubernetes clusters, the one it carries inside and any other.",
    rows=ROWS,
)
