"""Components of custom kinds: the schema of a CustomResourceDefinition's version, completed with what every object has.

A kind of group ops.example.com in v1 is `com.example.ops.v1.Backup`. A version without a schema is an object of any form.

Upstream: apiextensions-apiserver/pkg/controller/openapi/builder.
"""

from collections.abc import Mapping
from typing import Any

from pykubectl import Object
from pykubectl.apiserver.openapi.definitions import META, reference
from pykubectl.kinds import Kind
from pykubectl.machinery.descriptions import field_descriptions

# Any built-in kind will do: all describe apiVersion, kind and metadata alike.
_EVERY_OBJECT = "io.k8s.api.core.v1.ConfigMap"
_EVERY_LIST = f"{_EVERY_OBJECT}List"
_CONVENTIONS = "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md"
_IN_OBJECTS = ("apiVersion", "kind", "metadata")


def components(kind: Kind, version: str) -> dict[str, Object]:
    """The object and its list, of a custom kind."""
    definition = kind.definition
    assert definition is not None
    name, list_name = component_names(kind, version)
    group, list_kind = kind.group, list_name.rpartition(".")[2]
    selectable = definition.versions[version].get("selectableFields") or ()
    fields = [{"fieldPath": field["jsonPath"].removeprefix(".")} for field in selectable]
    more: Object = {"x-kubernetes-selectable-fields": fields} if fields else {}
    return {
        name: {**_object(definition.openapi(version)), **_kind(group, version, kind.kind), **more},
        list_name: {**_list(kind, list_kind, name), **_kind(group, version, list_kind), **more},
    }


def component_names(kind: Kind, version: str) -> tuple[str, str]:
    """Of the object and of its list."""
    assert kind.definition is not None
    names = kind.definition.crd["status"]["acceptedNames"]
    prefix = ".".join([*reversed(kind.group.split(".")), version])
    return f"{prefix}.{kind.kind}", f"{prefix}.{names.get('listKind') or kind.kind + 'List'}"


def _kind(group: str, version: str, kind: str) -> Object:
    return {"x-kubernetes-group-version-kind": [{"group": group, "kind": kind, "version": version}]}


def _object(source: Mapping[str, Any]) -> Object:
    if not source:
        return {"type": "object"}
    texts = field_descriptions(_EVERY_OBJECT)
    own = dict(source.get("properties") or {})
    own |= {
        "apiVersion": {"type": "string", "description": texts["apiVersion"]},
        "kind": {"type": "string", "description": texts["kind"]},
        "metadata": {"allOf": [reference(f"{META}.ObjectMeta")], "description": texts["metadata"]},
    }
    properties = {name: own[name] if name in _IN_OBJECTS else _published(own[name]) for name in sorted(own)}
    return {**source, "properties": properties}


def _published(source: Any) -> Any:
    """A part of a custom schema: embedded resources are completed, the rest is told as it stands."""
    if not isinstance(source, dict):
        return source
    found = dict(source)
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = _published(found[key])
    if isinstance(found.get("properties"), dict):
        found["properties"] = {name: _published(field) for name, field in found["properties"].items()}
    if found.get("x-kubernetes-embedded-resource"):
        meta = {"metadata": reference(f"{META}.ObjectMeta")}
        words = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}}
        found["properties"] = {**(found.get("properties") or {}), **words, **meta}
        found["required"] = list(dict.fromkeys([*(found.get("required") or ()), "kind", "apiVersion"]))
    return found


def _list(kind: Kind, list_kind: str, name: str) -> Object:
    texts = field_descriptions(_EVERY_LIST)
    return {
        "description": f"{list_kind} is a list of {kind.kind}",
        "type": "object",
        "required": ["items"],
        "properties": {
            "apiVersion": {"type": "string", "description": texts["apiVersion"]},
            "items": {
                "description": f"List of {kind.plural}. More info: {_CONVENTIONS}",
                "type": "array",
                "items": reference(name),
            },
            "kind": {"type": "string", "description": texts["kind"]},
            "metadata": {"allOf": [reference(f"{META}.ListMeta")], "description": texts["metadata"]},
        },
    }
