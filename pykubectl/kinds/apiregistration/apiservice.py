"""API services.

Upstream: kube-aggregator/pkg/apis/apiregistration/v1/defaults.go, pkg/registry/apiservice.
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required

NAME = "path"


def default(obj: Object) -> None:
    service = obj.setdefault("spec", {}).get("service")
    if service is not None and service.get("port") is None:
        service["port"] = 443
    obj.setdefault("status", {})


def prepare_create(obj: Object) -> None:
    local = {
        "type": "Available",
        "status": "True",
        "reason": "Local",
        "message": "Local APIServices are always available",
        "lastTransitionTime": obj["metadata"].get("creationTimestamp"),
    }
    obj["status"] = {} if obj["spec"].get("service") else {"conditions": [local]}


def validate(obj: Object) -> list[FieldError]:
    spec, name = obj.get("spec") or {}, obj["metadata"].get("name", "")
    group, version, service = spec.get("group") or "", spec.get("version") or "", spec.get("service")
    errors = []
    if name != f"{version}.{group}":
        errors.append(invalid("metadata.name", name, f'must be `spec.version+"."+spec.group`: "{version}.{group}"'))
    for field, least, most in (("groupPriorityMinimum", 1, 20000), ("versionPriority", 1, 1000)):
        number = spec.get(field, 0)
        if not least <= number <= most:
            errors.append(invalid(f"spec.{field}", number, f"must be positive and less than {most}"))
    if service is None:
        if spec.get("caBundle"):
            text = "local APIServices may not have a caBundle"
            errors.append(invalid("spec.caBundle", f"{len(spec['caBundle'])} bytes", text))
        if spec.get("insecureSkipTLSVerify"):
            text = "local APIServices may not have insecureSkipTLSVerify"
            errors.append(invalid("spec.insecureSkipTLSVerify", True, text))
        return errors
    errors += [required(f"spec.service.{field}") for field in ("namespace", "name") if not service.get(field)]
    if spec.get("insecureSkipTLSVerify") and spec.get("caBundle"):
        text = "may not be true if caBundle is present"
        errors.append(invalid("spec.insecureSkipTLSVerify", True, text))
    return errors
