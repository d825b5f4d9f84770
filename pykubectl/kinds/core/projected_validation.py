"""Files that volumes show: keys of config maps and secrets, fields of the pod, tokens, and several of these in one directory.

Upstream: pkg/apis/core/validation (validateKeyToPath, validateDownwardAPIVolumeFile, validateProjectionSources).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.environment_validation import VOLUME_FIELDS, field_ref, resource_ref
from pykubectl.kinds.core.volume_sources import Source, local_free_path
from pykubectl.kinds.go_values import plain

_MODE_TEXT = "must be a number between 0 and 0777 (octal), both inclusive"
_TOKEN_SECONDS_MIN = 600
_DUPLICATE = "conflicting duplicate paths"
_KEY_TYPES = ("ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519", "RSA3072", "RSA4096")


def validate_mode(path: str, mode: int | None) -> list[FieldError]:
    return [] if mode is None or 0 <= mode <= 0o777 else [invalid(path, mode, _MODE_TEXT)]


def keyed(name_field: str) -> Source:
    """Secrets and config maps as volumes."""

    def validate(path: str, source: Object) -> list[FieldError]:
        errors = [] if source.get(name_field) else [required(f"{path}.{name_field}")]
        errors += validate_mode(f"{path}.defaultMode", source.get("defaultMode"))
        for index, item in enumerate(source.get("items") or ()):
            errors += _item(f"{path}.items[{index}]", item)
        return errors

    return validate


def _item(path: str, item: Object) -> list[FieldError]:
    errors = [required(f"{path}.{field}") for field in ("key", "path") if not item.get(field)]
    errors += local_free_path(f"{path}.path", item.get("path") or "")
    return errors + validate_mode(f"{path}.mode", item.get("mode"))


def downward(path: str, source: Object) -> list[FieldError]:
    errors = validate_mode(f"{path}.defaultMode", source.get("defaultMode"))
    for item in source.get("items") or ():
        # Upstream leaves out the index here.
        errors += _downward_file(path, item)
    return errors


def _downward_file(path: str, item: Object) -> list[FieldError]:
    errors = [] if item.get("path") else [required(f"{path}.path")]
    errors += local_free_path(f"{path}.path", item.get("path") or "")
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if field is not None:
        errors += field_ref(f"{path}.fieldRef", field, VOLUME_FIELDS)
        if resource is not None:
            text = "fieldRef and resourceFieldRef can not be specified simultaneously"
            errors.append(invalid(path, "resource", text))
    elif resource is not None:
        errors += resource_ref(f"{path}.resourceFieldRef", resource, in_volume=True)
    else:
        errors.append(required(path, "one of fieldRef and resourceFieldRef is required"))
    return errors + validate_mode(f"{path}.mode", item.get("mode"))


def projected(path: str, source: Object) -> list[FieldError]:
    errors = validate_mode(f"{path}.defaultMode", source.get("defaultMode"))
    taken: set[str] = set()
    for index, projection in enumerate(source.get("sources") or ()):
        here, count = f"{path}.sources[{index}]", 0
        for name, validate in _PROJECTIONS.items():
            if projection.get(name) is not None:
                count += 1
                errors += validate(f"{here}.{name}", projection[name])
                errors += _taken_paths(path, name, projection[name], taken)
        if count > 1:
            errors.append(forbidden(here, "may not specify more than 1 volume type per source"))
    return errors


def _taken_paths(path: str, name: str, source: Object, taken: set[str]) -> list[FieldError]:
    errors = []
    for file in _files(name, source):
        where = file.get("path") or ""
        if where and where in taken:
            shown = source.get("name") or "" if name in ("secret", "configMap") else where
            errors.append(invalid(path, shown, _DUPLICATE))
        taken.add(where)
    return errors


def _files(name: str, source: Object) -> list[Object]:
    """What has a path that must be its own; that of a token may be hidden by others."""
    if name == "clusterTrustBundle":
        return [source]
    files: list[Object] = source.get("items") or []
    return files


def _token(path: str, token: Object) -> list[FieldError]:
    errors = []
    seconds = token.get("expirationSeconds") or 0
    # The path of the path is that of the volume.
    volume = path.rpartition(".sources[")[0]
    if seconds < _TOKEN_SECONDS_MIN:
        text = "may not specify a duration less than 10 minutes"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, text))
    if seconds > 1 << 32:
        text = "may not specify a duration larger than 2^32 seconds"
        errors.append(invalid(f"{path}.expirationSeconds", seconds, text))
    if not token.get("path"):
        return [*errors, required(f"{volume}.path")]
    return errors + local_free_path(f"{volume}.path", token["path"])


def _trust_bundle(path: str, bundle: Object) -> list[FieldError]:
    name, signer, selector = bundle.get("name"), bundle.get("signerName"), bundle.get("labelSelector")
    errors: list[FieldError] = []
    if name is not None and signer is not None:
        errors.append(invalid(path, plain(bundle), "only one of name and signerName may be used"))
    elif name is not None:
        if not name:
            errors.append(required(f"{path}.name", "must be a valid object name"))
        errors += [
            invalid(f"{path}.name", name, f"not a valid clustertrustbundlename: {text}")
            for text in rules.subdomain(name.replace(":", "-"))
        ]
        if selector is not None:
            text = "labelSelector must be unset if name is specified"
            errors.append(invalid(f"{path}.labelSelector", plain(selector), text))
    elif signer is not None:
        if not signer:
            errors.append(required(f"{path}.signerName", "must be a valid signer name"))
        errors += rules.label_selector(f"{path}.labelSelector", selector)
    else:
        errors.append(required(path, "either name or signerName must be specified"))
    if not bundle.get("path"):
        errors.append(required(f"{path}.path"))
    return errors + local_free_path(f"{path}.path", bundle.get("path") or "")


def _certificate(path: str, certificate: Object) -> list[FieldError]:
    errors = [] if certificate.get("signerName") else [required(f"{path}.signerName")]
    return errors + rules.one_of(f"{path}.keyType", certificate.get("keyType"), _KEY_TYPES)


def _projected_keys(path: str, source: Object) -> list[FieldError]:
    errors = [] if source.get("name") else [required(f"{path}.name")]
    for index, item in enumerate(source.get("items") or ()):
        errors += _item(f"{path}.items[{index}]", item)
    return errors


def _projected_fields(path: str, source: Object) -> list[FieldError]:
    return [error for item in source.get("items") or () for error in _downward_file(path, item)]


# In the order in which the server looks at them.
_PROJECTIONS: dict[str, Source] = {
    "secret": _projected_keys,
    "configMap": _projected_keys,
    "downwardAPI": _projected_fields,
    "serviceAccountToken": _token,
    "clusterTrustBundle": _trust_bundle,
    "podCertificate": _certificate,
}
