"""Defaults of the rules that say which requests a webhook or policy sees.

Upstream: pkg/apis/admissionregistration/v1/defaults.go.
"""

from pykubectl import Object


def default_match(resources: Object, rules_fields: tuple[str, ...] = ("resourceRules", "excludeResourceRules")) -> None:
    """Of a policy's matchConstraints, a binding's matchResources, or a webhook itself (whose rules are `rules`)."""
    resources["matchPolicy"] = resources.get("matchPolicy") or "Equivalent"
    for field in ("namespaceSelector", "objectSelector"):
        if resources.get(field) is None:
            resources[field] = {}
    for field in rules_fields:
        for rule in resources.get(field) or ():
            rule["scope"] = rule.get("scope") or "*"


def default_webhook(webhook: Object) -> None:
    default_match(webhook, ("rules",))
    webhook["failurePolicy"] = webhook.get("failurePolicy") or "Fail"
    if webhook.get("timeoutSeconds") is None:
        webhook["timeoutSeconds"] = 10
    service = webhook.setdefault("clientConfig", {}).get("service")
    if service is not None and service.get("port") is None:
        service["port"] = 443
