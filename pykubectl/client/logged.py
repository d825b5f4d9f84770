"""A client that tells its log what it asks and what it is answered, as kubectl tells it of HTTP: at level 6 a line per answer,
at 7 the headers of the request, at 8 those of the answer and the bodies, cut short, at 9 a curl command, at 10 bodies whole.

It goes round any client, so that the log is the same for an embedded cluster, where nothing is sent anywhere.

Upstream: client-go/transport/round_trippers.go, client-go/rest/request.go.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pykubectl import Object
from pykubectl.client import ApiResource, Client
from pykubectl.client.klog import Block, Log
from pykubectl.errors import StatusError
from pykubectl.machinery.requests import ADMIN, TABLE, Request, Response, User, is_watch, parse_path
from pykubectl.world import monotonic

_TABLES = ",".join(f"application/json;as=Table;v={version};g=meta.k8s.io" for version in ("v1", "v1beta1"))
_DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
_DISCOVERY_SECONDS = 32
# The places in kubectl from which requests for objects are made.
_LIST, _WATCH, _OTHER = "helper.go:113", "helper.go:170", "raw.go:84"
_SOURCES = {
    "GET": "helper.go:105",
    "POST": "helper.go:246",
    "PUT": "helper.go:319",
    "PATCH": "helper.go:269",
    "DELETE": "helper.go:202",
}
_REQUEST, _RESPONSE = "round_trippers.go:527", "round_trippers.go:632"
_ROUND_TRIPPERS = "round_trippers.go"
# How much of a body is shown, by level.
_SHOWN = {8: 1024, 9: 10240}


class LoggedClient:
    """`address` says where the server is; `timeout` is --request-timeout, which is part of each URL."""

    lists_whole = False

    def __init__(self, client: Client, log: Log, address: Callable[[], str], agent: str, timeout: str = "") -> None:
        self._client = client
        self._log = log
        self._address = address
        self._agent = agent
        self._timeout = timeout
        self._is_connected = False
        self.server = getattr(client, "server", "")

    def request(self, request: Request) -> Response:
        started = self._asked(request)
        try:
            response = self._client.request(request)
        except StatusError as error:
            warnings = tuple(getattr(error, "warnings", ()))
            self._answered(request, Response(error.code, error.to_status(), warnings), started)
            raise
        self._answered(request, response, started)
        return response

    def watch(self, request: Request, timeout_seconds: float | None = None) -> Iterator[Object]:
        started = self._asked(request)
        try:
            stream = self._client.watch(request, timeout_seconds)
        except StatusError as error:
            self._answered(request, Response(error.code, error.to_status()), started)
            raise
        self._answered(request, Response(200, None), started)
        return stream

    def resources(self, *, refresh: bool = False) -> Sequence[ApiResource]:
        if refresh:
            if self._log.shows(5, "discovery.go"):
                self._log.structured("discovery.go:279", "Invalidating discovery information", {})
            for path in ("/api", "/apis"):
                self.request(Request("GET", path))
        return self._client.resources(refresh=refresh)

    def scale_path(self, resource: ApiResource) -> bool:
        return self._client.scale_path(resource)

    def patch_strategy(self, api_version: str, kind: str) -> object | None:
        return self._client.patch_strategy(api_version, kind)

    def now(self) -> float:
        return self._client.now()

    def pause(self, seconds: float, *, wakes: bool = False) -> float:
        return self._client.pause(seconds, wakes=wakes)

    def close(self) -> None:
        self._client.close()

    def _asked(self, request: Request) -> float:
        """Log a request; when that was."""
        log = self._log
        if log.verbosity >= 8:
            body = "" if request.body is None else _encoded(request.body)
            log.structured(_source(request), "Request Body", {"body": self._cut(body + "\n" * _ends_a_line(request))})
        if log.shows(9, _ROUND_TRIPPERS):
            headers = "".join(f' -H "{name}: {value}"' for name, value in self._headers(request))
            command = f"curl -v -X{request.method} {headers} '{self._url(request)}'"
            log.structured(_REQUEST, "Request", {"curlCommand": Block(command)})
        elif log.shows(7, _ROUND_TRIPPERS):
            lines = "".join(f"{name}: {value}\n" for name, value in self._headers(request))
            fields = {"verb": request.method, "url": self._url(request), "headers": lines}
            log.structured(_REQUEST, "Request", fields)
        return monotonic()

    def _answered(self, request: Request, response: Response, started: float) -> None:
        log = self._log
        if not log.shows(6, _ROUND_TRIPPERS):
            return
        milliseconds = int((monotonic() - started) * 1000)
        text = "" if response.body is None else _encoded(response.body)
        text += "\n" * (not isinstance(response.body, str) and response.body is not None)
        fields: dict[str, object] = {}
        # At 7 and 8 the line before has said what was asked.
        if log.shows(9, _ROUND_TRIPPERS) or not log.shows(7, _ROUND_TRIPPERS):
            fields = {"verb": request.method, "url": self._url(request)}
        fields["status"] = _status(response.code)
        if log.shows(8, _ROUND_TRIPPERS):
            fields["headers"] = self._answer_headers(response, text)
        fields["milliseconds"] = milliseconds
        if log.shows(9, _ROUND_TRIPPERS):
            fields.update(self._statistics(milliseconds))
        log.structured(_RESPONSE, "Response", fields)
        if log.verbosity >= 8 and response.body is not None:
            log.structured(_source(request), "Response Body", {"body": self._cut(text)})

    def _statistics(self, milliseconds: int) -> dict[str, int]:
        """What became of the connection, which an embedded cluster does without."""
        new = ("dnsLookupMilliseconds", "dialMilliseconds", "tlsHandshakeMilliseconds")
        names = ("getConnectionMilliseconds",) if self._is_connected else new
        self._is_connected = True
        return {**dict.fromkeys(names, 0), "serverProcessingMilliseconds": milliseconds}

    def _url(self, request: Request) -> str:
        from urllib.parse import urlencode

        query = dict(request.query)
        if self._timeout:
            query["timeout"] = self._timeout
        elif _is_discovery(request):
            query["timeout"] = f"{_DISCOVERY_SECONDS}s"
        return self._address() + request.path + ("?" + urlencode(sorted(query.items())) if query else "")

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        user = request.user
        headers = [("Accept", _accept(request)), ("User-Agent", self._agent)]
        if request.body is not None:
            headers.append(("Content-Type", request.content_type))
        return sorted([*headers, *(_impersonation(user) if user != ADMIN else ())])

    def _answer_headers(self, response: Response, text: str) -> str:
        now = self._log.world.tick()
        kind = "text/plain" if isinstance(response.body, str) else "application/json"
        headers = [("Cache-Control", "no-cache, private"), ("Content-Type", kind), *response.headers.items()]
        headers.append(("Date", f"{now:%a, %d %b %Y %H:%M:%S} GMT"))
        if response.body is not None:
            headers.append(("Content-Length", str(len(text.encode()))))
        headers += [("Warning", f'299 - "{warning}"') for warning in response.warnings]
        return "".join(f"{name}: {value}\n" for name, value in sorted(headers))

    def _cut(self, body: str) -> str:
        shown = _SHOWN.get(self._log.verbosity, len(body))
        return body if len(body) <= shown else f"{body[:shown]} [truncated {len(body) - shown} chars]"


def _impersonation(user: User) -> Iterator[tuple[str, str]]:
    from urllib.parse import quote

    yield "Impersonate-User", user.name
    for group in user.groups:
        # The server knows by itself who has logged in, and what service accounts are members of.
        if group != "system:authenticated" and not group.startswith("system:serviceaccounts"):
            yield "Impersonate-Group", group
    if user.uid:
        yield "Impersonate-Uid", user.uid
    for key, values in user.extra.items():
        for value in values:
            yield f"Impersonate-Extra-{quote(key, safe='').capitalize()}", value


def _encoded(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, separators=(",", ":"), ensure_ascii=False)


def _ends_a_line(request: Request) -> bool:
    """Objects are sent with a line break behind them, patches without."""
    return request.body is not None and request.method != "PATCH"


def _status(code: int) -> str:
    from http import HTTPStatus

    return f"{code} {HTTPStatus(code).phrase}"


def _source(request: Request) -> str:
    target = parse_path(request.path)
    if target is None:
        return _OTHER
    if is_watch(request, target):
        return _WATCH
    return _SOURCES[request.method] if target.name or request.method != "GET" else _LIST


def _is_discovery(request: Request) -> bool:
    return request.path in ("/api", "/apis", "/version") or request.path.startswith("/openapi/")


def _accept(request: Request) -> str:
    if request.path in ("/api", "/apis"):
        return _DISCOVERY
    if parse_path(request.path) is None:
        return "application/json, */*"
    return f"{_TABLES},application/json" if request.accept == TABLE else request.accept
