"""Files over HTTP, as Go's file server gives them: folders as lists of links, index.html in their place, redirects.

Upstream: net/http (FileServer, ServeMux).
"""

import html
import mimetypes
import os
from typing import NamedTuple
from urllib.parse import quote

PLAIN = "text/plain; charset=utf-8"
_HTML = "text/html; charset=utf-8"


class Reply(NamedTuple):
    """The answer to a request."""

    code: int
    body: bytes
    content_type: str
    location: str = ""


NOT_FOUND = Reply(404, b"404 page not found\n", PLAIN)


def temporary_redirect(path: str) -> Reply:
    body = f'<a href="{html.escape(path)}">Temporary Redirect</a>.\n\n'
    return Reply(307, body.encode(), _HTML, path)


def serve(folder: str, name: str) -> Reply:
    """What `name` means below the folder: a file, a folder, or nothing. Nothing outside of it is given away."""
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, name.lstrip("/")))
    if os.path.commonpath([root, path]) != root or not os.path.exists(path):
        return NOT_FOUND
    if name.endswith("/index.html") or name == "index.html":
        return Reply(301, b"", "", "./")
    if os.path.isdir(path):
        if name and not name.endswith("/"):
            return Reply(301, b"", "", f"{os.path.basename(name)}/")
        index = os.path.join(path, "index.html")
        return _content(index) if os.path.isfile(index) else _listing(path)
    if name.endswith("/"):
        return Reply(301, b"", "", f"../{os.path.basename(name.rstrip('/'))}")
    return _content(path)


def _content(path: str) -> Reply:
    with open(path, "rb") as file:
        content = file.read()
    kind = mimetypes.guess_type(path)[0]
    if kind is None:
        kind = "application/octet-stream" if b"\0" in content[:512] else "text/plain"
    return Reply(200, content, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)


def _listing(path: str) -> Reply:
    lines = []
    for name in sorted(os.listdir(path)):
        shown = f"{name}/" if os.path.isdir(os.path.join(path, name)) else name
        lines.append(f'<a href="{quote(shown)}">{html.escape(shown)}</a>\n')
    head = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n'
    return Reply(200, f"{head}{''.join(lines)}</pre>\n".encode(), _HTML)
