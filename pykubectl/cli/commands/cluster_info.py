"""cluster-info: where the control plane is, and the services that say they belong to the cluster.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go.
"""

from pykubectl import Object
from pykubectl.cli.grammar import Command, Flags, Row
from pykubectl.cli.session import Session
from pykubectl.machinery.objects import get_path

SERVICE_LABEL = "kubernetes.io/cluster-service"
NAME_LABEL = "kubernetes.io/name"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    server = session.server
    query = {"labelSelector": f"{SERVICE_LABEL}=true"}
    namespace = flags["namespace"] or "kube-system"
    services = session.request("GET", f"/api/v1/namespaces/{namespace}/services", query=query)["items"]
    session.line(f"Kubernetes control plane is running at {server}")
    for service in services:
        name = get_path(service, "metadata.labels", {}).get(NAME_LABEL) or service["metadata"]["name"]
        session.line(f"{name} is running at {_link(server, service)}")
    session.line(f"\nTo further debug and diagnose cluster problems, use '{session.program} cluster-info dump'.")
    return None


def _link(server: str, service: Object) -> str:
    ingress = get_path(service, "status.loadBalancer.ingress") or []
    ports = service["spec"].get("ports") or []
    if ingress:
        host = ingress[0].get("ip") or ingress[0].get("hostname")
        return " ".join(f"{'https' if port['port'] == 443 else 'http'}://{host}:{port['port']}" for port in ports)
    metadata = service["metadata"]
    name = metadata["name"]
    if len(ports) == 1:
        port = ports[0].get("name") or str(ports[0]["port"])
        scheme = "https:" if port == "https" or ports[0]["port"] == 443 else ""
        name = f"{scheme}{name}:{port}" if scheme or ports[0].get("name") else name
    elif ports and ports[0].get("name"):
        name = f"{name}:{ports[0]['name']}"
    return f"{server}/api/v1/namespaces/{metadata['namespace']}/services/{name}/proxy"


COMMAND = Command(
    "cluster-info [flags]",
    run,
    short="Say where the cluster is",
    long="Says where the control plane is, and the services with the label kubernetes.io/cluster-service=true.",
    examples="""
# The current context's cluster
kubectl cluster-info
""",
    rows=(
        Row("dump", "Print everything that helps to find what is wrong", "pykubectl.cli.commands.cluster_info_dump"),
    ),
)
