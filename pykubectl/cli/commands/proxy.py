"""proxy: the API of the current cluster on a local port, without credentials; files beside it.

One request at a time. A request that changes something is answered once the embedded cluster has settled.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/proxy/proxy.go, .../pkg/proxy/proxy_server.go.
"""

import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import JSON

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

_FORBIDDEN = 403


class _Filter(NamedTuple):
    """Which requests pass: patterns between commas, as the flags have them."""

    hosts: list[str]
    paths: list[str]
    refused_paths: list[str]
    refused_methods: list[str]

    @classmethod
    def of(cls, flags: Flags) -> "_Filter | None":
        if flags["disable-filter"]:
            return None
        names = ("accept-hosts", "accept-paths", "reject-paths", "reject-methods")
        return cls(*(flags[name].split(",") for name in names))

    def lets_pass(self, method: str, host: str, path: str) -> bool:
        return (
            not _matches(self.refused_paths, path)
            and not _matches(self.refused_methods, method)
            and _matches(self.paths, path)
            and _matches(self.hosts, host)
        )


def _matches(patterns: list[str], text: str) -> bool:
    return any(re.search(pattern, text) for pattern in patterns)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    from http.server import HTTPServer

    if not 0 <= flags["port"] <= 65535:
        raise Failure(f"listen tcp: address {flags['port']}: invalid port")
    if flags["unix-socket"]:
        raise Failure("serving on a unix socket is not supported")
    try:
        server = HTTPServer((flags["address"], flags["port"]), _handler(_Gateway(session, flags, _Filter.of(flags))))
    except OSError as error:
        problem = (error.strerror or "").lower()
        raise Failure(f"listen tcp {flags['address']}:{flags['port']}: bind: {problem}") from None
    address, port = server.server_address[:2]
    session.line(f"Starting to serve on {address!s}:{port}")
    session.flush()
    server.serve_forever()
    return None


class _Reply(NamedTuple):
    code: int
    text: str
    content_type: str = JSON


class _Gateway(NamedTuple):
    """What the server answers with."""

    session: Session
    flags: Flags
    allowed: _Filter | None

    def answer(self, handler: "BaseHTTPRequestHandler") -> _Reply | None:
        """None when the answer has been streamed."""
        given = handler.headers.get("Host", "")
        parts = urlsplit(handler.path)
        host = given.rpartition(":")[0] or given
        if self.allowed is not None and not self.allowed.lets_pass(handler.command, host, parts.path):
            return _Reply(_FORBIDDEN, "Forbidden\n", "text/plain")
        if self.flags["www"] and parts.path.startswith(self.flags["www-prefix"]):
            return self._file(unquote(parts.path)[len(self.flags["www-prefix"]) :])
        path, query = _api_path(self.flags, parts.path), dict(parse_qsl(parts.query, keep_blank_values=True))
        if handler.command == "GET" and query.get("watch") in ("true", "1"):
            self._stream(handler, path, query)
            return None
        return self._forward(handler, path, query)

    def _forward(self, handler: "BaseHTTPRequestHandler", path: str, query: dict[str, str]) -> _Reply:
        text = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
        content_type = handler.headers.get("Content-Type", JSON)
        accept = handler.headers.get("Accept", JSON)
        body: Any = json.loads(text) if text and content_type.endswith("json") else text or None
        try:
            found = self.session.request(
                handler.command, path, query=query, body=body, content_type=content_type, accept=accept
            )
            self.session.client.pause(0)
        except StatusError as error:
            return _Reply(error.code, json.dumps(error.to_status()))
        code = 201 if handler.command == "POST" else 200
        return _Reply(code, found, "text/plain") if isinstance(found, str) else _Reply(code, json.dumps(found))

    def _stream(self, handler: "BaseHTTPRequestHandler", path: str, query: dict[str, str]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        for event in self.session.watch(path, query):
            handler.wfile.write(json.dumps(event).encode() + b"\n")
            handler.wfile.flush()

    def _file(self, name: str) -> _Reply:
        root = os.path.realpath(self.flags["www"])
        path = os.path.realpath(os.path.join(root, name))
        if os.path.commonpath([root, path]) != root or not os.path.isfile(path):
            return _Reply(404, "404 page not found\n", "text/plain")
        with open(path, encoding="utf-8", errors="replace") as file:
            return _Reply(200, file.read(), "text/plain")


def _handler(gateway: _Gateway) -> "type[BaseHTTPRequestHandler]":
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            reply = gateway.answer(self)
            if reply is None:
                return
            data = reply.text.encode()
            self.send_response(reply.code)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

        def log_message(self, format: str, *arguments: Any) -> None:
            """Requests are not logged."""

    return Handler


def _api_path(flags: Flags, path: str) -> str:
    prefix = "/" + flags["api-prefix"].strip("/")
    return path if prefix == "/" else path.removeprefix(prefix)


COMMAND = Command(
    "proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
    run,
    short="Serve the API on a local port",
    long="Serves the API of the current cluster on a local port, without asking for credentials.",
    examples="""
# On port 8001
kubectl proxy

# On a port that is free
kubectl proxy --port=0
""",
    flags=(
        Flag("accept-hosts", "string", r"^localhost$,^127\.0\.0\.1$,^\[::1\]$", "Patterns of hosts that may ask."),
        Flag("accept-paths", "string", "^.*", "Patterns of paths that are served."),
        Flag("address", "string", "127.0.0.1", "The address to serve on."),
        Flag("api-prefix", "string", "/", "Serve the API below this path."),
        Flag("append-server-path", "bool", False, "Accepted, unused."),
        Flag("disable-filter", "bool", False, "Serve every request. Unsafe."),
        Flag("keepalive", "duration", 0.0, "Accepted, unused."),
        Flag("port", "int", 8001, "The port; 0 for any that is free.", "p"),
        Flag("reject-methods", "string", "^$", "Patterns of methods that are refused."),
        Flag(
            "reject-paths",
            "string",
            "^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach",
            "Patterns of paths that are refused.",
        ),
        Flag("unix-socket", "string", "", "A socket to serve on.", "u"),
        Flag("www", "string", "", "Also serve files of this directory.", "w"),
        Flag("www-prefix", "string", "/static/", "Serve the files below this path.", "P"),
    ),
)
