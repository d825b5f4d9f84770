from time import perf_counter

import pytest

from pykubectl.machinery.schema import Schema, definition, has_definition, schema_of


def _at(api_version: str, kind: str, path: str) -> Schema:
    schema = schema_of(api_version, kind)
    assert schema is not None
    for name in path.split("."):
        found = schema.items if name == "[]" else schema.field(name)
        assert found is not None, f"{path}: {name}"
        schema = found
    return schema


@pytest.mark.parametrize(
    ("api_version", "kind", "path", "type", "format"),
    [
        ("v1", "Pod", "spec.containers", "array", ""),
        ("v1", "Pod", "spec.containers.[].resources.limits.cpu", "quantity", ""),
        ("v1", "Pod", "spec.containers.[].livenessProbe.httpGet.port", "int-or-string", ""),
        ("v1", "Pod", "metadata.creationTimestamp", "string", "date-time"),
        ("v1", "Pod", "metadata.labels.app", "string", ""),
        ("apps/v1", "Deployment", "spec.replicas", "integer", "int32"),
        ("v1", "Secret", "data.key", "string", "byte"),
        ("v1", "ConfigMap", "immutable", "boolean", ""),
        ("v1", "Pod", "metadata.managedFields.[].fieldsV1", "object", ""),
    ],
)
def test_types(api_version: str, kind: str, path: str, type: str, format: str) -> None:
    schema = _at(api_version, kind, path)
    assert (schema.type, schema.format) == (type, format)


def test_how_lists_merge() -> None:
    containers = _at("v1", "Pod", "spec.containers")
    assert containers.list_type == "map"
    assert containers.list_map_keys == ("name",)
    assert containers.patch_merge_key == "name"
    assert containers.patch_strategy == {"merge"}
    assert _at("apps/v1", "Deployment", "spec.strategy").patch_strategy == {"retainKeys"}
    assert _at("v1", "Pod", "spec.volumes").patch_strategy == {"merge", "retainKeys"}
    assert _at("v1", "Service", "spec.ports").list_map_keys == ("port", "protocol")


def test_names_and_unknown_kinds() -> None:
    assert _at("v1", "Pod", "spec").name == "io.k8s.api.core.v1.PodSpec"
    assert _at("v1", "Pod", "spec").required == ("containers",)
    assert schema_of("example.com/v1", "Widget") is None
    assert has_definition("io.k8s.api.core.v1.PodSpec")
    assert definition("io.k8s.api.core.v1.PodSpec").fields().keys() >= {"containers", "volumes"}


def test_one_kind_opens_in_a_millisecond() -> None:
    start = perf_counter()
    spec = Schema("@io.k8s.api.core.v1.PodSpec")
    assert spec.fields()
    assert perf_counter() - start < 0.02  # a machine may be slow; the figure is 0.3 ms


def test_custom_resources() -> None:
    schema = Schema.from_openapi(
        {
            "type": "object",
            "properties": {
                "spec": {
                    "type": "object",
                    "required": ["size"],
                    "properties": {"size": {"type": "integer"}, "port": {"x-kubernetes-int-or-string": True}},
                },
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            },
        },
        root=True,
    )
    spec, metadata = schema.field("spec"), schema.field("metadata")
    assert spec is not None
    assert metadata is not None
    assert spec.required == ("size",)
    assert {name: field.type for name, field in spec.fields().items()} == {"size": "integer", "port": "int-or-string"}
    assert metadata.field("labels") is not None
    assert schema.fields()["free"].preserves_unknown
