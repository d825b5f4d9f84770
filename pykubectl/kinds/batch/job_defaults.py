"""Defaults of a job's spec that jobs and the job templates of cron jobs share.

Upstream: pkg/apis/batch/v1/zz_generated.defaults.go.
"""

from pykubectl import Object


def default_failure_policy(spec: Object) -> None:
    for rule in (spec.get("podFailurePolicy") or {}).get("rules") or ():
        for pattern in rule.get("onPodConditions") or ():
            pattern["status"] = pattern.get("status") or "True"
