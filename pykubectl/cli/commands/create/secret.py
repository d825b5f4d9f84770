"""create secret: the table of the kinds of secrets that can be made from flags.

Upstream: staging/src/k8s.io/kubectl/pkg/cmd/create/create_secret.go.
"""

from pykubectl.cli.grammar import Command, Row

_MODULE = "pykubectl.cli.commands.create.secret_"

COMMAND = Command(
    "secret (docker-registry | generic | tls)",
    short="A secret of one of the kinds below",
    long="Makes a secret: the credentials of an image registry, keys and values, or a TLS certificate with its key.",
    examples="""
# Keys and values
kubectl create secret generic db --from-literal=password=s3cret
""",
    rows=(
        Row("docker-registry", "Credentials of an image registry", f"{_MODULE}docker_registry"),
        Row("generic", "Keys and values from files, directories or literals", f"{_MODULE}generic"),
        Row("tls", "A certificate and its key", f"{_MODULE}tls"),
    ),
)
