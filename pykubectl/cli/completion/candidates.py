"""Candidates from the cluster and the kubeconfig: types, names, TYPE/NAME, containers, ports.

What goes wrong on the way to them is no error: then there are none.

Upstream: staging/src/k8s.io/kubectl/pkg/util/completion/completion.go, .../pkg/cmd/cp/cp.go (ValidArgsFunction).
"""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from pykubectl import Object
from pykubectl.cli.completion import NO_FILES, NO_SPACE, Found, plain
from pykubectl.cli.errors import Aggregate, Failure
from pykubectl.cli.kubeconfig_files import merged, names
from pykubectl.cli.mapping import mapper_of
from pykubectl.cli.pod_targets import by_activity, containers_of, pods_of
from pykubectl.cli.resources import Builder
from pykubectl.cli.session import Session
from pykubectl.client import Unreachable
from pykubectl.client.kubeconfig import ConfigError
from pykubectl.errors import StatusError

# What completes: it gets the session, the arguments before, and what has been typed of this one.
Completer = Callable[[Session, Sequence[str], str], Found]

NOTHING = (Failure, Aggregate, StatusError, Unreachable, ConfigError)
WITH_PODS = (
    "daemonsets", "deployments", "pods", "jobs", "replicasets", "replicationcontrollers", "services", "statefulsets",
)  # fmt: skip
POD_SECONDS = 0.1


def _objects(session: Session, kind: str) -> list[Object]:
    with suppress(*NOTHING):
        return [info.content for info in Builder(session, [kind], selector="").do().infos()]
    return []


def names_of(session: Session, kind: str, typed: str) -> list[str]:
    """The names of the objects of a type that begin with what has been typed."""
    return [name for obj in _objects(session, kind) if (name := obj["metadata"]["name"]).startswith(typed)]


def _types(session: Session, typed: str) -> list[str]:
    """Types that can be got; of a list with commas, the last one is being typed."""
    before, comma, last = typed.rpartition(",")
    try:
        rows = mapper_of(session).rows
    except NOTHING:
        return []
    known = sorted((row.group, row.plural, row.resource) for row in rows if row.preferred and "get" in row.verbs)
    return [f"{before}{comma}{resource}" for _, _, resource in known if resource.startswith(last)]


def types_and_names(allowed: Sequence[str] = (), *, repeat: bool = True) -> Completer:
    """TYPE NAME..., or TYPE/NAME...; `allowed`: only these types; without `repeat` only one name."""

    def complete(session: Session, arguments: Sequence[str], typed: str) -> Found:
        def types() -> list[str]:
            return [name for name in allowed if name.startswith(typed)] if allowed else _types(session, typed)

        if arguments and "/" not in arguments[0]:
            if len(arguments) > 1 and not repeat:
                return Found()
            found = names_of(session, arguments[0], typed)
            return plain([name for name in found if name not in arguments[1:]])
        if arguments and not repeat:
            return Found()
        if "/" in typed:
            found = _names_with_type(session, typed)
            return plain([name for name in found if name not in arguments])
        if arguments:
            return plain([f"{name}/" for name in types()], NO_FILES | NO_SPACE)
        return plain(types())

    return complete


def _names_with_type(session: Session, typed: str) -> list[str]:
    kind, _, name = typed.partition("/")
    return [f"{kind}/{found}" for found in names_of(session, kind, name)]


def names_only(kind: str) -> Completer:
    """One argument: a name of this type."""
    return lambda session, arguments, typed: plain([] if arguments else names_of(session, kind, typed))


def names_anywhere(kind: str) -> Completer:
    """The value of a flag: a name of this type."""
    return lambda session, arguments, typed: plain(names_of(session, kind, typed))


def pods(session: Session, arguments: Sequence[str], typed: str) -> Found:
    """One argument: a pod, or TYPE/NAME of something with pods."""
    if arguments:
        return Found()
    if "/" in typed:
        return plain(_names_with_type(session, typed))
    found = names_of(session, "pod", typed)
    types = [f"{kind}/" for kind in WITH_PODS if kind.startswith(typed)]
    return plain([*found, *types], NO_FILES if found else NO_FILES | NO_SPACE)


def pods_and_containers(session: Session, arguments: Sequence[str], typed: str) -> Found:
    return containers(session, arguments, typed) if len(arguments) == 1 else pods(session, arguments, typed)


def containers(session: Session, arguments: Sequence[str], typed: str) -> Found:
    """The containers of the pod that the first argument means."""
    pod = _pod(session, arguments[0]) if arguments else None
    found = containers_of(pod, "initContainers", "containers") if pod else []
    return plain([name for name in found if name.startswith(typed)])


def pods_and_ports(session: Session, arguments: Sequence[str], typed: str) -> Found:
    """A pod (or TYPE/NAME), then LOCAL:REMOTE for one of its ports."""
    if len(arguments) != 1:
        return pods(session, arguments, typed)
    kind, slash, name = arguments[0].partition("/")
    if slash and kind in ("service", "services", "svc"):
        service = _one(session, "service", name)
        ports = [one["port"] for one in (service or {}).get("spec", {}).get("ports") or ()]
    else:
        pod = _pod(session, arguments[0])
        spec = (pod or {}).get("spec", {})
        ports = [port["containerPort"] for one in spec.get("containers", ()) for port in one.get("ports") or ()]
    local = typed.partition(":")[0]
    found = [f"{local if typed else port}:{port}" for port in ports]
    return plain([text for text in found if text.startswith(typed)])


def _one(session: Session, kind: str, name: str) -> Object | None:
    with suppress(*NOTHING):
        return Builder(session, [kind, name]).do().infos()[0].content
    return None


def _pod(session: Session, argument: str) -> Object | None:
    """The pod that POD or TYPE/NAME means."""
    kind, slash, name = argument.partition("/")
    obj = _one(session, kind, name) if slash else _one(session, "pod", argument)
    if obj is None or obj["kind"] == "Pod":
        return obj
    with suppress(*NOTHING):
        return pods_of(session, obj, by_activity, POD_SECONDS)[0]
    return None


def of_kubeconfig(section: str) -> Completer:
    """One argument: a name in the kubeconfig."""
    return lambda session, arguments, typed: plain([] if arguments else _configured(session, section, typed))


def of_kubeconfig_anywhere(section: str) -> Completer:
    return lambda session, arguments, typed: plain(_configured(session, section, typed))


def _configured(session: Session, section: str, typed: str) -> list[str]:
    with suppress(*NOTHING):
        return [name for name in names(merged(session), section) if name.startswith(typed)]
    return []


def words(*known: str) -> Completer:
    """The value of a flag: one of these words."""
    return lambda session, arguments, typed: plain([word for word in known if word.startswith(typed)])


def fixed(*known: str) -> Completer:
    """The value of a flag: these words, whatever has been typed."""
    return lambda session, arguments, typed: plain(known)


def copied(session: Session, arguments: Sequence[str], typed: str) -> Found:
    """cp's first argument: a path, [NAMESPACE/]POD:."""
    if arguments or typed[:1] in ("/", ".", "~") or ":" in typed:
        return Found((), NO_SPACE)
    namespace, slash, _ = typed.partition("/")
    if slash and namespace:
        session.flags.values["namespace"] = namespace
        pods = [f"{one['metadata']['namespace']}/{one['metadata']['name']}:" for one in _objects(session, "pod")]
        return plain([text for text in pods if text.startswith(typed)], NO_SPACE)
    found = [f"{name}/" for name in names_of(session, "namespace", typed)]
    found += [f"{name}:" for name in names_of(session, "pod", typed)]
    if not typed:
        found += ["./", "/"]
    elif found:
        found += [f"{one}/" if os.path.isdir(one) else one for one in sorted(os.listdir(".")) if one.startswith(typed)]
    return plain(found, NO_SPACE)
