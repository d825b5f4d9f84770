"""Where a webhook is: a URL or a service, and the certificates to trust it by.

Upstream: apiserver/pkg/util/webhook/validation.go.
"""

import binascii
from base64 import b64decode
from collections.abc import Sequence

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules

REVIEW_VERSIONS = ("v1", "v1beta1")
_FORM = "; desired format: https://host[/path]"


def validate_client(path: str, client: Object) -> list[FieldError]:
    """A URL or a service, not both."""
    url, service = client.get("url"), client.get("service")
    if (url is None) == (service is None):
        return [required(path, "exactly one of url or service is required")]
    if url is not None:
        return validate_url(f"{path}.url", url)
    return validate_service(f"{path}.service", service or {})


def validate_url(path: str, value: str) -> list[FieldError]:
    """Raises nothing: what is no URL is an error of the field."""
    from urllib.parse import urlsplit

    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError as error:
        return [required(path, f"url must be a valid URL: parse {value!r}: {error}{_FORM}")]
    errors = []
    if url.scheme != "https":
        errors.append(invalid(path, url.scheme, f"'https' is the only allowed URL scheme{_FORM}"))
    user, at, host = url.netloc.rpartition("@")
    if not host:
        errors.append(invalid(path, "", f"host must be specified{_FORM}"))
    if at:
        errors.append(invalid(path, user, "user information is not permitted in the URL"))
    if url.fragment:
        errors.append(invalid(path, url.fragment, "fragments are not permitted in the URL"))
    if url.query:
        errors.append(invalid(path, url.query, "query parameters are not permitted in the URL"))
    return errors


def validate_service(path: str, service: Object) -> list[FieldError]:
    # The server mixes up the two: a missing name is reported as a missing namespace.
    names = (("name", "namespace"), ("namespace", "name"))
    errors = [required(f"{path}.{shown}") for shown, name in names if not service.get(name)]
    port = service.get("port", 443)
    for text in rules.port_number(port):
        errors.append(invalid(f"{path}.port", port, f"port is not valid: {text}"))
    return errors + _service_path(f"{path}.path", service.get("path") or "")


def _service_path(path: str, value: str) -> list[FieldError]:
    if value in ("", "/"):
        return []
    if value == "//":
        return [invalid(path, value, "segment[0] may not be empty")]
    errors = [] if value.startswith("/") else [invalid(path, value, "must start with a '/'")]
    for index, step in enumerate(value[1:].removesuffix("/").split("/")):
        texts = rules.subdomain(step) if step else []
        if not step:
            errors.append(invalid(path, value, f"segment[{index}] may not be empty"))
        errors += [invalid(path, value, f"segment[{index}]: {text}") for text in texts]
    return errors


def validate_ca_bundle(path: str, bundle: str) -> list[FieldError]:
    """`bundle` is base64 of PEM certificates."""
    try:
        text = b64decode(bundle or "")
    except binascii.Error:
        text = b""
    if not bundle or b"-----BEGIN CERTIFICATE-----" in text:
        return []
    return [invalid(path, bundle, "unable to load root certificates: unable to parse bytes as PEM block")]


def validate_review_versions(path: str, versions: Sequence[str], *, known_version: bool) -> list[FieldError]:
    """Each a name, none twice; `known_version`: one of them must be one that the server speaks."""
    errors = []
    for index, version in enumerate(versions):
        if version in versions[:index]:
            errors.append(invalid(f"{path}[{index}]", version, "duplicate version"))
        else:
            errors += rules.check(f"{path}[{index}]", version, rules.dns_1035_label)
    if known_version and not set(versions) & set(REVIEW_VERSIONS):
        text = f"must include at least one of {', '.join(REVIEW_VERSIONS)}"
        errors.append(invalid(path, list(versions), text))
    return errors
