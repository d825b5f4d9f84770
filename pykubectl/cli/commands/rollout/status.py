"""rollout status: follows a rollout until it is done, or cannot be any more.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_status.go, .../pkg/polymorphichelpers/rollout_status.go.
"""

from pykubectl import Object
from pykubectl.cli.commands.rollout.targets import TARGET_FLAGS, builder_of, note_nothing_found
from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.resources import Info
from pykubectl.cli.session import Session
from pykubectl.machinery.objects import get_path

_REVISION = "deployment.kubernetes.io/revision"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if flags["revision"] < 0:
        raise Failure(f"revision must be a positive integer: {flags['revision']}")
    found: list[str] = []

    def follow(info: Info) -> None:
        found.append(info.name)
        kind = info.resource.kind
        if kind not in _STATUS:
            name = f"{kind}.{info.resource.group}" if info.resource.group else kind
            raise Failure(f"no status viewer has been implemented for {name}")
        if flags["watch"]:
            with session.progress(f"following {info.label}"):
                _watch(session, info, flags)
        else:
            session.write(rollout_status(info.content, flags["revision"])[0])

    builder_of(session, flags, arguments).do().visit(follow)
    if not found:
        note_nothing_found(session)
    return None


def _watch(session: Session, info: Info, flags: Flags) -> None:
    query = {"fieldSelector": f"metadata.name={info.name}"}
    timeout = flags["timeout"] or None
    session.exit_on_signals()
    for event in session.watch(info.collection_path, query, timeout=timeout):
        if event["type"] == "DELETED":
            raise Failure("object has been deleted")
        text, done = rollout_status(event["object"], flags["revision"])
        session.write(text)
        session.flush()
        if done:
            return
    raise Failure("timed out waiting for the condition")


def rollout_status(obj: Object, revision: int = 0) -> tuple[str, bool]:
    """(what to say, whether the rollout is done). Raises Failure when it never will be."""
    return _STATUS[obj["kind"]](obj, revision)


def _deployment(obj: Object, revision: int) -> tuple[str, bool]:
    name, status = obj["metadata"]["name"], obj.get("status") or {}
    actual = int((obj["metadata"].get("annotations") or {}).get(_REVISION, 0))
    if revision > 0 and actual != revision:
        raise Failure(f"desired revision ({revision}) is different from the running revision ({actual})")
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for deployment spec update to be observed...\n", False
    progress: Object = next((one for one in status.get("conditions") or () if one["type"] == "Progressing"), {})
    if progress.get("reason") == "ProgressDeadlineExceeded":
        raise Failure(f'deployment "{name}" exceeded its progress deadline')
    wanted, updated = get_path(obj, "spec.replicas", 0), status.get("updatedReplicas", 0)
    waiting = f'Waiting for deployment "{name}" rollout to finish: '
    if updated < wanted:
        return f"{waiting}{updated} out of {wanted} new replicas have been updated...\n", False
    old = status.get("replicas", 0) - updated
    if old > 0:
        return f"{waiting}{old} old replicas are pending termination...\n", False
    available = status.get("availableReplicas", 0)
    if available < updated:
        return f"{waiting}{available} of {updated} updated replicas are available...\n", False
    return f'deployment "{name}" successfully rolled out\n', True


def _check_strategy(obj: Object) -> None:
    if get_path(obj, "spec.updateStrategy.type") != "RollingUpdate":
        raise Failure("rollout status is only available for RollingUpdate strategy type")


def _daemon_set(obj: Object, revision: int) -> tuple[str, bool]:
    _check_strategy(obj)
    name, status = obj["metadata"]["name"], obj.get("status") or {}
    if obj["metadata"].get("generation", 0) > status.get("observedGeneration", 0):
        return "Waiting for daemon set spec update to be observed...\n", False
    wanted, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    waiting = f'Waiting for daemon set "{name}" rollout to finish: '
    if updated < wanted:
        return f"{waiting}{updated} out of {wanted} new pods have been updated...\n", False
    available = status.get("numberAvailable", 0)
    if available < wanted:
        return f"{waiting}{available} of {wanted} updated pods are available...\n", False
    return f'daemon set "{name}" successfully rolled out\n', True


def _stateful_set(obj: Object, revision: int) -> tuple[str, bool]:
    _check_strategy(obj)
    status = obj.get("status") or {}
    observed = status.get("observedGeneration", 0)
    if observed == 0 or obj["metadata"].get("generation", 0) > observed:
        return "Waiting for statefulset spec update to be observed...\n", False
    wanted, updated = get_path(obj, "spec.replicas", 0), status.get("updatedReplicas", 0)
    missing = wanted - status.get("readyReplicas", 0)
    if missing > 0:
        return f"Waiting for {missing} pods to be ready...\n", False
    partition = get_path(obj, "spec.updateStrategy.rollingUpdate.partition")
    if partition is not None:
        if updated < wanted - partition:
            out_of = f"{updated} out of {wanted - partition} new pods have been updated..."
            return f"Waiting for partitioned roll out to finish: {out_of}\n", False
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    target = status.get("updateRevision", "")
    if target != status.get("currentRevision", ""):
        return f"waiting for statefulset rolling update to complete {updated} pods at revision {target}...\n", False
    current = status.get("currentReplicas", 0)
    return (
        f"statefulset rolling update complete {current} pods at revision {status.get('currentRevision', '')}...\n",
        True,
    )


_STATUS = {"Deployment": _deployment, "DaemonSet": _daemon_set, "StatefulSet": _stateful_set}

COMMAND = Command(
    "status (TYPE NAME | TYPE/NAME) [flags]",
    run,
    short="Follow a rollout to its end",
    long="Says how a rollout goes, until it is done; with --watch=false once.",
    examples="""
# Follow the rollout of a deployment
kubectl rollout status deployment/web
""",
    flags=(
        *TARGET_FLAGS,
        Flag("revision", "int64", 0, "The revision that must be the one rolled out; 0: whichever it is."),
        Flag("timeout", "duration", 0.0, "How long to follow; zero means to the end."),
        Flag("watch", "bool", True, "Follow the rollout until it is done.", "w"),
    ),
)
