"""What a failed pod means for its job, and when an indexed job has succeeded enough.

Upstream: pkg/controller/job/{pod_failure_policy,success_policy}.go.
"""

from typing import NamedTuple

from pykubectl import Object
from pykubectl.controllers.job.indexes import parse
from pykubectl.controllers.parts.pods import is_being_deleted, phase


class Verdict(NamedTuple):
    """`action` is that of the matching rule, or ""; `message` says why the job fails."""

    action: str = ""
    message: str = ""

    @property
    def counts(self) -> bool:
        return self.action != "Ignore"


def is_indexed(job: Object) -> bool:
    return bool(job["spec"].get("completionMode") == "Indexed")


def has_limit_per_index(job: Object) -> bool:
    return job["spec"].get("backoffLimitPerIndex") is not None


def replaces_only_failed(job: Object) -> bool:
    """Whether a pod on its way out still holds its place."""
    return job["spec"].get("podReplacementPolicy") == "Failed" or bool(job["spec"].get("podFailurePolicy"))


def is_failed(job: Object, pod: Object) -> bool:
    if phase(pod) == "Failed":
        return True
    if replaces_only_failed(job):
        return False
    return is_being_deleted(pod) and phase(pod) != "Succeeded"


def judge(job: Object, pod: Object) -> Verdict:
    """The first rule of the failure policy that a failed pod matches."""
    policy = job["spec"].get("podFailurePolicy") or {}
    for number, rule in enumerate(policy.get("rules") or ()):
        reason = _condition_reason(rule, pod) or _exit_code_reason(rule, pod)
        if reason:
            return Verdict(rule["action"], f"{reason} matching {rule['action']} rule at index {number}")
    return Verdict()


def _condition_reason(rule: Object, pod: Object) -> str:
    for pattern in rule.get("onPodConditions") or ():
        for condition in (pod.get("status") or {}).get("conditions") or ():
            if condition["type"] == pattern["type"] and condition["status"] == pattern.get("status", "True"):
                return f"Pod {_where(pod)} has condition {condition['type']}"
    return ""


def _exit_code_reason(rule: Object, pod: Object) -> str:
    requirement = rule.get("onExitCodes")
    if not requirement:
        return ""
    status = pod.get("status") or {}
    statuses = [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]
    for container in statuses:
        ended = (container.get("state") or {}).get("terminated")
        named = requirement.get("containerName") in (None, container["name"])
        if ended is None or not named or ended.get("exitCode", 0) == 0:
            continue
        if (ended["exitCode"] in requirement["values"]) == (requirement["operator"] == "In"):
            return f"Container {container['name']} for pod {_where(pod)} failed with exit code {ended['exitCode']}"
    return ""


def _where(pod: Object) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


def success_message(job: Object, succeeded: set[int]) -> str:
    """The first rule of the success policy that the succeeded indexes meet, as the condition says it; or ""."""
    policy = job["spec"].get("successPolicy") or {}
    completions = job["spec"].get("completions") or 0
    for number, rule in enumerate(policy.get("rules") or ()):
        required = rule.get("succeededIndexes")
        wanted = parse(required, completions) if required is not None else None
        counted = succeeded if wanted is None else succeeded & wanted
        if "succeededCount" in rule:
            is_met = len(counted) >= rule["succeededCount"]
        else:
            is_met = wanted is not None and counted == wanted
        if is_met:
            return f"Matched rules at index {number}"
    return ""
