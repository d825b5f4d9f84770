"""A certificate signing request: who asks whom, how it stands, and for whom the certificate is to be.

Upstream: staging/src/k8s.io/kubectl/pkg/describe/describe.go.
"""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from datetime import timedelta

from pykubectl import Object
from pykubectl.cli.describers.parts.certificate_requests import RequestError, parse_request
from pykubectl.cli.describers.parts.fields import format_labels, format_time
from pykubectl.cli.describers.parts.subject import Subject
from pykubectl.cli.describers.parts.writer import Writer
from pykubectl.cli.errors import Failure
from pykubectl.machinery.timestamps import human_duration

SUBJECT_LISTS = (
    "Organization",
    "Organizational Unit",
    "Country",
    "Locality",
    "Province",
    "StreetAddress",
    "PostalCode",
)
NAME_LISTS = ("DNS Names", "Email Addresses", "URIs", "IP Addresses")


def describe(writer: Writer, request: Object, subject: Subject) -> None:
    spec, metadata = request["spec"], request["metadata"]
    try:
        wanted = parse_request(b64decode(spec.get("request", "")))
    except RequestError as error:
        raise Failure(f"Error parsing CSR: {error}") from None
    writer.field("Name", metadata["name"])
    writer.field("Labels", format_labels(metadata.get("labels")))
    writer.field("Annotations", format_labels(metadata.get("annotations")))
    writer.field("CreationTimestamp", format_time(metadata.get("creationTimestamp")))
    writer.field("Requesting User", spec.get("username", ""))
    if spec.get("signerName"):
        writer.field("Signer", spec["signerName"])
    if spec.get("expirationSeconds") is not None:
        writer.field("Requested Duration", human_duration(timedelta(seconds=spec["expirationSeconds"])))
    writer.field("Status", _status(request.get("status") or {}))
    writer.line("Subject:")
    for title in ("Common Name", "Serial Number"):
        writer.line("", f"{title}:", (wanted.subject.get(title) or [""])[-1])
    _write_lists(writer, SUBJECT_LISTS, wanted.subject)
    if wanted.alternative_names:
        writer.line("Subject Alternative Names:")
        _write_lists(writer, NAME_LISTS, wanted.alternative_names)


def _write_lists(writer: Writer, titles: Sequence[str], lists: Mapping[str, Sequence[str]]) -> None:
    for title in titles:
        for index, value in enumerate(lists.get(title, ())):
            writer.line("", "" if index else f"{title}:", value)


def _status(status: Object) -> str:
    """`Pending`, `Approved,Issued`, `Denied` ..."""
    types = {condition["type"] for condition in status.get("conditions") or ()}
    words = [next((word for word in ("Denied", "Approved") if word in types), "Pending")]
    if "Failed" in types:
        words.append("Failed")
    if status.get("certificate"):
        words.append("Issued")
    return ",".join(words)
