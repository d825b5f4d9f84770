"""Which pods of a node may go, and how they go: drain's filters, evictions and deletions.

A pod passes the filters in order; the first that keeps it back decides. Evictions that a disruption budget refuses are
tried again every five seconds, all pods of a node side by side.

Upstream: staging/src/k8s.io/kubectl/pkg/drain/{drain,filters}.go.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Aggregate, Failure, message_of
from pykubectl.cli.grammar import Flags
from pykubectl.cli.session import Session
from pykubectl.errors import Forbidden, NotFound, StatusError, TooManyRequests
from pykubectl.machinery.owners import controller_of
from pykubectl.machinery.pod_phases import is_finished
from pykubectl.machinery.timestamps import format_duration, parse_time

_RETRY_SECONDS = 5.0
_POLL_SECONDS = 1.0


class _Verdict(NamedTuple):
    """Whether a pod goes; `error` keeps the whole node from being drained, `warning` is only said."""

    goes: bool = True
    warning: str = ""
    error: str = ""


_GO = _Verdict()
_SKIP = _Verdict(goes=False)


class PodsToGo(NamedTuple):
    pods: list[Object]
    warnings: str
    errors: list[Exception]


def pods_to_go(session: Session, flags: Flags, node: str) -> PodsToGo:
    """The node's pods, sorted out."""
    query = {"fieldSelector": f"spec.nodeName={node}"}
    if flags["pod-selector"]:
        query["labelSelector"] = flags["pod-selector"]
    going: list[Object] = []
    warnings: dict[str, list[str]] = {}
    errors: dict[str, list[str]] = {}
    for pod in _list(session, query, flags["chunk-size"]):
        verdict = _verdict(session, flags, pod)
        meta = pod["metadata"]
        label = f"{meta['namespace']}/{meta['name']}"
        if verdict.goes:
            going.append(pod)
        if verdict.warning:
            warnings.setdefault(verdict.warning, []).append(label)
        if verdict.error:
            errors.setdefault(verdict.error, []).append(label)
    warned = "; ".join(f"{text}: {', '.join(pods)}" for text, pods in warnings.items())
    failed: list[Exception] = [Failure(f"cannot delete {text}: {', '.join(pods)}") for text, pods in errors.items()]
    return PodsToGo(going, warned, failed)


def _list(session: Session, query: dict[str, str], chunk: int) -> list[Object]:
    return [pod for page in session.pages("/api/v1/pods", query, chunk) for pod in page["items"]]


def _verdict(session: Session, flags: Flags, pod: Object) -> _Verdict:
    verdict = _GO
    for judge in (_deleted, _daemon, _mirror, _local_storage, _unreplicated):
        verdict = judge(session, flags, pod)
        if not verdict.goes:
            return verdict
    return verdict


def _is_long_gone(session: Session, flags: Flags, pod: Object) -> bool:
    """--skip-wait-for-delete-timeout: whether the pod has been going for longer than that."""
    patience: int = flags["skip-wait-for-delete-timeout"]
    since = pod["metadata"].get("deletionTimestamp")
    return patience > 0 and bool(since) and (session.now - parse_time(since)).total_seconds() > patience


def _deleted(session: Session, flags: Flags, pod: Object) -> _Verdict:
    return _SKIP if _is_long_gone(session, flags, pod) else _GO


def _daemon(session: Session, flags: Flags, pod: Object) -> _Verdict:
    owner = controller_of(pod)
    if owner is None or owner["kind"] != "DaemonSet" or is_finished(pod):
        return _GO
    path = f"/apis/apps/v1/namespaces/{pod['metadata']['namespace']}/daemonsets/{owner['name']}"
    try:
        session.request("GET", path)
    except NotFound as error:
        if flags["force"]:
            return _Verdict(warning=error.message)
        return _Verdict(goes=False, error=error.message)
    except StatusError as error:
        return _Verdict(goes=False, error=error.message)
    if not flags["ignore-daemonsets"]:
        return _Verdict(goes=False, error="DaemonSet-managed Pods (use --ignore-daemonsets to ignore)")
    return _Verdict(goes=False, warning="ignoring DaemonSet-managed Pods")


def _mirror(session: Session, flags: Flags, pod: Object) -> _Verdict:
    """A static pod: the API's copy can go, the pod cannot."""
    return _SKIP if "kubernetes.io/config.mirror" in (pod["metadata"].get("annotations") or {}) else _GO


def _local_storage(session: Session, flags: Flags, pod: Object) -> _Verdict:
    if not any("emptyDir" in volume for volume in pod["spec"].get("volumes") or ()) or is_finished(pod):
        return _GO
    if not flags["delete-emptydir-data"]:
        return _Verdict(goes=False, error="Pods with local storage (use --delete-emptydir-data to override)")
    return _Verdict(warning="deleting Pods with local storage")


def _unreplicated(session: Session, flags: Flags, pod: Object) -> _Verdict:
    if is_finished(pod) or controller_of(pod) is not None:
        return _GO
    if flags["force"]:
        return _Verdict(warning="deleting Pods that declare no controller")
    return _Verdict(goes=False, error="Pods that declare no controller (use --force to override)")


class Departure:
    """Sends the pods of one node away and waits until they are gone."""

    def __init__(self, session: Session, flags: Flags) -> None:
        self.session = session
        self.flags = flags
        self.is_dry = flags["dry-run"] == "server"
        self.timeout: float = flags["timeout"]
        self.waited = 0.0
        self.suffix = " (server dry run)" if self.is_dry else ""

    def run(self, pods: Sequence[Object]) -> None:
        """Raises Aggregate, Failure or StatusError."""
        if self.flags["disable-eviction"]:
            self._delete(pods)
        else:
            self._evict(pods)

    def _is_late(self) -> bool:
        return 0 < self.timeout <= self.waited

    def _pause(self, seconds: float) -> None:
        self.session.flush()
        self.session.client.pause(seconds)
        self.waited += seconds

    def _evict(self, pods: Sequence[Object]) -> None:
        errors: list[Exception] = []
        waiting: list[Object] = []
        trying = list(pods)
        while trying or waiting:
            refused: list[Object] = []
            for pod in trying:
                try:
                    (waiting if self._evict_one(pod) else refused).append(pod)
                except Failure as error:
                    errors.append(error)
            if self.is_dry:
                waiting = []
            waiting = self._remaining(waiting, "evicted", errors)
            trying = refused
            if trying:
                self._pause(_RETRY_SECONDS)
            elif waiting:
                self._pause(_POLL_SECONDS)
        if errors:
            raise Aggregate(errors)

    def _evict_one(self, pod: Object) -> bool:
        """Whether the server agreed. Raises Failure."""
        meta = pod["metadata"]
        name, namespace = meta["name"], meta["namespace"]
        self.session.line(f"evicting pod {namespace}/{name}{self.suffix}")
        subject = f'error when evicting pods/"{name}" -n "{namespace}"'
        if self._is_late():
            raise Failure(f"{subject}: global timeout reached: {format_duration(self.timeout)}")
        eviction = {"kind": "Eviction", "apiVersion": "policy/v1", "metadata": {"name": name, "namespace": namespace}}
        eviction["deleteOptions"] = self._delete_options()
        try:
            self.session.request("POST", f"/api/v1/namespaces/{namespace}/pods/{name}/eviction", body=eviction)
        except NotFound:
            return True
        except TooManyRequests as error:
            self.session.note(f"{subject} (will retry after 5s): {error.message}")
            return False
        except StatusError as error:
            if isinstance(error, Forbidden) and _is_terminating(error):
                return self._evict_from_terminating(pod, error)
            raise Failure(f"{subject}: {error.message}") from None
        return True

    def _evict_from_terminating(self, pod: Object, error: StatusError) -> bool:
        """A namespace that goes takes the pod with it: enough when the pod is going, else to be tried again."""
        meta = pod["metadata"]
        if "deletionTimestamp" in meta:
            return True
        self.session.note(
            f'error when evicting pod "{meta["name"]}" from terminating namespace "{meta["namespace"]}"'
            f" (will retry after 5s): {error.message}"
        )
        return False

    def _delete_options(self) -> Object:
        options: Object = {}
        if self.flags["grace-period"] >= 0:
            options["gracePeriodSeconds"] = self.flags["grace-period"]
        if self.is_dry:
            options["dryRun"] = ["All"]
        return options

    def _delete(self, pods: Sequence[Object]) -> None:
        for pod in pods:
            meta = pod["metadata"]
            body = {"kind": "DeleteOptions", "apiVersion": "v1", **self._delete_options()}
            try:
                self.session.request("DELETE", f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}", body=body)
            except NotFound:
                continue
        errors: list[Exception] = []
        waiting = [] if self.is_dry else self._remaining(pods, "deleted", errors)
        while waiting and not errors:
            self._pause(_POLL_SECONDS)
            waiting = self._remaining(waiting, "deleted", errors)
        if errors:
            raise Aggregate(errors)

    def _remaining(self, pods: Sequence[Object], done: str, errors: list[Exception]) -> list[Object]:
        """The pods that are still there; those that are gone are reported."""
        left: list[Object] = []
        for pod in pods:
            try:
                found = self._look(pod)
            except StatusError as error:
                errors.append(self._waiting_error(pod, done, message_of(error)))
                continue
            if found is None:
                self.session.line(f"pod/{pod['metadata']['name']} {done}{self.suffix}")
            elif _is_long_gone(self.session, self.flags, found):
                self._say_skipped(pod)
            elif self._is_late():
                text = f"global timeout reached: {format_duration(self.timeout)}"
                errors.append(self._waiting_error(pod, done, text))
            else:
                left.append(pod)
        return left

    def _look(self, pod: Object) -> Object | None:
        meta = pod["metadata"]
        try:
            found: Object = self.session.request("GET", f"/api/v1/namespaces/{meta['namespace']}/pods/{meta['name']}")
        except NotFound:
            return None
        return found if found["metadata"]["uid"] == meta["uid"] else None

    def _say_skipped(self, pod: Object) -> None:
        patience = self.flags["skip-wait-for-delete-timeout"]
        name = pod["metadata"]["name"]
        self.session.write(f'pod "{name}" has DeletionTimestamp older than {patience} seconds, skipping\n')

    def _waiting_error(self, pod: Object, done: str, text: str) -> Failure:
        if done == "deleted":
            return Failure(text)
        meta = pod["metadata"]
        return Failure(
            f'error when waiting for pod "{meta["name"]}" in namespace "{meta["namespace"]}" to terminate: {text}'
        )


def _is_terminating(error: StatusError) -> bool:
    return any(cause.get("reason") == "NamespaceTerminating" for cause in error.details.get("causes") or ())
