"""run: makes a pod of an image, and on request a service in front of it.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/run, .../pkg/generate/versioned/run.go.
"""

import re
from typing import Any

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.generating import metadata
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.overrides import OVERRIDE_FLAGS, overridden
from pykubectl.cli.printers import PRINT_FLAGS, typed_printer
from pykubectl.cli.resources import FILENAME_FLAGS
from pykubectl.cli.session import Session
from pykubectl.cli.writes import (
    DRY_RUN_FLAG,
    RECORD_FLAG,
    SAVE_CONFIG_FLAG,
    dry_run,
    field_manager_flag,
    record_cause,
    save_configuration,
)
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import Target, resource_path

_RESTART_POLICIES = ("Always", "OnFailure", "Never")
_ENVIRONMENT_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
# An image reference: path components, perhaps a registry with a port before them, a tag and a digest behind.
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_HOST = r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::[0-9]+)?"
_REFERENCE = re.compile(
    rf"(?:{_HOST}/)?{_COMPONENT}(?:/{_COMPONENT})*(?::[\w][\w.-]{{0,127}})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{{32,}})?"
)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if not arguments:
        raise Failure("NAME is required for run")
    dry = dry_run(session, flags)
    _check(flags)
    show = typed_printer(session, flags, "created", dry)
    pod = _pod(session, flags, arguments)
    wanted = [(overridden(session, flags, pod), "pods")]
    if flags["expose"]:
        wanted.append((_service(session, flags, pod), "services"))
    errors: list[Exception] = []
    made: list[Object] = []
    for obj, plural in wanted:
        try:
            made.append(_create(session, flags, obj, plural, dry))
        except StatusError as error:
            if plural == "pods":
                raise
            errors.append(error)
    if errors:
        for obj in made:
            session.write(show(obj))
        raise Aggregate(errors)
    if _attaches(flags):
        _attach(session, flags, made)
        return None
    for obj in made:
        session.write(show(obj))
    return None


def _attaches(flags: Flags) -> bool:
    """-i attaches, unless --attach=false says otherwise."""
    return bool(flags["attach"] if "attach" in flags.changed else flags["stdin"])


def _attach(session: Session, flags: Flags, made: list[Object]) -> None:
    from pykubectl.cli.attaching import attach_to_new

    try:
        attach_to_new(session, flags, made[0])
    finally:
        if flags["rm"]:
            _remove(session, flags, made)


def _remove(session: Session, flags: Flags, made: list[Object]) -> None:
    """Delete what was made, as the flags that `run` shares with `delete` say."""
    from pykubectl.cli.deleting import Deletion, delete_all
    from pykubectl.cli.info import Info

    rows = {row.kind: row for row in session.client.resources() if not row.group}
    infos = [Info(rows[obj["kind"]], obj["metadata"]["namespace"], obj["metadata"]["name"]) for obj in made]
    deletion = Deletion(session, flags["cascade"].capitalize(), flags["grace-period"])

    def tell(info: Info) -> None:
        if not flags["quiet"]:
            kind = info.resource.kind.lower()
            session.line(f"{kind} {quote(info.name)} deleted from {info.namespace} namespace")

    delete_all(deletion, infos, tell, wait=flags["wait"], seconds=flags["timeout"])


def _create(session: Session, flags: Flags, obj: Object, plural: str, dry: str) -> Object:
    record_cause(session, flags, obj)
    if dry == "client":
        return obj
    save_configuration(flags["save-config"], obj)
    query = {"fieldManager": flags["field-manager"], **({"dryRun": "All"} if dry == "server" else {})}
    path = resource_path(Target("", "v1", obj["metadata"].get("namespace") or session.namespace, plural))
    answer: Object = session.request("POST", path, query=query, body=obj)
    return answer


def check_image(image: str, where: str = "") -> None:
    if _REFERENCE.fullmatch(image) is None:
        raise Failure(f"invalid image name {quote(image)}{where}: invalid reference format")


def _check(flags: Flags) -> None:
    image: str = flags["image"]
    if not image:
        raise Failure("--image is required")
    check_image(image)
    attaches = _attaches(flags)
    if flags["tty"] and not flags["stdin"]:
        raise Failure("-i/--stdin is required for containers with -t/--tty=true")
    if flags["expose"] and not flags["port"]:
        raise Failure("--port must be set when exposing a service")
    if flags["rm"] and not attaches:
        raise Failure("--rm should only be used for attached containers")
    if flags["pod-running-timeout"] <= 0:
        raise Failure("--pod-running-timeout must be higher than zero")
    if attaches and flags["dry-run"] != "none":
        raise Failure(
            "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)"
        )
    cascade = flags["cascade"]
    if cascade not in ("background", "foreground", "orphan"):
        raise Failure(f'invalid cascade value ({cascade}). Must be "background", "foreground", or "orphan"')
    _check_choice(flags["restart"], "restart policy", _RESTART_POLICIES)
    _check_choice(flags["image-pull-policy"], "image pull policy", _PULL_POLICIES)


def _check_choice(value: str, what: str, choices: tuple[str, ...]) -> None:
    if value and value not in choices:
        raise Failure(f"invalid {what}: {value}, valid values are: {', '.join(choices)}")


def _pod(session: Session, flags: Flags, arguments: list[str]) -> Object:
    name, *words = arguments
    container: dict[str, Any] = {"name": name, "image": flags["image"]}
    if words:
        container["command" if flags["command"] else "args"] = words
    ports = [{"containerPort": _port(flags)}] if flags["port"] else []
    environment = [_variable(one) for one in flags["env"]]
    container.update({key: value for key, value in (("ports", ports), ("env", environment)) if value})
    container["resources"] = {}
    if flags["image-pull-policy"]:
        container["imagePullPolicy"] = flags["image-pull-policy"]
    if flags["stdin"]:
        container["stdin"] = True
        if not flags["leave-stdin-open"]:
            container["stdinOnce"] = True
    if flags["tty"]:
        container["tty"] = True
    if flags["privileged"]:
        container["securityContext"] = {"privileged": True}
    made = metadata(session, name, labels=labels_of(flags["labels"]) or {"run": name})
    if flags["annotations"]:
        made["annotations"] = _annotations(flags["annotations"])
    policy = flags["restart"] or "Always"
    spec = {"containers": [container], "restartPolicy": policy, "dnsPolicy": "ClusterFirst"}
    return {"kind": "Pod", "apiVersion": "v1", "metadata": made, "spec": spec, "status": {}}


def _port(flags: Flags) -> int:
    text: str = flags["port"]
    if re.fullmatch(r"[+-]?\d+", text) is None:
        raise Failure("--port must be a number")
    return int(text)


def _variable(text: str) -> Object:
    name, equals, value = text.partition("=")
    if not equals or not name or _ENVIRONMENT_NAME.fullmatch(name) is None:
        raise Failure(f"invalid env: {text}")
    return {"name": name, **({"value": value} if value else {})}


def labels_of(text: str) -> dict[str, str]:
    """Of `app=web,tier=front`. Raises Failure."""
    found = {}
    for pair in text.split(",") if text else ():
        key, equals, value = pair.partition("=")
        if not equals or not key or "=" in value:
            raise Failure(f"unexpected label spec: {pair}")
        found[key] = value
    return found


def _annotations(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise Failure(f"invalid annotations format: {pair}")
        found[key] = value
    return found


def _service(session: Session, flags: Flags, pod: Object) -> Object:
    port = _port(flags)
    labels = pod["metadata"].get("labels") or {}
    made = metadata(session, pod["metadata"]["name"])
    if flags["labels"]:
        made["labels"] = dict(labels)
    spec = {"ports": [{"protocol": "TCP", "port": port, "targetPort": port}], "selector": dict(labels)}
    return {"kind": "Service", "apiVersion": "v1", "metadata": made, "spec": spec, "status": {"loadBalancer": {}}}


COMMAND = Command(
    'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json]'
    " [--command] -- [COMMAND] [args...]",
    run,
    short="Run an image as a pod",
    long="Makes a pod that runs one image, with the command and arguments behind --.",
    examples="""
# A web server
kubectl run web --image=nginx --port=80

# A command that runs once
kubectl run once --image=busybox --restart=Never -- date
""",
    flags=(
        Flag("annotations", "array", [], "Annotations of the pod."),
        Flag("attach", "bool", False, "Attach to the pod once it runs."),
        Flag("cascade", "string", "background", "How what depends on the pod is deleted with --rm.", bare="background"),
        Flag("command", "bool", False, "What stands behind -- is the command, not its arguments."),
        Flag("detach-keys", "string", "ctrl-p,ctrl-q", "The keys that detach from the pod."),
        DRY_RUN_FLAG,
        Flag("env", "array", [], "Environment variables of the container."),
        Flag("expose", "bool", False, "Also make a service for the pod; needs --port."),
        field_manager_flag("kubectl-run"),
        *FILENAME_FLAGS[1:],
        Flag("force", "bool", False, "With --rm: delete at once and do not wait for a word from the node."),
        Flag("grace-period", "int", -1, "With --rm: seconds the pod has to end; negative: its own."),
        Flag("image", "string", "", "The image to run.", required=True),
        Flag("image-pull-policy", "string", "", "When the image is pulled; empty: the server decides."),
        Flag("labels", "string", "", "Labels of the pod, as key=value pairs between commas.", "l"),
        Flag("leave-stdin-open", "bool", False, "Leave stdin open after the first attach ends."),
        *OVERRIDE_FLAGS,
        Flag("pod-running-timeout", "duration", 60.0, "How long to wait until the pod runs."),
        Flag("port", "string", "", "The port that the container serves."),
        *PRINT_FLAGS,
        Flag("privileged", "bool", False, "Run the container privileged."),
        Flag("quiet", "bool", False, "Do not print what was asked for at the terminal.", "q"),
        Flag("restart", "string", "Always", "Restart policy: Always, OnFailure, Never."),
        Flag("rm", "bool", False, "Delete the pod when it ends; only for attached containers."),
        RECORD_FLAG,
        SAVE_CONFIG_FLAG,
        Flag("stdin", "bool", False, "Keep stdin of the container open.", "i"),
        Flag("timeout", "duration", 0.0, "With --rm: how long to wait for the deletion."),
        Flag("tty", "bool", False, "Give the container a terminal.", "t"),
        Flag("wait", "bool", False, "With --rm: wait until the pod is gone."),
    ),
)
