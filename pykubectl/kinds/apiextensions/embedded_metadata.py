"""The metadata of an object within a custom resource: as that of any object, but it needs no name.

Upstream: apimachinery/pkg/api/validation/objectmeta.go, apiextensions-apiserver/pkg/apiserver/schema/objectmeta/validation.go.
"""

from pykubectl import Object
from pykubectl.errors import FieldError
from pykubectl.kinds import rules
from pykubectl.kinds.metadata import validate_annotations


def validate_embedded_metadata(metadata: Object, path: str) -> list[FieldError]:
    errors = []
    if metadata.get("generateName"):
        errors += rules.check(f"{path}.generateName", metadata["generateName"], rules.prefixed(rules.path_segment))
    if metadata.get("name"):
        errors += rules.check(f"{path}.name", metadata["name"], rules.path_segment)
    if metadata.get("namespace"):
        errors += rules.check(f"{path}.namespace", metadata["namespace"], rules.dns_label)
    errors += rules.nonnegative(f"{path}.generation", metadata.get("generation"))
    errors += rules.labels(f"{path}.labels", metadata.get("labels"))
    errors += validate_annotations(f"{path}.annotations", metadata.get("annotations"))
    for name in metadata.get("finalizers") or ():
        errors += rules.check(f"{path}.finalizers", name, rules.qualified_name)
    return errors
