"""--raw: a request with a path of the user's own, its body taken from -f.

Upstream: staging/src/k8s.io/kubectl/pkg/rawhttp/raw.go.
"""

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import Flags, quote
from pykubectl.cli.session import Session
from pykubectl.cli.sources import read_file
from pykubectl.machinery.field_order import as_sent
from pykubectl.machinery.json_codec import compact


def send(session: Session, method: str, flags: Flags) -> int | None:
    """Send what -f holds to the path of --raw and print the answer."""
    filenames = flags["filename"]
    if len(filenames) > 1:
        raise Failure("--raw can only use a single local file or stdin")
    body: Any = None
    if filenames:
        text = session.streams.stdin.read() if filenames[0] == "-" else read_file(filenames[0])
        body = _decoded(text)
    check_raw(flags["raw"])
    parts = urlsplit(flags["raw"])
    answer = session.raw_request(method, parts.path, dict(parse_qsl(parts.query)), body)
    session.write(answer if isinstance(answer, str) else compact(as_sent(answer), sort=False) + "\n")
    return None


def check_raw(path: str) -> None:
    """Whether --raw is a path that a request can have, in the words of Go's parser. Raises Failure."""
    problem = ""
    escape = re.search(r"%(?![0-9a-fA-F]{2}).{0,2}", path.partition("?")[0])
    if any(letter < " " or letter == "\x7f" for letter in path):
        problem = "net/url: invalid control character in URL"
    elif path.startswith(":"):
        problem = "missing protocol scheme"
    elif not path.startswith(("/", "http://", "https://")):
        problem = "invalid URI for request"
    elif escape:
        problem = f"invalid URL escape {quote(escape[0])}"
    if problem:
        raise Failure(f"--raw must be a valid URL path: parse {quote(path)}: {problem}")


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        from pykubectl.machinery.yaml_codec import load

        return load(text)
