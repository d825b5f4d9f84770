"""Network policies.

Upstream: pkg/apis/networking/v1/defaults.go.
"""

from pykubectl import Object
from pykubectl.kinds.networking import networkpolicy_validation

validate = networkpolicy_validation.validate_network_policy


def default(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("podSelector", {})
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    for direction in ("ingress", "egress"):
        for rule in spec.get(direction) or ():
            for port in rule.get("ports") or ():
                port["protocol"] = port.get("protocol") or "TCP"
