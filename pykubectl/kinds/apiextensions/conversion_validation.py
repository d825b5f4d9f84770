"""How objects are converted between the versions of a definition: not at all, or by a webhook.

Errors name the fields of the server's own type, in which the webhook's client stands beside its versions.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation (validateCustomResourceConversion).
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, invalid, required
from pykubectl.kinds import rules, webhook_clients

_PATH = "spec.conversion"
_REVIEW_VERSIONS = ("v1", "v1beta1")


class Demands(NamedTuple):
    known_version: bool = True
    valid_certificates: bool = False


def demands_of_update(old: Object, established: bool) -> Demands:
    """What an update must heed, given the definition as it was."""
    webhook = ((old.get("spec") or {}).get("conversion") or {}).get("webhook") or {}
    versions = webhook.get("conversionReviewVersions") or []
    known = not versions or any(version in _REVIEW_VERSIONS for version in versions)
    bundle = (webhook.get("clientConfig") or {}).get("caBundle") or ""
    return Demands(known, established and not webhook_clients.validate_ca_bundle("", bundle))


def validate_conversion(conversion: Object | None, demands: Demands) -> list[FieldError]:
    if conversion is None:
        return []
    strategy, webhook = conversion.get("strategy") or "", conversion.get("webhook") or {}
    errors = rules.one_of(f"{_PATH}.strategy", strategy, ("None", "Webhook"), needed="")
    where = f"{_PATH}.webhookClientConfig"
    versions_where, versions = f"{_PATH}.conversionReviewVersions", webhook.get("conversionReviewVersions") or []
    if strategy == "Webhook":
        errors += _client(where, webhook.get("clientConfig"), demands)
        return errors + _versions(versions_where, versions, demands)
    text = "should not be set when strategy is not set to Webhook"
    if webhook.get("clientConfig") is not None:
        errors.append(forbidden(where, text))
    if versions:
        errors.append(forbidden(versions_where, text))
    return errors


def _client(path: str, client: Object | None, demands: Demands) -> list[FieldError]:
    if client is None:
        return [required(path, "required when strategy is set to Webhook")]
    errors = webhook_clients.validate_client(path, client)
    if client.get("caBundle") and demands.valid_certificates:
        errors += webhook_clients.validate_ca_bundle(f"{path}.caBundle", client["caBundle"])
    return errors


def _versions(path: str, versions: Sequence[str], demands: Demands) -> list[FieldError]:
    if not versions:
        return [required(path)]
    errors = []
    for index, version in enumerate(versions):
        if version in versions[:index]:
            errors.append(invalid(f"{path}[{index}]", version, "duplicate version"))
        else:
            errors += rules.check(f"{path}[{index}]", version, rules.dns_1035_label)
    if demands.known_version and not set(versions) & set(_REVIEW_VERSIONS):
        text = f"must include at least one of {', '.join(_REVIEW_VERSIONS)}"
        errors.append(invalid(path, list(versions), text))
    return errors
