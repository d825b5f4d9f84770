"""create cronjob.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_cronjob.go.
"""

from pykubectl import Object
from pykubectl.cli.generating import (
    GENERATOR_FLAGS,
    Made,
    command_after,
    container,
    create_object,
    metadata,
    the_name,
)
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    containers = [container(name, flags["image"], command_after(arguments))]
    pod = {"containers": containers, "restartPolicy": flags["restart"] or "OnFailure"}
    template = {"metadata": {"name": name}, "spec": {"template": {"metadata": {}, "spec": pod}}}
    obj: Object = {
        "kind": "CronJob",
        "apiVersion": "batch/v1",
        "metadata": metadata(session, name),
        "spec": {"schedule": flags["schedule"], "jobTemplate": template},
        "status": {},
    }
    return create_object(session, flags, Made(obj, "cronjobs", failure="failed to create cronjob: "))


COMMAND = Command(
    "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
    run,
    short="A cron job",
    long="Makes a cron job that runs an image at the times of a schedule.",
    examples="""
# Every five minutes
kubectl create cronjob tick --image=busybox --schedule="*/5 * * * *" -- date
""",
    flags=(
        Flag("image", "string", "", "Image to run.", required=True),
        Flag("restart", "string", "", "Restart policy of the pods: OnFailure or Never."),
        Flag("schedule", "string", "", "When to run, in cron's format.", required=True),
        *GENERATOR_FLAGS,
    ),
)
