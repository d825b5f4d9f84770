"""A service account, and the secrets that pull its images.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer

TITLE = "Image pull secrets:"


def describe(writer: Writer, account: Object, subject: Subject) -> None:
    name_and_namespace(writer, account)
    labels_and_annotations(writer, account)
    names = [reference.get("name", "") for reference in account.get("imagePullSecrets") or ()]
    for index, name in enumerate(names or ["<none>"]):
        writer.line(" " * len(TITLE) if index else TITLE, name)
