"""create job: from an image, or from a cron job's template.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_job.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
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
from pykubectl.cli.resources import Builder
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    command = command_after(arguments)
    if bool(flags["image"]) == bool(flags["from"]):
        raise Failure("either --image or --from must be specified")
    if command and flags["from"]:
        raise Failure("cannot specify --from and command")
    obj = _from_cron_job(session, flags, name) if flags["from"] else _from_image(session, flags, name, command)
    return create_object(session, flags, Made(obj, "jobs", failure="failed to create job: "))


def _from_image(session: Session, flags: Flags, name: str, command: list[str]) -> Object:
    pod = {"containers": [container(name, flags["image"], command)], "restartPolicy": "Never"}
    return {
        "kind": "Job",
        "apiVersion": "batch/v1",
        "metadata": metadata(session, name),
        "spec": {"template": {"metadata": {}, "spec": pod}},
        "status": {},
    }


def _from_cron_job(session: Session, flags: Flags, name: str) -> Object:
    infos = Builder(session, [flags["from"]]).do().infos()
    if len(infos) != 1:
        raise Failure("from must be an existing cronjob")
    cron_job = infos[0].content
    if cron_job["kind"] != "CronJob":
        raise Failure(f"unknown object type *v1.{cron_job['kind']}")
    template = cron_job["spec"]["jobTemplate"]
    about = template.get("metadata") or {}
    made = metadata(session, name)
    if about.get("labels"):
        made["labels"] = about["labels"]
    made["annotations"] = {"cronjob.kubernetes.io/instantiate": "manual", **(about.get("annotations") or {})}
    owner = {"name": cron_job["metadata"]["name"], "uid": cron_job["metadata"]["uid"], "controller": True}
    made["ownerReferences"] = [{"apiVersion": "batch/v1", "kind": "CronJob", **owner}]
    return {"kind": "Job", "apiVersion": "batch/v1", "metadata": made, "spec": template["spec"], "status": {}}


COMMAND = Command(
    "job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
    run,
    short="A job",
    long="Makes a job that runs an image once, or what a cron job runs at its times.",
    examples="""
# A job with a command
kubectl create job once --image=busybox -- date

# Run a cron job now
kubectl create job now --from=cronjob/nightly
""",
    flags=(
        Flag("from", "string", "", "The cron job to make the job of (cronjob/name)."),
        Flag("image", "string", "", "Image to run."),
        *GENERATOR_FLAGS,
    ),
)
