"""What a PKCS#10 certificate request asks for: its subject and its alternative names, read from the DER by hand.

A value of DER is a tag, a length and the content; SEQUENCE and SET contain values. Only what is printed is taken out; nothing is
verified.

Upstream: Go's crypto/x509 (ParseCertificateRequest), staging/src/k8s.io/kubectl/pkg/util/certificate.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from typing import NamedTuple

SUBJECT_FIELDS = {
    "2.5.4.3": "Common Name",
    "2.5.4.5": "Serial Number",
    "2.5.4.6": "Country",
    "2.5.4.7": "Locality",
    "2.5.4.8": "Province",
    "2.5.4.9": "StreetAddress",
    "2.5.4.10": "Organization",
    "2.5.4.11": "Organizational Unit",
    "2.5.4.17": "PostalCode",
}
ALTERNATIVE_NAMES = {0x81: "Email Addresses", 0x82: "DNS Names", 0x86: "URIs", 0x87: "IP Addresses"}
EXTENSIONS, SUBJECT_ALTERNATIVE_NAME = "1.2.840.113549.1.9.14", "2.5.29.17"
BMP_STRING = 0x1E
_PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\s(.*?)-----END \1-----", re.DOTALL)


class RequestError(ValueError):
    """Bytes that are no certificate request."""


class Value(NamedTuple):
    tag: int
    content: bytes

    def parts(self) -> "list[Value]":
        return list(_values(self.content))


class CertificateRequest(NamedTuple):
    """Values by the titles under which they are printed."""

    subject: dict[str, list[str]]
    alternative_names: dict[str, list[str]]


def parse_request(pem: bytes) -> CertificateRequest:
    """Raises RequestError."""
    found = _PEM.search(pem)
    if found is None or found.group(1) != b"CERTIFICATE REQUEST":
        raise RequestError("PEM block type must be CERTIFICATE REQUEST")
    try:
        info = next(_values(b64decode(found.group(2)))).parts()[0].parts()
        return CertificateRequest(_subject(info[1]), _alternative_names(info[3:]))
    except (ValueError, IndexError, StopIteration):
        raise RequestError("asn1: structure error: malformed certificate request") from None


def _values(content: bytes) -> Iterator[Value]:
    at = 0
    while at < len(content):
        tag, length, at = content[at], content[at + 1], at + 2
        if length & 0x80:
            size = length & 0x7F
            length, at = int.from_bytes(content[at : at + size], "big"), at + size
        yield Value(tag, content[at : at + length])
        at += length


def _subject(name: Value) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for attribute in (part for relative in name.parts() for part in relative.parts()):
        kind, value = attribute.parts()[:2]
        title = SUBJECT_FIELDS.get(_object_identifier(kind))
        if title is not None:
            found.setdefault(title, []).append(
                value.content.decode("utf-16-be" if value.tag == BMP_STRING else "utf-8")
            )
    return found


def _alternative_names(attributes: list[Value]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for attribute in (part for row in attributes for part in row.parts()):
        kind, values = attribute.parts()[:2]
        if _object_identifier(kind) != EXTENSIONS:
            continue
        for extension in (part for row in values.parts() for part in row.parts()):
            fields = extension.parts()
            if _object_identifier(fields[0]) == SUBJECT_ALTERNATIVE_NAME:
                for name in next(_values(fields[-1].content)).parts():
                    if name.tag in ALTERNATIVE_NAMES:
                        found.setdefault(ALTERNATIVE_NAMES[name.tag], []).append(_general_name(name))
    return found


def _general_name(name: Value) -> str:
    if ALTERNATIVE_NAMES[name.tag] != "IP Addresses":
        return name.content.decode("latin-1")
    import ipaddress

    address = ipaddress.ip_address(name.content)
    return str(getattr(address, "ipv4_mapped", None) or address)


def _object_identifier(value: Value) -> str:
    numbers: list[int] = []
    number = 0
    for byte in value.content:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    first, rest = numbers[0], numbers[1:]
    root = min(first // 40, 2)
    return ".".join(map(str, [root, first - 40 * root, *rest]))
