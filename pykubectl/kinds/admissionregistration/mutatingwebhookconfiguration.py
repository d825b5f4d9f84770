"""Mutating webhooks.

Upstream: pkg/apis/admissionregistration/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.admissionregistration.rule_defaults import default_webhook


def default(obj: Object) -> None:
    for webhook in obj.get("webhooks") or ():
        default_webhook(webhook)
        webhook["reinvocationPolicy"] = webhook.get("reinvocationPolicy") or "Never"
