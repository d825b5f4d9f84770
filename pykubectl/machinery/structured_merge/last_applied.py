"""The annotation of client-side apply under server-side apply.

What kubectl applies is kept in the annotation too, as long as there is one; and fields that stand as the annotation says are
kubectl's from before, so that it may take them over from the managers of its client-side writes.

Upstream: apimachinery/pkg/util/managedfields/internal (lastappliedupdater.go, lastappliedmanager.go).
"""

import json
from collections.abc import Sequence

from pykubectl import Object
from pykubectl.machinery.field_sets import FieldSet
from pykubectl.machinery.field_sets.algebra import difference, has
from pykubectl.machinery.json_codec import compact
from pykubectl.machinery.structured_merge import field_set, validation
from pykubectl.machinery.structured_merge.comparison import compare
from pykubectl.machinery.structured_merge.merge_types import MergeType
from pykubectl.machinery.structured_merge.updating import Conflict

ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration"
MANAGER = "kubectl"
# All annotations of an object together.
_BYTES_MAX = 256 * 1024


def annotation(obj: Object) -> str:
    found: str = ((obj.get("metadata") or {}).get("annotations") or {}).get(ANNOTATION) or ""
    return found


def with_annotation(obj: Object, configuration: Object) -> Object:
    """The object with the annotation for what was applied; without any if that would be too much."""
    metadata = configuration.get("metadata") or {}
    kept = {name: value for name, value in (metadata.get("annotations") or {}).items() if name != ANNOTATION}
    metadata = {**metadata, "annotations": kept} if "annotations" in metadata else metadata
    text = compact({**configuration, "metadata": metadata}) + "\n"
    annotations = {**obj["metadata"]["annotations"], ANNOTATION: text}
    if sum(len(name.encode()) + len(value.encode()) for name, value in annotations.items()) > _BYTES_MAX:
        del annotations[ANNOTATION]
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


def unresolved(conflicts: Sequence[Conflict], live: Object, type: MergeType) -> Sequence[Conflict]:
    """The conflicts that are not about fields which stand as they were applied from the client."""
    mine = _as_applied(live, type)
    return [one for one in conflicts if not has(mine, one.path)] if mine is not None else conflicts


def _as_applied(live: Object, type: MergeType) -> FieldSet | None:
    """The fields that stand as the annotation says; None when it says nothing that can be used."""
    try:
        applied = json.loads(annotation(live) or "null")
        if not isinstance(applied, dict) or applied.get("apiVersion") != live["apiVersion"]:
            return None
        validation.check(applied, type)
    except ValueError:
        return None
    comparison = compare(applied, live, type)
    fields = field_set.of_value(applied, type)
    return difference(difference(fields, comparison.changed), comparison.removed)
