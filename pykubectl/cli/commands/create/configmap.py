"""create configmap: a config map from literal values, files, directories and env files.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_configmap.go.
"""

from pykubectl import Object
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import APPEND_HASH_FLAG, GENERATOR_FLAGS, Made, create_object, metadata, the_name
from pykubectl.cli.grammar import Command, Flags, quote
from pykubectl.cli.key_values import KEY_VALUE_FLAGS, content_hash, key_problem, read_all
from pykubectl.cli.session import Session


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    texts: dict[str, str] = {}
    binaries: dict[str, str] = {}

    def add(key: str, value: bytes) -> None:
        problem = key_problem(key)
        if problem:
            raise Failure(f"{quote(key)} is not a valid key name for a ConfigMap: {problem}")
        if key in texts or key in binaries:
            raise Failure(
                f"cannot add key {quote(key)}, another key by that name already exists in Data for ConfigMap {quote(name)}"
            )
        try:
            texts[key] = value.decode()
        except UnicodeDecodeError:
            import base64

            binaries[key] = base64.b64encode(value).decode()

    read_all(flags, add)
    if flags["append-hash"]:
        content: Object = {"kind": "ConfigMap", "name": name, "data": texts}
        name = f"{name}-{content_hash({**content, 'binaryData': binaries} if binaries else content)}"
    obj: Object = {"kind": "ConfigMap", "apiVersion": "v1", "metadata": metadata(session, name)}
    if texts:
        obj["data"] = texts
    if binaries:
        obj["binaryData"] = binaries
    return create_object(session, flags, Made(obj, "configmaps", failure="failed to create configmap: "))


COMMAND = Command(
    "configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]",
    run,
    short="A config map from files, directories or literal values",
    long="Makes a config map. A file's name is its key, unless one is given; of a directory every regular file counts.",
    examples="""
# From the files of a directory
kubectl create configmap settings --from-file=conf/

# From values
kubectl create configmap settings --from-literal=color=blue --from-literal=mode=fast
""",
    flags=(APPEND_HASH_FLAG, *KEY_VALUE_FLAGS, *GENERATOR_FLAGS),
)
