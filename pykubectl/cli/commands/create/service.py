"""create service: the table of service types, and what they share.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_service.go.
"""

import re
from typing import NamedTuple

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import Made, create_object, metadata
from pykubectl.cli.grammar import Command, Flag, Flags, Row, quote
from pykubectl.cli.session import Session

_MODULE = "pykubectl.cli.commands.create.service_"

_NUMBER = re.compile(r"[+-]?[0-9]+")

TCP_FLAG = Flag("tcp", "strings", [], "Port, or port:targetPort; may be repeated.")


class ServicePlan(NamedTuple):
    """What the types differ in."""

    type: str
    cluster_ip: str = ""
    external_name: str = ""
    node_port: int = 0


def create_service(session: Session, flags: Flags, name: str, plan: ServicePlan) -> int | None:
    ports = [_port(text) for text in flags["tcp"]]
    if not ports and plan.type != "ExternalName" and plan.cluster_ip != "None":
        raise Failure("at least one tcp port specifier must be provided")
    if plan.node_port and ports:
        ports[0]["nodePort"] = plan.node_port
    labels = {"app": name}
    spec: Object = {}
    if ports:
        spec["ports"] = ports
    spec["selector"] = dict(labels)
    if plan.cluster_ip:
        spec["clusterIP"] = plan.cluster_ip
    spec["type"] = plan.type
    if plan.external_name:
        spec["externalName"] = plan.external_name
    about = metadata(session, name, labels=labels)
    obj = {"kind": "Service", "apiVersion": "v1", "metadata": about, "spec": spec, "status": {"loadBalancer": {}}}
    return create_object(session, flags, Made(obj, "services", failure=f"failed to create {plan.type} service: "))


def _port(text: str) -> Object:
    first, colon, rest = text.partition(":")
    second = rest.partition(":")[0]
    port = port_number(first)
    target: int | str = port
    if colon:
        is_number = _NUMBER.fullmatch(second) is not None and abs(int(second)) < 1 << 63
        problems = _port_number_problems(int(second)) if is_number else port_name_problems(second)
        if problems:
            raise Failure(",".join(problems))
        target = int(second) if is_number else second
    return {"name": text.replace(":", "-"), "protocol": "TCP", "port": port, "targetPort": target}


def port_number(text: str) -> int:
    """Raises Failure with Go's words."""
    if not text.isascii() or not text.isdigit():
        raise Failure(f"strconv.ParseUint: parsing {quote(text)}: invalid syntax")
    if int(text) > 65535:
        raise Failure(f"strconv.ParseUint: parsing {quote(text)}: value out of range")
    return int(text)


def _port_number_problems(number: int) -> list[str]:
    return [] if 1 <= number <= 65535 else ["must be between 1 and 65535, inclusive"]


def port_name_problems(name: str) -> list[str]:
    """What is wrong with the name of a port."""
    problems = []
    if len(name) > 15:
        problems.append("must be no more than 15 characters")
    if re.fullmatch(r"[-a-z0-9]+", name) is None:
        problems.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if re.search(r"[a-z]", name) is None:
        problems.append("must contain at least one letter (a-z)")
    if "--" in name:
        problems.append("must not contain consecutive hyphens")
    if name.startswith("-") or name.endswith("-"):
        problems.append("must not begin or end with a hyphen")
    return problems


COMMAND = Command(
    "service [flags]",
    short="A service of one of the kinds below",
    long="Makes a service of one of the types.",
    examples="""
# Port 80 of the service goes to port 8080 of the pods
kubectl create service clusterip web --tcp=80:8080
""",
    rows=(
        Row("clusterip", "Inside the cluster only", f"{_MODULE}clusterip"),
        Row("externalname", "Another name for a host outside", f"{_MODULE}externalname"),
        Row("loadbalancer", "Behind a load balancer", f"{_MODULE}loadbalancer"),
        Row("nodeport", "On a port of every node", f"{_MODULE}nodeport"),
    ),
)
