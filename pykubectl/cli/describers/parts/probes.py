"""A probe on one line.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go (DescribeProbe).
"""

from urllib.parse import quote as percent_encoded

from pykubectl import Object
from pykubectl.machinery.go_values import go_print


def format_probe(probe: Object) -> str:
    """`http-get http://:80/ delay=0s timeout=1s ...`."""
    attributes = (
        f"delay={probe.get('initialDelaySeconds', 0)}s timeout={probe.get('timeoutSeconds', 0)}s"
        f" period={probe.get('periodSeconds', 0)}s successThreshold={probe.get('successThreshold', 0)}"
        f" failureThreshold={probe.get('failureThreshold', 0)}"
    )
    return f"{_action(probe)} {attributes}"


def _action(probe: Object) -> str:
    if probe.get("exec") is not None:
        return f"exec {go_print(probe['exec'].get('command') or [])}"
    if probe.get("httpGet") is not None:
        return f"http-get {_url(probe['httpGet'])}"
    if probe.get("tcpSocket") is not None:
        socket = probe["tcpSocket"]
        return f"tcp-socket {socket.get('host', '')}:{socket.get('port', '')}"
    if probe.get("grpc") is not None:
        return f"grpc <pod>:{probe['grpc'].get('port', 0)} {probe['grpc'].get('service', '')}"
    return "unknown"


def _url(get: Object) -> str:
    host, port = get.get("host", ""), str(get.get("port", ""))
    if port:
        host = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    path = get.get("path", "")
    if path and not path.startswith("/"):
        path = f"/{path}"
    scheme = get.get("scheme", "").lower()
    return f"{scheme}{':' if scheme else ''}//{host}{percent_encoded(path, safe='$&+,/:;=@~')}"
