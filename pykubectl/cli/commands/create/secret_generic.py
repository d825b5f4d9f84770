"""create secret generic: keys and values from literals, files, directories and env files.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_secret.go.
"""

import base64

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import APPEND_HASH_FLAG, GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flag, Flags, quote
from pykubectl.cli.key_values import KEY_VALUE_FLAGS, content_hash, key_problem, read_all
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    data: dict[str, str] = {}

    def add(key: str, value: bytes) -> None:
        problem = key_problem(key)
        if problem:
            raise Failure(f"{quote(key)} is not valid key name for a Secret {problem}")
        if key in data:
            raise Failure(f"cannot add key {key}, another key by that name already exists")
        data[key] = base64.b64encode(value).decode()

    read_all(flags, add)
    return create_secret(session, flags, name, data, flags["type"])


def create_secret(session: Session, flags: Flags, name: str, data: dict[str, str], kind: str) -> int | None:
    """Send a secret of (base64) data and a type."""
    if flags["append-hash"]:
        name = f"{name}-{content_hash({'kind': 'Secret', 'type': kind, 'name': name, 'data': data})}"
    obj: Object = {"kind": "Secret", "apiVersion": "v1", "metadata": metadata(session, name)}
    if data:
        obj["data"] = data
    if kind:
        obj["type"] = kind
    return create_object(session, flags, Made(obj, "secrets", failure="failed to create secret "))


COMMAND = Command(
    "generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
    run,
    short="Keys and values from files, directories or literals",
    long="Makes a secret of keys and values. A file's name is its key, unless one is given.",
    examples="""
# From values
kubectl create secret generic db --from-literal=user=admin --from-literal=password=s3cret

# From files, under keys of your own
kubectl create secret generic keys --from-file=id=./id_rsa --from-file=id.pub=./id_rsa.pub
""",
    flags=(APPEND_HASH_FLAG, *KEY_VALUE_FLAGS, Flag("type", "string", "", "Type of the secret."), *GENERATOR_FLAGS),
)
