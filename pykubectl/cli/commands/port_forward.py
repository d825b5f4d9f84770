"""port-forward: local ports that lead to a pod.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go.
"""

from collections.abc import Iterator

from pykubectl import Object
from pykubectl.cli.container_streams import (
    RUNNING_TIMEOUT_FLAG,
    check_running_timeout,
    connect,
    find_object,
    pod_behind,
)
from pykubectl.cli.errors import Failure, UsageError
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.resources import CLIENT_SCHEME
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    if len(arguments) < 2:
        raise UsageError("TYPE/NAME and list of ports are required for port-forward", session.path)
    check_running_timeout(session, flags)
    obj = find_object(session, arguments[0], [], CLIENT_SCHEME)
    pod = pod_behind(session, flags, obj)
    service = obj if obj["kind"] == "Service" else None
    _refuse_udp(arguments[1:], service, pod)
    ports = [_translated(spec, service, pod) for spec in arguments[1:]]
    phase = (pod.get("status") or {}).get("phase", "")
    if phase != "Running":
        raise Failure(f"unable to forward port because pod is not running. Current status={phase}")
    _check_addresses(flags["address"])
    for spec in ports:
        _check_ports(spec)
    try:
        connect(session, pod, "portforward", {})
    except Failure as error:
        raise Failure(f"error upgrading connection: {error.message}") from None
    return None


def _halves(spec: str) -> tuple[str, str]:
    """Local and remote; what is not two stands for both."""
    parts = spec.split(":")
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], parts[0])


def _is_number(text: str) -> bool:
    return text.lstrip("+-").isdigit()


def _refuse_udp(specs: list[str], service: Object | None, pod: Object) -> None:
    if service is not None:
        rows = [(one["port"], one.get("protocol", "TCP")) for one in service["spec"].get("ports") or ()]
    else:
        rows = [(one["containerPort"], one.get("protocol", "TCP")) for one in _container_ports(pod, "containers")]
    only = {port for port, protocol in rows if protocol == "UDP"} - {
        port for port, protocol in rows if protocol == "TCP"
    }
    for spec in specs:
        remote = _halves(spec)[1]
        if remote and (int(remote) if _is_number(remote) else _named(remote, service, pod)) in only:
            raise Failure(f"UDP protocol is not supported for {remote}")


def _translated(spec: str, service: Object | None, pod: Object) -> str:
    """The ports of the pod, as numbers. Raises Failure."""
    local, remote = _halves(spec)
    if service is None and not remote:
        raise Failure("remote port cannot be empty")
    number = int(remote) if _is_number(remote) else _named(remote, service, pod)
    if service is None:
        return f"{local}:{number}" if local != remote else str(number)
    if local == remote:
        local = str(number)
    target = _target_port(service, pod, number)
    return f"{local}:{target}" if local != str(target) else str(target)


def _named(name: str, service: Object | None, pod: Object) -> int:
    if service is not None:
        for one in service["spec"].get("ports") or ():
            if one.get("name", "") == name:
                return int(one["port"])
        raise Failure(f"Service '{service['metadata']['name']}' does not have a named port '{name}'")
    for one in _container_ports(pod, "containers", "initContainers"):
        if one.get("name", "") == name:
            return int(one["containerPort"])
    raise Failure(f"Pod '{pod['metadata']['name']}' does not have a named port '{name}'")


def _container_ports(pod: Object, *fields: str) -> Iterator[Object]:
    for field in fields:
        for container in pod["spec"].get(field) or ():
            yield from container.get("ports") or ()


def _target_port(service: Object, pod: Object, number: int) -> int:
    """Where the service sends what comes to a port. Raises Failure."""
    for one in service["spec"].get("ports") or ():
        if one["port"] != number:
            continue
        target = one.get("targetPort") or number
        if service["spec"].get("clusterIP") == "None":
            return number
        return target if isinstance(target, int) else _named(target, None, pod)
    raise Failure(f"Service {service['metadata']['name']} does not have a service port {number}")


def _check_addresses(addresses: list[str]) -> None:
    import ipaddress

    if not addresses:
        raise Failure("you must specify at least 1 address")
    for address in addresses:
        if address == "localhost":
            continue
        try:
            ipaddress.ip_address(address)
        except ValueError:
            raise Failure(f"{address} is not a valid IP") from None


def _check_ports(spec: str) -> None:
    parts = spec.split(":")
    if len(parts) > 2:
        raise Failure(f"invalid port format '{spec}'")
    local, remote = (parts[0] or "0", parts[1]) if len(parts) == 2 else (parts[0], parts[0])
    for what, text in (("local", local), ("remote", remote)):
        if not text.isdigit() or int(text) > 65535:
            raise Failure(f"error parsing {what} port '{text}': {_number_error(text)}")
    if int(remote) == 0:
        raise Failure("remote port must be > 0")


def _number_error(text: str) -> str:
    problem = "value out of range" if text.isdigit() else "invalid syntax"
    return f'strconv.ParseUint: parsing "{text}": {problem}'


COMMAND = Command(
    "port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
    run,
    short="Forward local ports to a pod",
    examples="""
# Local port 8080 leads to port 80 of the pod
kubectl port-forward pod/web 8080:80
""",
    flags=(Flag("address", "strings", ["localhost"], "Addresses to listen on."), RUNNING_TIMEOUT_FLAG),
)
