"""Validation of webhook configurations. An update demands nothing that the old configuration did not give.

Upstream: pkg/apis/admissionregistration/validation.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pykubectl import Object
from pykubectl.errors import FieldError, duplicate, invalid, required
from pykubectl.kinds import rules, webhook_clients
from pykubectl.kinds.admissionregistration.match_validation import validate_rule

_HARMLESS = ("None", "NoneOnDryRun")
_SIDE_EFFECTS = ("None", "NoneOnDryRun", "Some", "Unknown")


class _Demands(NamedTuple):
    no_side_effects: bool = True
    known_version: bool = True
    unique_names: bool = True
    valid_selectors: bool = True
    conditions: bool = True


def validate_configuration(obj: Object) -> list[FieldError]:
    return _webhooks(obj.get("webhooks") or [], _Demands())


def validate_configuration_update(new: Object, old: Object) -> list[FieldError]:
    webhooks, before = new.get("webhooks") or [], old.get("webhooks") or []
    names = [webhook.get("name") for webhook in before]
    versions = [webhook.get("admissionReviewVersions") or webhook_clients.REVIEW_VERSIONS for webhook in before]
    demands = _Demands(
        no_side_effects=all(webhook.get("sideEffects") in _HARMLESS for webhook in before),
        known_version=all(set(known) & set(webhook_clients.REVIEW_VERSIONS) for known in versions),
        unique_names=len(set(names)) == len(names),
        valid_selectors=not any(_selectors("", webhook) for webhook in before),
        conditions=_conditions_of(webhooks) != _conditions_of(before),
    )
    return _webhooks(webhooks, demands)


def _conditions_of(webhooks: Sequence[Object]) -> list[list[Object]]:
    return [webhook.get("matchConditions") or [] for webhook in webhooks]


def _webhooks(webhooks: Sequence[Object], demands: _Demands) -> list[FieldError]:
    errors: list[FieldError] = []
    names: set[str] = set()
    for index, webhook in enumerate(webhooks):
        path, name = f"webhooks[{index}]", webhook.get("name") or ""
        errors += _webhook(path, webhook, demands)
        errors += _review_versions(f"{path}.admissionReviewVersions", webhook, demands.known_version)
        if demands.unique_names and name in names:
            errors.append(duplicate(f"{path}.name", name))
        names |= {name} - {""}
    return errors


def _webhook(path: str, webhook: Object, demands: _Demands) -> list[FieldError]:
    errors = _name(f"{path}.name", webhook.get("name") or "")
    for index, rule in enumerate(webhook.get("rules") or ()):
        errors += validate_rule(rule, f"{path}.rules[{index}]")
    errors += _choice(path, webhook, "failurePolicy", ("Fail", "Ignore"))
    errors += _choice(path, webhook, "matchPolicy", ("Equivalent", "Exact"))
    allowed = _HARMLESS if demands.no_side_effects else _SIDE_EFFECTS
    if webhook.get("sideEffects") is None:
        errors.append(required(f"{path}.sideEffects", f"must specify one of {', '.join(allowed)}"))
    errors += _choice(path, webhook, "sideEffects", allowed)
    timeout = webhook.get("timeoutSeconds")
    if timeout is not None and not 1 <= timeout <= 30:
        text = "the timeout value must be between 1 and 30 seconds"
        errors.append(invalid(f"{path}.timeoutSeconds", timeout, text))
    if demands.valid_selectors:
        errors += _selectors(path, webhook)
    errors += _choice(path, webhook, "reinvocationPolicy", ("IfNeeded", "Never"))
    errors += webhook_clients.validate_client(f"{path}.clientConfig", webhook.get("clientConfig") or {})
    if demands.conditions and webhook.get("matchConditions"):
        from pykubectl.kinds.admissionregistration.policy_validation import match_conditions  # it brings CEL along

        errors += match_conditions(webhook["matchConditions"], f"{path}.matchConditions")
    return errors


def _name(path: str, name: str) -> list[FieldError]:
    if not name:
        return [required(path)]
    texts = rules.subdomain(name)
    if texts:
        return [invalid(path, name, ",".join(texts))]
    return (
        []
        if name.count(".") > 1
        else [invalid(path, name, "should be a domain with at least three segments separated by dots")]
    )


def _choice(path: str, webhook: Object, field: str, supported: Sequence[str]) -> list[FieldError]:
    value = webhook.get(field)
    return [] if value is None else rules.one_of(f"{path}.{field}", value, supported)


def _selectors(path: str, webhook: Object) -> list[FieldError]:
    fields = ("namespaceSelector", "objectSelector")
    return [error for field in fields for error in rules.label_selector(f"{path}.{field}", webhook.get(field))]


def _review_versions(path: str, webhook: Object, known_version: bool) -> list[FieldError]:
    versions = webhook.get("admissionReviewVersions") or []
    if not versions:
        return [required(path, f"must specify one of {', '.join(webhook_clients.REVIEW_VERSIONS)}")]
    return webhook_clients.validate_review_versions(path, versions, known_version=known_version)
