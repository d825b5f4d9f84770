"""proxy: the API of the current cluster on a local port, without credentials; files beside it.

One request at a time. A request that changes something is answered once the embedded cluster has settled.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/proxy/proxy.go, .../pkg/proxy/proxy_server.go.
"""

import json
import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from pykubectl.cli.errors import Exit, Failure
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session
from pykubectl.cli.static_files import NOT_FOUND, PLAIN, Reply, serve, temporary_redirect
from pykubectl.errors import StatusError
from pykubectl.machinery.field_order import as_sent
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.requests import JSON

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler, HTTPServer

_FORBIDDEN = 403


class _Filter(NamedTuple):
    """Which requests pass: patterns between commas, as the flags have them."""

    hosts: list[str]
    paths: list[str]
    refused_paths: list[str]
    refused_methods: list[str]

    @classmethod
    def of(cls, flags: Flags) -> "_Filter | None":
        """Raises re.error."""
        if flags["disable-filter"]:
            return None
        names = ("accept-hosts", "accept-paths", "reject-paths", "reject-methods")
        found = cls(*(flags[name].split(",") for name in names))
        for pattern in (pattern for patterns in found for pattern in patterns):
            re.compile(pattern)
        return found

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
    if not 0 <= flags["port"] <= 65535:
        raise Failure(f"listen tcp: address {flags['port']}: invalid port")
    _warn(session, flags)
    try:
        allowed = _Filter.of(flags)
    except re.error as error:
        problem = _PATTERN_PROBLEMS.get(error.msg, error.msg)
        session.note(f"Error compiling re: error parsing regexp: {problem}: `{error.pattern!s}`")
        raise Exit(255) from None
    server = _listening(flags, _handler(_Gateway(session, flags, allowed)))
    where = flags["unix-socket"] or "{}:{}".format(*server.server_address[:2])
    session.line(f"Starting to serve on {where}")
    session.flush()
    server.serve_forever()
    return None


def _warn(session: Session, flags: Flags) -> None:
    folder = flags["www"]
    if flags["disable-filter"]:
        text = "Request filter disabled, your proxy is vulnerable to XSRF attacks, please be cautious"
        session.log_warning("proxy.go:177", text)
    if folder and not os.path.exists(folder):
        text = f"Failed to stat static file directory {folder}: stat {folder}: no such file or directory"
        session.log_warning("proxy.go:203", text)
    elif folder and not os.path.isdir(folder):
        session.log_warning("proxy.go:205", f"Static file directory {folder} is not a directory")


_PATTERN_PROBLEMS = {
    "missing ), unterminated subpattern": "missing closing )",
    "unterminated character set": "missing closing ]",
    "nothing to repeat": "missing argument to repetition operator",
}


def _listening(flags: Flags, handler: "type[BaseHTTPRequestHandler]") -> "HTTPServer":
    """A server on the port or the socket. Raises Failure."""
    import socket
    from http.server import HTTPServer

    class AtSocket(HTTPServer):
        address_family = socket.AF_UNIX

        def server_bind(self) -> None:
            self.socket.bind(flags["unix-socket"])
            self.server_name, self.server_port = "localhost", 0

        def get_request(self) -> Any:
            # Who asks through a socket has no address.
            return self.socket.accept()[0], ("localhost", 0)

    path = flags["unix-socket"]
    try:
        if path:
            return AtSocket(path, handler)
        return HTTPServer((flags["address"], flags["port"]), handler)
    except OSError as error:
        place = f"unix {path}" if path else f"tcp {flags['address']}:{flags['port']}"
        raise Failure(f"listen {place}: bind: {(error.strerror or '').lower()}") from None


class _Gateway(NamedTuple):
    """What the server answers with."""

    session: Session
    flags: Flags
    allowed: _Filter | None

    def answer(self, handler: "BaseHTTPRequestHandler") -> Reply | None:
        """None when the answer has been streamed."""
        given = handler.headers.get("Host", "")
        parts = urlsplit(handler.path)
        host = given.rpartition(":")[0] or given
        if self.allowed is not None and not self.allowed.lets_pass(handler.command, host, parts.path):
            return Reply(_FORBIDDEN, b"Forbidden\n", PLAIN)
        found = self._beside(parts.path)
        if found is not None:
            return found
        path, query = _api_path(self.flags, parts.path), dict(parse_qsl(parts.query, keep_blank_values=True))
        if handler.command == "GET" and query.get("watch") in ("true", "1"):
            self._stream(handler, path, query)
            return None
        return self._forward(handler, path, query)

    def _forward(self, handler: "BaseHTTPRequestHandler", path: str, query: dict[str, str]) -> Reply:
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
            return _wire(error.code, error.to_status())
        code = 201 if handler.command == "POST" else 200
        if isinstance(found, str):
            return Reply(code, found.encode(), "text/plain")
        return _wire(code, found)

    def _beside(self, path: str) -> Reply | None:
        """The answer for what is not the API: untidy paths, files, and what lies beside the prefix of the API."""
        clean = os.path.normpath(path).replace("//", "/") + ("/" if path.endswith("/") and path.strip("/") else "")
        if clean != path and path:
            return temporary_redirect(clean)
        prefix = self.flags["www-prefix"]
        if self.flags["www"] and path == prefix.rstrip("/"):
            return temporary_redirect(f"{path}/")
        if self.flags["www"] and path.startswith(prefix):
            return serve(self.flags["www"], unquote(path)[len(prefix) :])
        own = "/" + self.flags["api-prefix"].strip("/")
        return None if own == "/" or path.startswith(f"{own}/") else NOT_FOUND

    def _stream(self, handler: "BaseHTTPRequestHandler", path: str, query: dict[str, str]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", JSON)
        handler.end_headers()
        for event in self.session.watch(path, query):
            handler.wfile.write(json.dumps(event).encode() + b"\n")
            handler.wfile.flush()


def _wire(code: int, obj: Any) -> Reply:
    """An object as the server sends it."""
    return Reply(code, f"{compact(as_sent(obj), sort=False)}\n".encode(), JSON)


def _handler(gateway: _Gateway) -> "type[BaseHTTPRequestHandler]":
    from http.server import BaseHTTPRequestHandler

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            reply = gateway.answer(self)
            if reply is None:
                return
            self.send_response(reply.code)
            for name, value in (("Content-Type", reply.content_type), ("Location", reply.location)):
                if value:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

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
