"""A secret: how many bytes each key has. Only a service account's token is shown.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from base64 import b64decode

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer

TOKEN_TYPE, TOKEN_KEY = "kubernetes.io/service-account-token", "token"


def describe(writer: Writer, secret: Object, subject: Subject) -> None:
    name_and_namespace(writer, secret)
    labels_and_annotations(writer, secret)
    kind = secret.get("type", "")
    writer.write(f"\nType:\t{kind}\n")
    writer.write("\nData\n====\n")
    for key, encoded in sorted((secret.get("data") or {}).items()):
        value = b64decode(encoded or "")
        shown = kind == TOKEN_TYPE and key == TOKEN_KEY
        writer.field(key, value.decode("utf-8", "replace") if shown else f"{len(value)} bytes")
