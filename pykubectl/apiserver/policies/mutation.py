"""One mutation of a MutatingAdmissionPolicy: what its expression builds, put into the object of the request.

An apply configuration is merged along the schema of the object, as server-side apply does, but nobody comes to own anything;
it must not replace atomic lists and maps whole. A JSON patch whose test fails changes nothing.

Upstream: apiserver/pkg/admission/plugin/policy/mutating/patch.
"""

from typing import TYPE_CHECKING, Any

from pykubectl import Object, kinds
from pykubectl.apiserver.admission import Attributes
from pykubectl.apiserver.calls import Call
from pykubectl.apiserver.policies.activation import Activation, Budget, PolicyFailure
from pykubectl.apiserver.policies.definitions import Expression
from pykubectl.apiserver.webhooks.patches import take_over
from pykubectl.machinery import json_patch
from pykubectl.machinery.cel import access
from pykubectl.machinery.cel.access import Built
from pykubectl.machinery.objects import copy
from pykubectl.machinery.structured_merge import merging
from pykubectl.machinery.structured_merge.merge_types import MergeType, of_schema

if TYPE_CHECKING:
    from pykubectl.apiserver.server import ApiServer

_TEST_FAILED = "testing value"


def apply(server: "ApiServer", activation: Activation, mutation: Expression, attributes: Attributes) -> None:
    """Change the object of the request in place. Raises PolicyFailure, InternalError."""
    found = activation.evaluate(mutation, Budget())
    live = activation.seen.obj
    if live is None or attributes.obj is None:
        return
    call = attributes.call._replace(version=activation.seen.version, field_validation="Ignore")
    patched = _merged(call, live, found) if isinstance(found, Built) else _patched(live, found)
    if patched is None:
        return
    take_over(server, attributes, activation.seen.version, patched)


def _merged(call: Call, live: Object, built: Built) -> Object:
    _check_names(built, "Object")
    wanted = {**access.plain(built), "apiVersion": live["apiVersion"], "kind": live["kind"]}
    schema = kinds.schema(call.kind, call.version)
    if schema is None:
        raise PolicyFailure("error applying patch: type converter must not be nil")
    merge_type = of_schema(schema)
    atomic = _atomic_paths(wanted, merge_type, "")
    if atomic:
        text = f"may not mutate atomic arrays, maps or structs: {', '.join(atomic)}"
        raise PolicyFailure(f"error applying patch: invalid ApplyConfiguration: {text}")
    merged: Object = copy(merging.merge(live, wanted, merge_type))
    return merged


def _check_names(built: Built, expected: str) -> None:
    """The name of each part must say where it stands: Object.spec.template under spec and template."""
    if built.type.name != expected:
        raise PolicyFailure(
            f'type mismatch: unexpected type name "{built.type.name}", expected "{expected}", which matches field name'
            " path from root Object type"
        )
    for field, value in built.raw.items():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Built):
                _check_names(part, f"{expected}.{field}")


def _atomic_paths(value: Any, merge_type: MergeType | None, path: str) -> list[str]:
    """Where the value would replace something whole."""
    if merge_type is None:
        return []
    if isinstance(value, dict):
        found = [path] if merge_type.is_atomic_map else []
        for name, part in value.items():
            found += _atomic_paths(part, merge_type.child(name), f"{path}.{name}")
        return found
    if isinstance(value, list):
        found = [] if merge_type.is_associative else [path]
        for index, part in enumerate(value):
            found += _atomic_paths(part, merge_type.element, f"{path}[{index}]")
        return found
    return []


def _patched(live: Object, operations: list[Any]) -> Object | None:
    """None when a test of the patch fails."""
    rows = []
    for operation in operations:
        if isinstance(operation.raw.get("value"), Built):
            _check_value(operation.raw["value"])
        row = access.plain(operation)
        if not row.get("from"):
            row.pop("from", None)
        rows.append(row)
    try:
        patched: Object = json_patch.apply(copy(live), rows)
    except json_patch.JSONPatchError as error:
        if _TEST_FAILED in str(error):
            return None
        raise PolicyFailure(f"JSON Patch: {error}") from error
    return patched


def _check_value(built: Built) -> None:
    """An object may be of any place, but its parts must be of the places below."""
    _check_names(built, built.type.name)
