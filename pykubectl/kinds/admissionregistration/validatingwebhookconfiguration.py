"""Validating webhooks.

Upstream: pkg/apis/admissionregistration/v1/defaults.go, pkg/apis/admissionregistration/validation.
"""

from pykubectl import Object
from pykubectl.kinds.admissionregistration import webhook_validation
from pykubectl.kinds.admissionregistration.rule_defaults import default_webhook

validate = webhook_validation.validate_configuration
validate_update = webhook_validation.validate_configuration_update


def default(obj: Object) -> None:
    for webhook in obj.get("webhooks") or ():
        default_webhook(webhook)
