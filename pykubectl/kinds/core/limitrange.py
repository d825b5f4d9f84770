"""Limit ranges: bounds and defaults for what containers ask for.

Upstream: pkg/apis/core/v1/defaults.go (SetDefaults_LimitRangeItem).
"""

from pykubectl import Object
from pykubectl.kinds.core import limitrange_validation

validate = limitrange_validation.validate_limit_range


def default(obj: Object) -> None:
    for item in obj.setdefault("spec", {}).setdefault("limits", []) or ():
        if item.get("type") == "Container":
            _default_item(item)


def _default_item(item: Object) -> None:
    """Limits come from the maximum, requests from the limits, else from the minimum."""
    limits = {**(item.get("max") or {}), **(item.get("default") or {})}
    requests = {**(item.get("min") or {}), **limits, **(item.get("defaultRequest") or {})}
    if limits:
        item["default"] = limits
    if requests:
        item["defaultRequest"] = requests
