"""logs: prints what containers wrote.

One request per container. Who follows reads on, whenever something happens to a pod, until its container has ended.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go, .../pkg/polymorphichelpers/logsforobject.go.
"""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.pod_targets import (
    DEFAULT_CONTAINER,
    by_logging,
    containers_of,
    first_container,
    go_type,
    has_container,
    pods_of,
    the_container,
)
from pykubectl.cli.resources import SCHEME, SELECTOR_FLAG, Builder
from pykubectl.cli.session import Session
from pykubectl.errors import NotFound, StatusError

_USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class _Source(NamedTuple):
    pod: Object
    container: str


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    selector: str = flags["selector"]
    if len(arguments) > 2 or (not arguments and not selector):
        raise UsageError(_USAGE, session.path)
    if len(arguments) == 1 and selector:
        raise UsageError("only a selector (-l) or a POD name is allowed", session.path)
    container = arguments[1] if len(arguments) == 2 else flags["container"]
    since_time: str = flags["since-time"]
    if since_time and _TIME.fullmatch(since_time) is None:
        raise Failure(
            f'parsing time {quote(since_time)} as "2006-01-02T15:04:05Z07:00": cannot parse {quote(since_time)} as "2006"'
        )
    if flags["pod-running-timeout"] <= 0:
        raise Failure("--pod-running-timeout must be higher than zero")
    objects = _objects(session, flags, arguments)
    _check(flags, container, arguments)
    sources = [source for obj in objects for source in _sources(session, flags, obj, container)]
    if flags["follow"] and len(sources) > max(1, flags["max-log-requests"]):
        raise Failure(
            f"you are attempting to follow {len(sources)} log streams, but maximum allowed concurrency is"
            f" {flags['max-log-requests']}, use --max-log-requests to increase the limit"
        )
    running = [source for source in sources if _print(session, flags, source) and _state(source) == "running"]
    if flags["follow"] and running:
        _follow(session, flags, running)
    return None


def _objects(session: Session, flags: Flags, arguments: list[str]) -> list[Object]:
    """The objects meant: pods by selector, or the one named. Raises."""
    builder = Builder(session, selector=flags["selector"] or None, continue_on_error=False, scheme=SCHEME)
    if flags["selector"]:
        builder.arguments = ["pods"]
    elif arguments[0]:
        builder.arguments = [arguments[0] if "/" in arguments[0] else f"pods/{arguments[0]}"]
    try:
        infos = builder.do().infos()
    except NotFound as error:
        raise Failure(f'error from server (NotFound): {error.message} in namespace "{session.namespace}"') from None
    if flags["selector"] and not infos:
        session.note(f"No resources found in {session.namespace} namespace.")
    return [info.content for info in infos]


def _check(flags: Flags, container: str, arguments: list[str]) -> None:
    if flags["since-time"] and flags["since"]:
        raise Failure("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if flags["all-containers"] and container:
        raise Failure(f"--all-containers=true should not be specified with container name {container}")
    if "container" in flags.changed and len(arguments) == 2:
        raise Failure("only one of -c or an inline [CONTAINER] arg is allowed")
    if flags["limit-bytes"] < 0:
        raise Failure("--limit-bytes must be greater than 0")
    if flags["since"] < 0:
        raise Failure("--since must be greater than 0")
    if flags["tail"] < -1:
        raise Failure("--tail must be greater than or equal to -1")


def _sources(session: Session, flags: Flags, obj: Object, container: str) -> Iterator[_Source]:
    """The containers to print of one object. Raises Failure."""
    if obj["kind"] != "Pod":
        for pod in _pods(session, flags, obj):
            yield from _sources(session, flags, {"apiVersion": "v1", "kind": "Pod", **pod}, container)
        return
    if flags["all-containers"]:
        for name in containers_of(obj, "initContainers", "containers", "ephemeralContainers"):
            yield _Source(obj, name)
        return
    yield _Source(obj, the_container(obj, container or _default_container(session, flags, obj)))


def _default_container(session: Session, flags: Flags, pod: Object) -> str:
    annotated: str = (pod["metadata"].get("annotations") or {}).get(DEFAULT_CONTAINER, "")
    if annotated and has_container(pod, annotated):
        return annotated
    if annotated:
        session.note(f"Default container name {quote(annotated)} not found in pod {pod['metadata']['name']}")
    return first_container(session, pod, quiet=flags["all-pods"])


def _pods(session: Session, flags: Flags, obj: Object) -> list[Object]:
    try:
        pods = pods_of(session, obj, by_logging, flags["pod-running-timeout"])
    except Failure as error:
        if "timed out" in error.message:
            raise
        raise Failure(f"cannot get the logs from {go_type(obj)}: {error.message}") from None
    if flags["all-pods"]:
        return pods
    if len(pods) > 1:
        session.note(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}")
    return pods[:1]


def _query(flags: Flags, container: str) -> dict[str, str]:
    query = {"container": container}
    for name in ("follow", "previous", "timestamps"):
        if flags[name]:
            query[name] = "true"
    if flags["since"]:
        query["sinceSeconds"] = str(math.ceil(flags["since"]))
    if flags["since-time"]:
        query["sinceTime"] = flags["since-time"]
    if flags["limit-bytes"]:
        query["limitBytes"] = str(flags["limit-bytes"])
    if flags["selector"] and "tail" not in flags.changed:
        query["tailLines"] = "10"
    elif flags["tail"] != -1:
        query["tailLines"] = str(flags["tail"])
    if flags["insecure-skip-tls-verify-backend"]:
        query["insecureSkipTLSVerifyBackend"] = "true"
    return query


def _print(session: Session, flags: Flags, source: _Source) -> bool:
    """Whether there was a log to print. Raises StatusError."""
    try:
        text: str = session.request("GET", _path(source), query=_query(flags, source.container))
    except StatusError as error:
        if not flags["ignore-errors"]:
            raise
        session.line(f"error: {error.message}")
        return False
    _write(session, flags, source, text)
    return True


def _path(source: _Source) -> str:
    meta = source.pod["metadata"]
    return f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}/log"


def _write(session: Session, flags: Flags, source: _Source, text: str) -> None:
    name = source.pod["metadata"]["name"]
    prefix = f"[pod/{name}/{source.container}] " if flags["prefix"] or flags["all-pods"] else ""
    session.write("".join(prefix + line for line in text.splitlines(keepends=True)) if prefix else text)


def _state(source: _Source) -> str:
    """waiting, running or terminated."""
    status = source.pod.get("status") or {}
    for field in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for one in status.get(field) or ():
            if one["name"] == source.container:
                return next(iter(one.get("state") or {}), "")
    return ""


def _follow(session: Session, flags: Flags, sources: list[_Source]) -> None:
    """What containers go on writing, until each has ended or its pod is gone."""
    session.flush()
    session.exit_on_signals()
    written = {_identity(source): _whole(session, flags, source) for source in sources}
    namespace = sources[0].pod["metadata"]["namespace"]
    for event in session.watch(f"/api/v1/namespaces/{namespace}/pods", {}):
        pod = event["object"]
        for source in [_Source(pod, name) for uid, name in written if uid == pod["metadata"]["uid"]]:
            is_gone = event["type"] == "DELETED"
            if not is_gone:
                text = _whole(session, flags, source)
                _write(session, flags, source, text.removeprefix(written[_identity(source)]))
                session.flush()
                written[_identity(source)] = text
            if is_gone or _state(source) != "running":
                del written[_identity(source)]
        if not written:
            return


def _identity(source: _Source) -> tuple[str, str]:
    return source.pod["metadata"]["uid"], source.container


def _whole(session: Session, flags: Flags, source: _Source) -> str:
    """All that a container has written by now."""
    query = {"container": source.container, **({"timestamps": "true"} if flags["timestamps"] else {})}
    try:
        text: str = session.request("GET", _path(source), query=query)
    except StatusError:
        return ""
    return text


COMMAND = Command(
    "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
    run,
    short="Print what a container wrote",
    long="Prints the logs of a container: the only one of a pod, its default one, or the one named.",
    examples="""
# The only container of a pod
kubectl logs web

# All containers of the pods of a deployment, each line with its source
kubectl logs deployment/web --all-pods --all-containers

# The last ten lines of the container before its restart
kubectl logs web -c nginx --previous --tail=10
""",
    flags=(
        Flag("all-containers", "bool", False, "All containers of the pods."),
        Flag("all-pods", "bool", False, "All pods, not only one; implies --prefix."),
        Flag("container", "string", "", "The container.", "c"),
        Flag("follow", "bool", False, "Go on printing as more is written.", "f"),
        Flag("ignore-errors", "bool", False, "Say what cannot be read, and go on."),
        Flag("insecure-skip-tls-verify-backend", "bool", False, "Do not check the kubelet's certificate."),
        Flag("limit-bytes", "int64", 0, "At most so many bytes; zero is no limit."),
        Flag("max-log-requests", "int", 5, "How many containers may be followed at once."),
        Flag("pod-running-timeout", "duration", 20.0, "How long to wait until there is a pod."),
        Flag("prefix", "bool", False, "Put pod and container before each line."),
        Flag("previous", "bool", False, "The container before its last restart.", "p"),
        SELECTOR_FLAG,
        Flag("since", "duration", 0.0, "Only what is newer than so long ago (5s, 2m, 3h)."),
        Flag("since-time", "string", "", "Only what is newer than a time (RFC 3339)."),
        Flag("tail", "int64", -1, "Only the last lines; -1 for all, but 10 with a selector."),
        Flag("timestamps", "bool", False, "Put the time before each line."),
    ),
)
