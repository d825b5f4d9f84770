"""create secret docker-registry: the credentials with which images are pulled.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_secret_docker.go.
"""

import base64

from pykubectl.cli.commands.create.secret_generic import create_secret
from pykubectl.cli.errors import Failure
from pykubectl.cli.generating import APPEND_HASH_FLAG, GENERATOR_FLAGS, the_name
from pykubectl.cli.grammar import Command, Flag, Flags
from pykubectl.cli.key_values import file_source
from pykubectl.cli.session import Session
from pykubectl.machinery.json_codec import compact

KEY = ".dockerconfigjson"


def run(session: Session, flags: Flags, arguments: list[str]) -> int | None:
    name = the_name(session, flags, arguments)
    data: dict[str, str] = {}
    if flags["from-file"]:
        for source in flags["from-file"]:
            for key, value in file_source(source):
                data[KEY if key == source.rpartition("/")[2] and len(flags["from-file"]) == 1 else key] = _encode(value)
    elif flags["docker-username"] and flags["docker-password"] and flags["docker-server"]:
        data[KEY] = _encode(_config(flags).encode())
    else:
        raise Failure(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"
        )
    return create_secret(session, flags, name, data, "kubernetes.io/dockerconfigjson")


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _config(flags: Flags) -> str:
    entry = {"username": flags["docker-username"], "password": flags["docker-password"]}
    if flags["docker-email"]:
        entry["email"] = flags["docker-email"]
    entry["auth"] = _encode(f"{flags['docker-username']}:{flags['docker-password']}".encode())
    return compact({"auths": {flags["docker-server"]: entry}}, sort=False)


COMMAND = Command(
    "docker-registry NAME --docker-username=user --docker-password=password --docker-email=email"
    " [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]",
    run,
    short="Credentials of an image registry",
    long="Makes a secret with the credentials of an image registry, for imagePullSecrets.",
    examples="""
# Credentials of a registry
kubectl create secret docker-registry registry --docker-server=registry.example.com --docker-username=me --docker-password=s3cret
""",
    flags=(
        APPEND_HASH_FLAG,
        Flag("docker-email", "string", "", "Mail address for the registry."),
        Flag("docker-password", "string", "", "Password for the registry."),
        Flag("docker-server", "string", "https://index.docker.io/v1/", "The registry."),
        Flag("docker-username", "string", "", "User for the registry."),
        Flag("from-file", "strings", [], "File with a Docker configuration."),
        *GENERATOR_FLAGS,
    ),
)
