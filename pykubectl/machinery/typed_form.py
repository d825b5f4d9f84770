"""Typed form: an object as it is after Go has read it into a struct and written it out again.

Structs that Go holds by value are written even when nothing is in them (`resources: {}`, `strategy: {}`, `status: {}`), and so are
fields without omitempty; nulls, empty lists and empty maps are not, nor are fields that the type does not know.

Upstream: k8s.io/api (types.go), Go's encoding/json.
"""

from typing import Any

from pykubectl import Object
from pykubectl.machinery.schema import Schema
from pykubectl.machinery.structured_merge.zero_values import zero_object, zero_struct

# What is always written besides what `zero_values` knows, which is about objects that nobody has touched.
_WRITTEN: dict[str, dict[str, Any]] = {
    "core.v1.Container": {"resources": {}},
    "core.v1.EphemeralContainer": {"resources": {}},
    "core.v1.ContainerStatus": {"state": {}, "lastState": {}},
    "core.v1.PodCondition": {"lastProbeTime": None},
    "core.v1.ResourceFieldSelector": {"divisor": "0"},
    "core.v1.ServicePort": {"targetPort": 0},
    "apps.v1.StatefulSetStatus": {"availableReplicas": 0},
}


def typed(obj: Object, schema: Schema) -> Object:
    """A new object; `schema` is that of its kind. The order of fields is not touched: see `field_order`."""
    found: Object = _struct(obj, schema, zero_object(schema))
    return {"kind": obj.get("kind"), "apiVersion": obj.get("apiVersion"), **found}


def _struct(value: Object, schema: Schema, always: Object) -> Object:
    fields = schema.fields()
    found = {}
    for name, part in value.items():
        if name not in fields:
            continue
        read = _value(part, fields[name])
        if name in always or not _is_empty(read, fields[name]):
            found[name] = read
    return {**found, **{name: _value(zero, fields[name]) for name, zero in always.items() if found.get(name) is None}}


def _value(value: Any, schema: Schema) -> Any:
    if isinstance(value, list):
        items = schema.items
        return value if items is None else [_value(item, items) for item in value]
    if not isinstance(value, dict):
        return value
    if schema.additional is not None:
        inner = schema.additional
        return {key: _value(part, inner) for key, part in value.items()}
    if schema.preserves_unknown or not schema.fields():
        return value
    definition = ".".join(schema.name.split(".")[-3:])
    return _struct(value, schema, {**zero_struct(schema), **_WRITTEN.get(definition, {})})


def _is_empty(value: Any, schema: Schema) -> bool:
    return value is None or value == [] or (value == {} and schema.additional is not None)
