"""Defaults of device requests, which claims and their templates share.

Upstream: pkg/apis/resource/v1/defaults.go.
"""

from pykubectl import Object


def default_claim_spec(spec: Object) -> None:
    for request in (spec.get("devices") or {}).get("requests") or ():
        for part in (request.get("exactly"), *(request.get("firstAvailable") or ())):
            if part is not None:
                part["allocationMode"] = part.get("allocationMode") or "ExactCount"
                if part["allocationMode"] == "ExactCount" and not part.get("count"):
                    part["count"] = 1
