"""debug: a container of your own in a pod that runs, in a copy of it, or on a node.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/debug/debug.go.
"""

import hashlib

from pykubectl import Object
from pykubectl.cli.commands.run import check_image
from pykubectl.cli.container_streams import connect
from pykubectl.cli.debugging import PROFILES, apply_profile, check_custom_profile, custom_profile
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.resources import FILENAME_FLAGS, Builder, Info
from pykubectl.cli.session import Session
from pykubectl.cli.writes import patch_between
from pykubectl.machinery.objects import copy

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
_LISTS = ("initContainers", "containers", "ephemeralContainers")


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dash: int = flags.values.get("--", len(arguments))
    targets, command = arguments[:dash], arguments[dash:]
    if flags["profile"] not in PROFILES:
        raise Failure(f"unknown profile: {flags['profile']}")
    custom = custom_profile(flags["custom"]) if flags["custom"] else None
    _check_copy(flags, command)
    _check(session, flags, targets)
    if custom is not None:
        check_custom_profile(custom)
    if flags["profile"] == "legacy":
        session.note(
            "--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile,"
            ' for example "--profile=general".'
        )
    flags.values["custom"] = custom
    builder = Builder(session, filenames=flags["filename"], latest=True, continue_on_error=False)
    builder.arguments = [target if "/" in target else f"pods/{target}" for target in targets]

    def debug(info: Info) -> None:
        if info.resource.resource == "nodes":
            pod, container = _on_node(session, flags, info, command)
        elif info.resource.resource != "pods":
            row = info.resource
            raise Failure(f"{quote(f'{row.group}/{row.version}, Kind={row.kind}')} not supported by debug")
        elif flags["copy-to"]:
            pod, container = _in_copy(session, flags, info, command)
        else:
            pod, container = _in_pod(session, flags, info, command)
        if container and (flags["attach"] if "attach" in flags.changed else flags["stdin"]):
            connect(session, pod, "attach", {"container": container, "stdin": "true", "stdout": "true"})

    builder.do().visit(debug)
    return None


def _check_copy(flags: Flags, command: list[str]) -> None:
    if flags["attach"] and not flags["image"] and not flags["container"]:
        raise Failure("you must specify --container or create a new container using --image in order to attach.")
    if flags["copy-to"]:
        if not flags["image"] and not flags["set-image"] and not command:
            raise Failure("you must specify --image, --set-image or command arguments.")
        if command and not flags["container"] and not flags["image"]:
            raise Failure("you must specify an existing container or a new image when specifying args.")
        return
    for name in ("replace", "same-node", "set-image"):
        if flags[name]:
            raise Failure(f"--{name} may only be used with --copy-to.")
    if not flags["image"]:
        raise Failure("you must specify --image when not using --copy-to.")


def _check(session: Session, flags: Flags, targets: list[str]) -> None:
    if flags["image"]:
        check_image(flags["image"])
    if not targets and not flags["filename"]:
        raise Failure("NAME or filename is required for debug")
    if flags["image-pull-policy"] not in ("", "Always", "IfNotPresent", "Never"):
        raise Failure(f"invalid image pull policy: {flags['image-pull-policy']}")
    for name, image in flags["set-image"].items():
        check_image(image, f" for container {quote(name)}")
    if flags["target"]:
        if flags["copy-to"]:
            raise Failure("--target is incompatible with --copy-to. Use --share-processes instead.")
        if not flags["quiet"]:
            session.line(
                f"Targeting container {quote(flags['target'])}. If you don't see processes from this container it may be"
                " because the container runtime doesn't support this feature."
            )
    if flags["tty"] and not flags["stdin"]:
        raise Failure("-i/--stdin is required for containers with -t/--tty=true")


def _suffix(session: Session, seed: str) -> str:
    """Five letters that change with the moment and the object."""
    digest = hashlib.sha256(f"{session.now.timestamp()} {seed}".encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:5])


def _container_name(session: Session, flags: Flags, pod: Object) -> str:
    if flags["container"]:
        return str(flags["container"])
    taken = {one["name"] for field in _LISTS for one in pod["spec"].get(field) or ()}
    seed = pod["metadata"]["name"]
    while (name := f"debugger-{_suffix(session, seed)}") in taken:
        seed += "."
    if not flags["quiet"]:
        session.line(f"Defaulting debug container name to {name}.")
    return name


def _fill(flags: Flags, container: Object, command: list[str]) -> None:
    """What the flags say of the debug container, in place."""
    if command:
        container["args" if flags["arguments-only"] else "command"] = command
        if not flags["arguments-only"]:
            container.pop("args", None)
    if flags["env"]:
        container["env"] = [{"name": name, "value": value} for name, value in flags["env"].items()]
    for field, flag in (("image", "image"), ("imagePullPolicy", "image-pull-policy")):
        if flags[flag]:
            container[field] = flags[flag]
    for field in ("stdin", "tty"):
        if flags[field]:
            container[field] = True


def _in_pod(session: Session, flags: Flags, info: Info, command: list[str]) -> tuple[Object, str]:
    old, new = info.content, copy(info.content)
    name = _container_name(session, flags, old)
    added: Object = {"name": name, "terminationMessagePolicy": "File"}
    _fill(flags, added, command)
    if flags["target"]:
        added["targetContainerName"] = flags["target"]
    new["spec"]["ephemeralContainers"] = [*(new["spec"].get("ephemeralContainers") or ()), added]
    apply_profile(flags, new, name, "ephemeral")
    # The subresource takes nothing but the ephemeral containers.
    for field in ("containers", "initContainers"):
        if field in old["spec"]:
            new["spec"][field] = old["spec"][field]
    patch, content_type = patch_between(session, old, new)
    path = info.subpath("ephemeralcontainers")
    pod: Object = session.request("PATCH", path, body=patch, content_type=content_type)
    return pod, name


def _in_copy(session: Session, flags: Flags, info: Info, command: list[str]) -> tuple[Object, str]:
    old = info.content
    made, container = _copied(session, flags, old, command)
    if flags["replace"]:
        session.request("DELETE", info.path, body={"kind": "DeleteOptions", "apiVersion": "v1"})
    pod: Object = session.request("POST", info.collection_path, body=made)
    return pod, container


def _copied(session: Session, flags: Flags, old: Object, command: list[str]) -> tuple[Object, str]:
    meta: Object = {"name": flags["copy-to"], "namespace": old["metadata"]["namespace"]}
    for part in ("annotations", *(("labels",) if flags["keep-labels"] else ())):
        if old["metadata"].get(part):
            meta[part] = old["metadata"][part]
    made: Object = copy({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": old["spec"]})
    spec = made["spec"]
    spec.pop("ephemeralContainers", None)
    if "share-processes" in flags.changed:
        spec["shareProcessNamespace"] = flags["share-processes"]
    if not flags["same-node"]:
        spec.pop("nodeName", None)
    images = flags["set-image"]
    for one in spec["containers"]:
        one["image"] = images.get(one["name"], images.get("*", one["image"]))
    found = [one for field in _LISTS for one in spec.get(field) or () if one["name"] == flags["container"]]
    if not found:
        if not flags["image"]:
            if images:
                return made, ""
            raise Failure("you must specify image when creating new container")
        found = [{"name": _container_name(session, flags, made), "terminationMessagePolicy": "File"}]
        spec["containers"].append(found[0])
    _fill(flags, found[0], command)
    apply_profile(flags, made, found[0]["name"], "copy")
    return made, found[0]["name"]


def _on_node(session: Session, flags: Flags, info: Info, command: list[str]) -> tuple[Object, str]:
    container = flags["container"] or "debugger"
    name = f"node-debugger-{info.name}-{_suffix(session, info.name)}"
    if not flags["quiet"]:
        session.line(f"Creating debugging pod {name} with container {container} on node {info.name}.")
    debugger: Object = {"name": container, "terminationMessagePolicy": "File"}
    _fill(flags, debugger, command)
    labels = {"app.kubernetes.io/managed-by": "kubectl-debug"}
    spec = {
        "containers": [debugger],
        "nodeName": info.name,
        "restartPolicy": "Never",
        "tolerations": [{"operator": "Exists"}],
    }
    made = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": labels}, "spec": spec}
    apply_profile(flags, made, container, "node")
    pod: Object = session.request("POST", f"/api/v1/namespaces/{session.namespace}/pods", body=made)
    return pod, container


COMMAND = Command(
    "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
    run,
    short="Look into workloads and nodes with a container of your own",
    long="Adds an ephemeral container to a pod, makes a copy of the pod with another container, image or command, or makes a"
    " pod in the namespaces of a node.",
    examples="""
# A shell beside the containers of a pod
kubectl debug web -it --image=busybox

# A copy of the pod with another image
kubectl debug web --copy-to=web-debug --set-image='*=busybox'

# A pod on a node
kubectl debug node/node-1 -it --image=busybox
""",
    flags=(
        Flag("arguments-only", "bool", False, "What stands behind -- are arguments, not the command."),
        Flag("attach", "bool", False, "Attach to the container once it runs; default with -i."),
        Flag("container", "string", "", "Name of the debug container.", "c"),
        Flag("copy-to", "string", "", "Make a copy of the pod with this name."),
        Flag("custom", "string", "", "File with fields that the container gets besides."),
        Flag("env", "pairs", {}, "Environment variables of the container, as NAME=VALUE."),
        FILENAME_FLAGS[0],
        Flag("image", "string", "", "Image of the debug container."),
        Flag("image-pull-policy", "string", "", "When the image is pulled; empty: the server decides."),
        Flag("keep-annotations", "bool", False, "The copy keeps the annotations."),
        Flag("keep-init-containers", "bool", True, "The copy keeps the init containers."),
        Flag("keep-labels", "bool", False, "The copy keeps the labels."),
        Flag("keep-liveness", "bool", False, "The copy keeps the liveness probes."),
        Flag("keep-readiness", "bool", False, "The copy keeps the readiness probes."),
        Flag("keep-startup", "bool", False, "The copy keeps the startup probes."),
        Flag("profile", "string", "general", f"Debugging profile: {', '.join(PROFILES)}."),
        Flag("quiet", "bool", False, "Print no messages.", "q"),
        Flag("replace", "bool", False, "With --copy-to: delete the original."),
        Flag("same-node", "bool", False, "With --copy-to: on the same node."),
        Flag("set-image", "pairs", {}, "With --copy-to: NAME=IMAGE for containers, * for all."),
        Flag("share-processes", "bool", True, "With --copy-to: containers see each other's processes."),
        Flag("stdin", "bool", False, "Keep stdin of the container open.", "i"),
        Flag("target", "string", "", "Container whose processes are looked at."),
        Flag("tty", "bool", False, "Give the container a terminal.", "t"),
    ),
)
