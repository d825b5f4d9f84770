"""rollout: the table of its commands.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout.go.
"""

from pykubectl.cli.grammar import Command, Row


def _row(name: str, short: str, module: str, attribute: str = "COMMAND") -> Row:
    return Row(name, short, f"pykubectl.cli.commands.rollout.{module}", attribute=attribute)


COMMAND = Command(
    "rollout SUBCOMMAND",
    short="Follow and steer the rollout of a resource",
    long="Follows and steers the rollout of deployments, daemon sets and stateful sets.",
    examples="""
# Back to the revision before
kubectl rollout undo deployment/web

# Until the new one is out
kubectl rollout status deployment/web
""",
    rows=(
        _row("history", "Show the revisions of a workload", "history"),
        _row("pause", "Hold the rollout of a deployment", "changes", "PAUSE"),
        _row("restart", "Replace all pods of a workload", "changes", "RESTART"),
        _row("resume", "Let a held rollout go on", "changes", "RESUME"),
        _row("status", "Follow a rollout to its end", "status"),
        _row("undo", "Go back to an earlier revision", "undo"),
    ),
)
