"""create secret tls: a certificate and its key.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_secret_tls.go.
"""

import base64
import re

from pykubectl.cli.commands.create.secret_generic import create_secret
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import APPEND_HASH_FLAG, GENERATOR_FLAGS, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.session import Session

_BLOCK = re.compile(rb"-----BEGIN ([^\n-]+)-----\s*\n(?:[^\n]*:[^\n]*\n)*(.*?)-----END \1-----", re.DOTALL)


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    if not flags["cert"] or not flags["key"]:
        raise Failure("key and cert must be specified")
    certificate, key = _read(flags["cert"]), _read(flags["key"])
    for what, content in (("certificate", certificate), ("key", key)):
        if not _has_block(content):
            raise Failure(f"tls: failed to find any PEM data in {what} input")
    data = {"tls.crt": base64.b64encode(certificate).decode(), "tls.key": base64.b64encode(key).decode()}
    return create_secret(session, flags, name, data, "kubernetes.io/tls")


def _has_block(content: bytes) -> bool:
    """Whether there is a PEM block that can be decoded."""
    for match in _BLOCK.finditer(content):
        try:
            base64.b64decode(b"".join(match[2].split()), validate=True)
        except ValueError:
            continue
        return True
    return False


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        verb = "read" if isinstance(error, IsADirectoryError) else "open"
        raise Failure(f"Cannot read file {path}, {verb} {path}: {(error.strerror or '').lower()}") from None


COMMAND = Command(
    "tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
    run,
    short="A certificate and its key",
    long="Makes a TLS secret of a PEM encoded certificate and the key that belongs to it.",
    examples="""
# From files
kubectl create secret tls shop --cert=shop.crt --key=shop.key
""",
    flags=(
        APPEND_HASH_FLAG,
        Flag("cert", "string", "", "File with the certificate, PEM encoded."),
        Flag("key", "string", "", "File with the key, PEM encoded."),
        *GENERATOR_FLAGS,
    ),
)
