"""ValidatingAdmissionPolicy status: says of each policy whether its expressions fit the types that it matches.

Upstream: pkg/controller/validatingadmissionpolicystatus.
"""

from pykubectl import Object
from pykubectl.apiserver.api import Api

RESOURCE = "validatingadmissionpolicies.admissionregistration.k8s.io"


def reconcile(api: Api, namespace: str, name: str) -> float | None:
    policy = api.find(RESOURCE, "", name)
    if policy is None:
        return None
    generation = policy["metadata"]["generation"]
    if (policy.get("status") or {}).get("observedGeneration", 0) >= generation:
        return None
    from pykubectl.kinds.admissionregistration.type_checking import expression_warnings  # CEL is loaded when it is met

    warnings = expression_warnings(policy, api.kinds())
    checked: Object = {"expressionWarnings": warnings} if warnings else {}
    status = {**(policy.get("status") or {}), "observedGeneration": generation, "typeChecking": checked}
    api.update_status(RESOURCE, {**policy, "status": status})
    return None
