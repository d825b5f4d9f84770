"""A config map with all its data; of binary data the size.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from base64 import b64decode

from pykubectl import Object
from pykubectl.cli.describers.parts.fields import labels_and_annotations, name_and_namespace
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer


def describe(writer: Writer, config_map: Object, subject: Subject) -> None:
    name_and_namespace(writer, config_map)
    labels_and_annotations(writer, config_map)
    writer.write("\nData\n====\n")
    for key, value in sorted((config_map.get("data") or {}).items()):
        writer.write(f"{key}:\n----\n{value}\n\n")
    writer.write("\nBinaryData\n====\n")
    for key, encoded in sorted((config_map.get("binaryData") or {}).items()):
        writer.line(f"{key}: {len(b64decode(encoded or ''))} bytes")
    writer.line()
