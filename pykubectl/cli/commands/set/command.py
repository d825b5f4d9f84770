"""set: the table of its commands.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/set/set.go.
"""

from pykubectl.cli.grammar import Command, Row


def _row(name: str, short: str) -> Row:
    return Row(name, short, f"pykubectl.cli.commands.set.{name}")


COMMAND = Command(
    "set SUBCOMMAND",
    short="Change one feature of objects",
    long="Changes one feature of objects: an image, resources, environment, a selector, a service account, subjects.",
    rows=(
        _row("env", "Change the environment of containers"),
        _row("image", "Change the images of containers"),
        _row("resources", "Change the resources that containers ask for"),
        _row("selector", "Change the selector of a service"),
        _row("serviceaccount", "Change the service account of pods")._replace(aliases=("sa",)),
        _row("subject", "Add users, groups or service accounts to a role binding"),
    ),
)
