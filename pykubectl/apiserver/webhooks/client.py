"""One question to a webhook over HTTPS, and its answer; what goes wrong is told as Go's HTTP client tells it.

A webhook is at a URL, or behind a service of the cluster. Services have addresses but no network: nobody answers there, so
that the connection is refused, as on a cluster whose pods are not ready.

Upstream: apiserver/pkg/util/webhook/client.go, client-go/rest/request.go; Go's net/http, crypto/tls and crypto/x509.
"""

import errno
import json
import socket
from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from pykubectl import Object
from pykubectl.apiserver.webhooks.responses import WebhookError, decoded
from pykubectl.world import monotonic

if TYPE_CHECKING:
    import ssl
    from http.client import HTTPResponse

FindService = Callable[[str, str], Object | None]

_PART_BYTES = 65536
_X509_EXPIRED, _X509_NOT_YET = 10, 9
_DIAL_ERRORS = {errno.ECONNREFUSED: "connection refused", errno.EHOSTUNREACH: "no route to host"}


class Place(NamedTuple):
    """Where a webhook is: the URL to show, without its query; whom to connect to; the certificates it is trusted by.

    `problem` is why nobody can be connected to, when that is known beforehand.
    """

    url: str
    host: str
    port: int
    path: str
    server_name: str
    ca_bundle: bytes = b""
    problem: str = ""


def place_of(config: Object, find_service: FindService) -> Place:
    """The place of a clientConfig. Raises WebhookError."""
    bundle = b64decode(config.get("caBundle") or "")
    service = config.get("service")
    if service is not None:
        return _service_place(service, find_service, bundle)
    if not config.get("url"):
        raise WebhookError("webhook configuration must have either service or URL")
    from urllib.parse import urlsplit

    url = urlsplit(config["url"])
    path = f"/{url.path.lstrip('/')}"
    host = url.hostname or ""
    return Place(f"{url.scheme}://{url.netloc}{path}", host, url.port or 443, path, host, bundle)


def _service_place(service: Object, find_service: FindService, bundle: bytes) -> Place:
    namespace, name, port = service["namespace"], service["name"], service.get("port") or 443
    path = f"/{(service.get('path') or '').lstrip('/')}"
    server_name = f"{name}.{namespace}.svc"
    url = f"https://{server_name}:{port}{path}"
    found = find_service(namespace, name)
    spec = (found or {}).get("spec") or {}
    if spec.get("type") == "ExternalName":
        return Place(url, spec.get("externalName") or "", port, path, server_name, bundle)
    return Place(url, server_name, port, path, server_name, bundle, _service_problem(name, port, found))


def _service_problem(name: str, port: int, service: Object | None) -> str:
    if service is None:
        return f'service "{name}" not found'
    spec = service["spec"]
    if spec.get("clusterIP") == "None":
        return 'cannot route to service with ClusterIP "None"'
    if not any(item.get("port") == port for item in spec.get("ports") or ()):
        return f'no service port {port} found for service "{name}"'
    return f"dial tcp {_joined(spec.get('clusterIP') or '', port)}: connect: connection refused"


def post(place: Place, body: Object, timeout_seconds: int) -> Object:
    """The decoded answer. Raises WebhookError."""
    url = f"{place.url}?timeout={timeout_seconds}s"
    if place.problem:
        raise WebhookError(f'Post "{url}": {place.problem}')
    trust = _trust(place.ca_bundle)
    try:
        status, content_type, text = _exchange(place, trust, body, timeout_seconds)
    except TimeoutError:
        raise WebhookError(f'Post "{url}": context deadline exceeded')
    except WebhookError as error:
        raise WebhookError(f'Post "{url}": {error}')
    return decoded(status, content_type, text)


def _exchange(place: Place, trust: "ssl.SSLContext", body: Object, timeout_seconds: int) -> tuple[int, str, str]:
    """Status, content type and text of the response. Raises TimeoutError, WebhookError."""
    from http.client import HTTPConnection, HTTPException

    deadline = monotonic() + timeout_seconds
    connection = HTTPConnection(place.host, place.port, timeout=timeout_seconds)
    connection.sock = secured = _connected(place, trust, timeout_seconds)
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, */*",
        "User-Agent": "kube-apiserver-admission",
    }
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    try:
        connection.request("POST", f"{place.path}?timeout={timeout_seconds}s", text.encode(), headers)
        response = connection.getresponse()
        answer = _read(response, secured, deadline).decode("utf-8", "replace")
    except TimeoutError:
        raise
    except (OSError, HTTPException):
        raise WebhookError("EOF")
    finally:
        connection.close()
    return response.status, response.getheader("Content-Type") or "", answer


def _read(response: "HTTPResponse", connection: socket.socket, deadline: float) -> bytes:
    """All of the response, however slowly it drips in before the deadline. Raises TimeoutError."""
    parts: list[bytes] = []
    while True:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = response.read1(_PART_BYTES)
        if not part:
            return b"".join(parts)
        parts.append(part)


def _trust(bundle: bytes) -> "ssl.SSLContext":
    """Raises WebhookError for a bundle without certificates."""
    import ssl

    context = ssl.create_default_context()
    if bundle:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            context.load_verify_locations(cadata=bundle.decode("ascii", "replace"))
        except ssl.SSLError:
            text = "unable to load root certificates: unable to parse bytes as PEM block"
            raise WebhookError(text) from None
    # Go trusts whatever is in the bundle, be it no authority at all; and it is Go that checks names here.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.check_hostname = False
    return context


def _connected(place: Place, trust: "ssl.SSLContext", timeout_seconds: int) -> "ssl.SSLSocket":
    import ssl

    plain = _dialled(place, timeout_seconds)
    try:
        secured = trust.wrap_socket(plain, server_hostname=place.server_name)
    except ssl.SSLCertVerificationError as error:
        plain.close()
        raise WebhookError(f"tls: failed to verify certificate: {_x509_error(error)}")
    except ssl.SSLError as error:
        plain.close()
        answered_plainly = error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")
        raise WebhookError("http: server gave HTTP response to HTTPS client" if answered_plainly else "EOF")
    except ConnectionError:
        raise WebhookError("EOF")
    problem = _name_problem(place.server_name, secured.getpeercert() or {})
    if problem:
        secured.close()
        raise WebhookError(f"tls: failed to verify certificate: {problem}")
    return secured


def _dialled(place: Place, timeout_seconds: int) -> socket.socket:
    try:
        return socket.create_connection((place.host, place.port), timeout=timeout_seconds)
    except TimeoutError:
        raise
    except socket.gaierror:
        raise WebhookError(f"dial tcp: lookup {place.host}: no such host")
    except OSError as error:
        address = place.host if ":" in place.host else socket.gethostbyname(place.host)
        why = _DIAL_ERRORS.get(error.errno or 0, "network is unreachable")
        raise WebhookError(f"dial tcp {_joined(address, place.port)}: connect: {why}")


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _x509_error(error: "ssl.SSLCertVerificationError") -> str:
    if error.verify_code in (_X509_EXPIRED, _X509_NOT_YET):
        return "x509: certificate has expired or is not yet valid"
    return "x509: certificate signed by unknown authority"


def _name_problem(name: str, certificate: Any) -> str:
    """Why a certificate does not name the server, in Go's words."""
    import ipaddress

    names = certificate.get("subjectAltName") or ()
    hosts = [value for kind, value in names if kind == "DNS"]
    addresses = [value for kind, value in names if kind == "IP Address"]
    try:
        wanted = str(ipaddress.ip_address(name))
    except ValueError:
        if any(_matches(host.lower(), name.lower()) for host in hosts):
            return ""
        if hosts:
            return f"x509: certificate is valid for {', '.join(hosts)}, not {name}"
        return f"x509: certificate is not valid for any names, but wanted to match {name}"
    if wanted in [str(ipaddress.ip_address(address)) for address in addresses]:
        return ""
    if addresses:
        return f"x509: certificate is valid for {', '.join(addresses)}, not {name}"
    return f"x509: cannot validate certificate for {name} because it doesn't contain any IP SANs"


def _matches(pattern: str, name: str) -> bool:
    if pattern.startswith("*."):
        return pattern[2:] == name.partition(".")[2]
    return pattern == name
