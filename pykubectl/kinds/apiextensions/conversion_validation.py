"""How objects are converted between the versions of a definition: not at all, or by a webhook.

Errors name the fields of the server's own type, in which the webhook's client stands beside its versions.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation (validateCustomResourceConversion).
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, forbidden, required
from pykubectl.kinds import rules, webhook_clients

_PATH = "spec.conversion"


class Demands(NamedTuple):
    known_version: bool = True
    valid_certificates: bool = False


def demands_of_update(old: Object, established: bool) -> Demands:
    """What an update must heed, given the definition as it was."""
    webhook = ((old.get("spec") or {}).get("conversion") or {}).get("webhook") or {}
    versions = webhook.get("conversionReviewVersions") or []
    known = not versions or any(version in webhook_clients.REVIEW_VERSIONS for version in versions)
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
        if not versions:
            return [*errors, required(versions_where)]
        known = demands.known_version
        return errors + webhook_clients.validate_review_versions(versions_where, versions, known_version=known)
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
