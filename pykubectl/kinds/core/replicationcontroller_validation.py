"""Validation of replication controllers.

Upstream: pkg/apis/core/validation (ValidateReplicationControllerSpec).
"""

from pykubectl import Object
from pykubectl.errors import FieldError, invalid, required
from pykubectl.kinds import rules
from pykubectl.kinds.core.pod_validation import validate_template
from pykubectl.kinds.core.workload_validation import MISMATCH, template_labels, validate_always_restarts


def validate_replication_controller(obj: Object) -> list[FieldError]:
    spec = obj["spec"]
    errors = rules.nonnegative("spec.minReadySeconds", spec.get("minReadySeconds"))
    selector, template = spec.get("selector") or {}, spec.get("template")
    if not selector:
        errors.append(required("spec.selector"))
    errors += rules.nonnegative("spec.replicas", spec.get("replicas"))
    if template is None:
        return [*errors, required("spec.template")]
    field, labels = template_labels("spec.template", template)
    if selector and not selector.items() <= labels.items():
        errors.append(invalid(field, labels, MISMATCH))
    errors += validate_template("spec.template", template)
    return errors + validate_always_restarts(spec, "ReplicationController")
