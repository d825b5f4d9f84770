"""expose: makes a service for the pods of a workload, a pod, or another service.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/expose, .../pkg/polymorphichelpers/{canbeexposed,portsforobject,mapbasedselectorforobject}.go.
"""

import re
from typing import Any, NamedTuple

from pykubectl import Object
from pykubectl.cli.commands.run import labels_of
from pykubectl.cli.commands.set.pod_specs import pod_spec
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import int_or_string
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.overrides import OVERRIDE_FLAGS, overridden
from pykubectl.cli.printers import PRINT_FLAGS, typed_printer
from pykubectl.cli.resources import FILENAME_FLAGS, SCHEME, Builder, Info
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
from pykubectl.machinery.objects import get_path
from pykubectl.machinery.requests import Target, resource_path

_NAME_MAX = 63
_EXPOSABLE = ("ReplicationController", "Service", "Pod", "Deployment", "ReplicaSet")


class Taken(NamedTuple):
    """What was found out for one object stays for the next ones, as in kubectl: only the first gives selector, labels and port."""

    selector: dict[str, str]
    labels: dict[str, str]
    port: list[str]
    protocols: dict[str, str]


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    dry = dry_run(session, flags)
    show = typed_printer(session, flags, "exposed", dry)
    taken = Taken({}, {}, [flags["port"]] if flags["port"] else [], {})

    def make(info: Info) -> None:
        obj = overridden(session, flags, _service(session, flags, info, taken))
        record_cause(session, flags, obj)
        if dry != "client":
            save_configuration(flags["save-config"], obj)
        session.write(show(obj if dry == "client" else _send(session, flags, obj, info, dry)))

    builder = Builder.from_flags(session, flags, arguments)
    builder.scheme = SCHEME
    builder.selector = None  # --selector is that of the service
    builder.do().visit(make)
    return None


def _send(session: Session, flags: Flags, obj: Object, info: Info, dry: str) -> Object:
    query = {"fieldManager": flags["field-manager"], **({"dryRun": "All"} if dry == "server" else {})}
    namespace = obj["metadata"].get("namespace") or info.namespace
    answer: Object = session.request(
        "POST", resource_path(Target("", "v1", namespace, "services")), query=query, body=obj
    )
    return answer


def _service(session: Session, flags: Flags, info: Info, taken: Taken) -> Object:
    source = info.content
    _check_kind(info)
    if not taken.selector:
        taken.selector.update(labels_of(flags["selector"]) if flags["selector"] else _selector(source))
    ports = _ports(flags, source, taken)
    headless = flags["cluster-ip"] == "None"
    if not ports and not headless:
        raise Failure("couldn't find port via --port flag or introspection")
    if not taken.labels:
        taken.labels.update(labels_of(flags["labels"]) if flags["labels"] else source["metadata"].get("labels") or {})
    made: Object = {"name": flags["name"] or info.name[:_NAME_MAX]}
    if session.enforces_namespace:
        made["namespace"] = session.namespace
    if taken.labels:
        made["labels"] = dict(taken.labels)
    selector = dict(taken.selector)
    spec: dict[str, Any] = {"ports": ports, "selector": selector} if ports else {"selector": selector}
    spec.update(_settings(flags))
    return {"kind": "Service", "apiVersion": "v1", "metadata": made, "spec": spec, "status": {"loadBalancer": {}}}


def _check_kind(info: Info) -> None:
    row = info.resource
    if row.kind not in _EXPOSABLE:
        raise Failure(f"cannot expose a {row.kind}.{row.group}" if row.group else f"cannot expose a {row.kind}")


def _selector(source: Object) -> dict[str, str]:
    """The labels by which the pods of an object are found. Raises Failure."""
    kind = source["kind"]
    if kind == "Pod":
        labels = source["metadata"].get("labels") or {}
        if not labels:
            raise Failure(
                "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed"
            )
        return dict(labels)
    if kind == "Service":
        if not source["spec"].get("selector"):
            raise Failure(
                "couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set"
            )
        return dict(source["spec"]["selector"])
    if kind == "ReplicationController":
        return dict(source["spec"]["selector"])
    selector = source["spec"].get("selector") or {}
    if selector.get("matchExpressions"):
        raise Failure(
            "couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "
            '"['
            + " ".join(_go_expression(one) for one in selector["matchExpressions"])
            + ']" to map-based selector format'
        )
    return dict(selector.get("matchLabels") or {})


def _go_expression(one: Object) -> str:
    return f"{{Key:{one['key']} Operator:{one['operator']} Values:[{' '.join(one.get('values') or ())}]}}"


def _ports(flags: Flags, source: Object, taken: Taken) -> list[Object]:
    """Of --port, else what the object itself opens. Raises Failure."""
    own = {str(port): protocol for port, protocol in _own_ports(source)}
    if own:
        taken.protocols.clear()
        taken.protocols.update(own)
    if not taken.port and len(own) == 1:
        taken.port.extend(own)
    wanted = taken.port[0].split(",") if taken.port else list(own)
    ports = []
    for index, text in enumerate(wanted):
        if re.fullmatch(r"[+-]?\d+", text) is None:
            raise Failure(f'strconv.Atoi: parsing "{text}": invalid syntax')
        entry: Object = {}
        if len(wanted) > 1:
            entry["name"] = f"port-{index + 1}"
        entry["protocol"] = flags["protocol"] or taken.protocols.get(text) or "TCP"
        entry["port"] = int(text)
        entry["targetPort"] = int_or_string(flags["target-port"]) if flags["target-port"] else int(text)
        ports.append(entry)
    return ports


def _own_ports(source: Object) -> list[tuple[int, str]]:
    if source["kind"] == "Service":
        return [(one["port"], one.get("protocol", "TCP")) for one in get_path(source, "spec.ports", [])]
    containers = pod_spec(source)["containers"]
    ports = (port for one in containers for port in one.get("ports") or ())
    return list(dict.fromkeys((one["containerPort"], one.get("protocol", "TCP")) for one in ports))


def _settings(flags: Flags) -> Object:
    settings: Object = {}
    if flags["external-ip"]:
        settings["externalIPs"] = [flags["external-ip"]]
    if flags["type"]:
        settings["type"] = flags["type"]
    if flags["type"] == "LoadBalancer" and flags["load-balancer-ip"]:
        settings["loadBalancerIP"] = flags["load-balancer-ip"]
    if flags["session-affinity"]:
        if flags["session-affinity"] not in ("None", "ClientIP"):
            raise Failure(f"unknown session affinity: {flags['session-affinity']}")
        settings["sessionAffinity"] = flags["session-affinity"]
    if flags["cluster-ip"]:
        settings["clusterIP"] = flags["cluster-ip"]
    return settings


COMMAND = Command(
    "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name]"
    " [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
    run,
    short="Put a service in front of a workload, a pod or another service",
    long="Makes a service whose selector is that of a workload or service, or the labels of a pod.",
    examples="""
# Port 80 for the pods of a deployment, which listen on 8080
kubectl expose deployment web --port=80 --target-port=8080
""",
    flags=(
        Flag("cluster-ip", "string", "", "The address of the service; None: headless."),
        DRY_RUN_FLAG,
        Flag("external-ip", "string", "", "Another address at which the service is reached."),
        field_manager_flag("kubectl-expose"),
        *FILENAME_FLAGS,
        Flag("labels", "string", "", "Labels of the service, as key=value pairs between commas.", "l"),
        Flag("load-balancer-ip", "string", "", "The address of the load balancer."),
        Flag("name", "string", "", "The name of the service; empty: that of the object."),
        *OVERRIDE_FLAGS,
        Flag("port", "string", "", "The port of the service; empty: those of the object."),
        *PRINT_FLAGS,
        Flag("protocol", "string", "", "The protocol of the port; empty: that of the object, or TCP."),
        RECORD_FLAG,
        SAVE_CONFIG_FLAG,
        Flag("selector", "string", "", "The labels by which the pods are found; empty: those of the object."),
        Flag("session-affinity", "string", "", "None or ClientIP."),
        Flag("target-port", "string", "", "Number or name of the port of the pods; empty: the same."),
        Flag("type", "string", "", "ClusterIP, NodePort, LoadBalancer or ExternalName."),
    ),
)
