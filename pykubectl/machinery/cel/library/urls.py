"""url(): absolute URLs and their parts.

Upstream: k8s.io/apiserver/pkg/cel/library/urls.go, Go's net/url.
"""

import re

from pykubectl.machinery.cel.errors import EvaluationError
from pykubectl.machinery.cel.values import Opaque

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.%A-Za-z0-9_~-]+\]|[^\[\]:]*)(?::[0-9]*)?")
_BAD_HOST = re.compile(r"[\s\"<>\\^`{|}]")


class Url(Opaque):
    __slots__ = ("host", "path", "query", "scheme", "text")
    type_name = "kubernetes.URL"

    def __init__(self, text: str) -> None:
        self.text = text
        scheme = _SCHEME.fullmatch(text)
        self.scheme, rest = (scheme.group(1).lower(), scheme.group(2)) if scheme else ("", text)
        rest = rest.partition("#")[0]
        rest, _, query = rest.partition("?")
        self.query: str = query
        authority = ""
        if rest.startswith("//"):
            authority, slash, path = rest[2:].partition("/")
            rest = slash + path
        self.host = authority.rpartition("@")[2]
        self.path = rest

    def same(self, other: "Url") -> bool:
        return self.text == other.text


def request_uri_fault(text: str) -> str:
    """What Go's url.ParseRequestURI has against a text; nothing when it is a URL or an absolute path."""
    if not text:
        return 'parse "": empty url'
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in text):
        return f'parse "{text}": net/url: invalid control character in URL'
    found = _SCHEME.fullmatch(text)
    if text.startswith(":"):
        return f'parse "{text}": missing protocol scheme'
    if not text.startswith("/") and not found:
        return f'parse "{text}": invalid URI for request'
    escape = _ESCAPE.search(text.partition("?")[0])
    if escape:
        return f'parse "{text}": invalid URL escape "{escape.group()}"'
    host = Url(text).host
    bad = _BAD_HOST.search(host)
    if bad:
        return f'parse "{text}": invalid character "{bad.group()}" in host name'
    if not _HOST.fullmatch(host):
        port = host[host.rfind(":") :]
        return f'parse "{text}": invalid port "{port}" after host'
    return ""


def _url(text: str) -> Url:
    fault = request_uri_fault(text)
    if fault:
        raise EvaluationError(f"URL parse error during conversion from string: {fault}")
    return Url(text)


def _is_url(text: str) -> bool:
    return not request_uri_fault(text)


def _hostname(url: Url) -> str:
    if url.host.startswith("["):
        return url.host[1:].partition("]")[0]
    return url.host.partition(":")[0]


def _port(url: Url) -> str:
    return url.host.rpartition("]")[2].partition(":")[2]


def _escaped_path(url: Url) -> str:
    from urllib.parse import quote

    return quote(url.path, safe="/:@!$&'()*+,;=%~-._[]")


def _query(url: Url) -> dict[str, list[str]]:
    from urllib.parse import unquote_plus

    found: dict[str, list[str]] = {}
    for part in url.query.split("&"):
        if part:
            key, _, value = part.partition("=")
            found.setdefault(unquote_plus(key), []).append(unquote_plus(value))
    return found


ROWS = (
    ("url", "string_to_url", "(string) -> kubernetes.URL", _url),
    ("isURL", "is_url_string", "(string) -> bool", _is_url),
    ("getScheme", "url_get_scheme", "kubernetes.URL.() -> string", lambda url: url.scheme),
    ("getHost", "url_get_host", "kubernetes.URL.() -> string", lambda url: url.host),
    ("getHostname", "url_get_hostname", "kubernetes.URL.() -> string", _hostname),
    ("getPort", "url_get_port", "kubernetes.URL.() -> string", _port),
    ("getEscapedPath", "url_get_escaped_path", "kubernetes.URL.() -> string", _escaped_path),
    ("getQuery", "url_get_query", "kubernetes.URL.() -> map(string, list(string))", _query),
)
