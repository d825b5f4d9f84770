"""Where manifests come from: files, directories, patterns, stdin and URLs, read into documents with the name of their source.

A directory gives its *.json, *.yaml and *.yml in the order of their names, its subdirectories only with -R.

Upstream: staging/src/k8s.io/cli-runtime/pkg/resource/{builder,visitor}.go.
"""

import codecs
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pykubectl.cli.errors import Failure
from pykubectl.cli.grammar import quote
from pykubectl.cli.session import Session
from pykubectl.client import Unreachable

EXTENSIONS = (".json", ".yaml", ".yml")


class Source(NamedTuple):
    """`name` is what errors call it; `read` gives its text."""

    name: str
    read: Callable[[], str]


def sources_of(
    session: Session, filenames: Sequence[str], recursive: bool
) -> tuple[list[Source], list[Exception], bool]:
    """What -f names, what is wrong with it, and whether it can only be one file."""
    sources: list[Source] = []
    errors: list[Exception] = []
    single = False
    if filenames.count("-") > 1:
        errors.append(Failure("standard input cannot be used for multiple arguments"))
    for filename in filenames:
        if filename == "-":
            sources.append(Source("STDIN", session.streams.stdin.read))
        elif filename.startswith(("http://", "https://")):
            sources.append(Source(filename, lambda url=filename: read_url(url)))  # type: ignore[misc]
        else:
            try:
                matches = _expand(filename)
                single = single or (not recursive and len(matches) == 1)
                for match in matches:
                    sources.extend(_path(match, recursive))
            except (Failure, OSError) as error:
                errors.append(error)
    return sources, errors, single


def _expand(filename: str) -> list[str]:
    if os.path.exists(filename):
        return [filename]
    matches = []
    if any(letter in filename for letter in "*?["):
        from glob import glob

        matches = sorted(glob(filename))
    if not matches:
        raise Failure(f"the path {quote(filename)} does not exist")
    return matches


def _path(path: str, recursive: bool) -> list[Source]:
    if not os.path.isdir(path):
        return [_file(path)]
    found = [_file(file) for file in _walk(path, recursive) if os.path.splitext(file)[1] in EXTENSIONS]
    if not found:
        raise Failure(f"error reading [{path}]: recognized file extensions are [{' '.join(EXTENSIONS)}]")
    return found


def _walk(folder: str, recursive: bool) -> Iterator[str]:
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if not os.path.isdir(path):
            yield path
        elif recursive:
            yield from _walk(path, recursive)


def _file(path: str) -> Source:
    return Source(path, lambda: read_file(path))


def read_file(path: str) -> str:
    """The text of a file. Raises Failure with Go's words."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except IsADirectoryError:
        raise Failure(f"read {path}: is a directory") from None
    except FileNotFoundError:
        raise Failure(f"open {path}: no such file or directory") from None
    except PermissionError:
        raise Failure(f"open {path}: permission denied") from None
    # YAML may be written in UTF-16, which then says so.
    encoding = "utf-16" if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    return content.decode(encoding, "replace")


def read_url(url: str) -> str:
    """The text behind a URL. Raises Failure or Unreachable."""
    from urllib.error import HTTPError, URLError
    from urllib.parse import urlsplit
    from urllib.request import urlopen

    try:
        with urlopen(url) as answer:
            text: str = answer.read().decode("utf-8", "replace")
            return text
    except HTTPError as error:
        status = f"{error.code} {error.reason}"
        raise Failure(f'unable to read URL "{url}", server reported {status}, status code={error.code}') from None
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            host = urlsplit(url).netloc
            raise Unreachable(
                f"The connection to the server {host} was refused - did you specify the right host or port?"
            ) from None
        raise Unreachable(f"Unable to connect to the server: {error.reason}") from None


def documents(source: Source) -> Iterator[Any]:
    """The documents of a source, empty ones left out. Raises Failure at the first that does not parse."""
    from pykubectl.machinery.json_reading import NumberError
    from pykubectl.machinery.yaml_codec import YamlError, load_documents

    try:
        for document in load_documents(source.read()):
            if document is not None:
                yield document
    except NumberError as error:
        from pykubectl.cli.manifests import not_valid

        # kubectl reads the numbers only when it validates.
        raise not_valid(source.name, str(error)) from None
    except YamlError as error:
        raise Failure(f"error parsing {source.name}: {error}") from None
