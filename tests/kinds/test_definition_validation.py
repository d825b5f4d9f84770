"""Custom resource definitions: what the server says of a wrong one, and what it lets be on updates."""

from typing import Any

import pytest

from pykubectl.kinds.apiextensions import customresourcedefinition as hooks
from pykubectl.kinds.apiextensions.finalizer_warnings import finalizer_warnings
from pykubectl.machinery.objects import copy

Object = dict[str, Any]
ESTABLISHED = [{"type": "Established", "status": "True"}]
SCHEMA = "spec.validation.openAPIV3Schema"


def version(name: str = "v1", *, schema: Object | None = None, **fields: Any) -> Object:
    found = {"name": name, "served": True, "storage": True, "schema": {"openAPIV3Schema": schema or {"type": "object"}}}
    return {**found, **fields}


def definition(*versions: Object, **spec: Any) -> Object:
    names = {"kind": "Foo", "plural": "foos"}
    given = {"group": "example.com", "scope": "Namespaced", "names": names, "versions": list(versions) or [version()]}
    obj = {"metadata": {"name": "foos.example.com"}, "spec": given | spec}
    hooks.default(obj)
    hooks.prepare_create(obj)
    return obj


def texts(obj: Object, old: Object | None = None) -> list[str]:
    return [str(error) for error in (hooks.validate(obj) if old is None else hooks.validate_update(obj, old))]


def field(**schema: Any) -> Object:
    """A schema with one field, `a`."""
    return {"type": "object", "properties": {"a": schema}}


def webhook(**fields: Any) -> Object:
    given = {"clientConfig": {"url": "https://x.y"}, "conversionReviewVersions": ["v1"]}
    return {"strategy": "Webhook", "webhook": given | fields}


DNS = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and"
    " end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is"
    " '[a-z]([-a-z0-9]*[a-z0-9])?')"
)


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        (definition(), []),
        (definition(group="nodots"), [
            'metadata.name: Invalid value: "foos.example.com": must be spec.names.plural+"."+spec.group',
            'spec.group: Invalid value: "nodots": should be a domain with at least one dot',
        ]),
        (definition(scope=""), ["spec.scope: Required value"]),
        (definition(names={"plural": "foos"}), ["spec.names.singular: Required value", "spec.names.kind: Required value",
                                                "spec.names.listKind: Required value"]),
        (definition(names={"plural": "foos", "kind": "Foo", "listKind": "Foo", "shortNames": ["f", "F"]}), [
            f'spec.names.shortNames[1]: Invalid value: "F": {DNS}',
            'spec.names.listKind: Invalid value: "Foo": kind and listKind may not be the same',
        ]),
        (definition(names={"plural": "foos", "kind": "F_o"}), [
            f'spec.names.singular: Invalid value: "f_o": {DNS}',
            f'spec.names.kind: Invalid value: "F_o": may have mixed case, but should otherwise match: {DNS}',
            f'spec.names.listKind: Invalid value: "F_oList": may have mixed case, but should otherwise match: {DNS}',
        ]),
        (definition(version("1")), [f'spec.versions[0].name: Invalid value: "1": {DNS}', f'spec.version: Invalid value: "1": {DNS}']),
        (definition(preserveUnknownFields=True), [
            "spec.preserveUnknownFields: Invalid value: true: cannot set to true,"
            " set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
        ]),
        (definition(version(deprecationWarning="old")), [
            'spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions',
        ]),
        # What versions have alike belongs to the definition, what differs to the version.
        (definition(version(schema=field()), version("v2", storage=False, schema=field())), [
            f"{SCHEMA}.properties[a].type: Required value: must not be empty for specified object fields",
        ]),
        (definition(version(schema=field()), version("v2", storage=False)), [
            "spec.versions[0].schema.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields",
        ]),
        (definition(version(additionalPrinterColumns=[{"name": "A", "type": "text", "jsonPath": "spec"}])), [
            'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
            'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec": must be a simple json path starting with .',
        ]),
        (definition(version(subresources={"scale": {"specReplicasPath": ".status.n"}})), [
            'spec.subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec',
            "spec.subresources.scale.statusReplicasPath: Required value",
        ]),
        (definition(version(schema=field(type="array", items={"type": "string"}), selectableFields=[{"jsonPath": ".a"}, {"jsonPath": ".b"}])), [
            'spec.selectableFields[0].jsonPath: Invalid value: ".a": must point to a field of type string, boolean or integer.'
            " Enum string fields and strings with formats are allowed.",
            'spec.selectableFields[1].jsonPath: Invalid value: ".b": is an invalid path: does not refer to a valid field',
        ]),
        (definition(conversion={"strategy": "Webhook"}), [
            "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook",
            "spec.conversion.conversionReviewVersions: Required value",
        ]),
        (definition(conversion=webhook(clientConfig={"url": "http://x"}, conversionReviewVersions=["v9"])), [
            'spec.conversion.webhookClientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
            'spec.conversion.conversionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1',
        ]),
        (definition(conversion={**webhook(), "strategy": "None"}), [
            "spec.conversion.webhookClientConfig: Forbidden: should not be set when strategy is not set to Webhook",
            "spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook",
        ]),
        (definition(version(subresources={"status": {}}, schema={"type": "object", "oneOf": [{"required": ["a"]}], "properties": {"a": {"type": "string"}}})),
         ["only [Description Type Format Title"]),
    ],
)  # fmt: skip
def test_definitions(obj: Object, expected: list[str]) -> None:
    found = texts(obj)
    assert len(found) == len(expected)
    assert all(
        part == text or (part in text and part.endswith("Title")) for part, text in zip(expected, found, strict=True)
    )


MAP = {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"]}


def item(**fields: Any) -> Object:
    return {"type": "object", "properties": {"k": {"type": "string"}}, **fields}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, ["type: Invalid value: \"string\": must be object at the root"]),
        ({"type": "object", "nullable": True}, ["nullable: Forbidden: nullable cannot be true at the root"]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, ["additionalProperties: Forbidden: must not be used at the root"]),
        (field(type="array"), ["properties[a].items: Required value: must be specified"]),
        (field(type="array", items={}), ["properties[a].items.type: Required value: must not be empty for specified array items"]),
        (field(type="array", items=[{"type": "string"}]), ["properties[a].items: Forbidden: items must be a schema object and not an array"]),
        (field(type="array", items={"type": "string"}, uniqueItems=True),
         ["properties[a].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic"]),
        (field(type="object", properties={"b": {"type": "string"}}, additionalProperties={"type": "string"}),
         ["properties[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"]),
        (field(type="string", pattern="("), ["properties[a].pattern: Invalid value: \"(\": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): `(`"]),
        (field(type="string", anyOf=[{"type": "string"}]), ["properties[a].anyOf[0].type: Forbidden: must be empty to be structural"]),
        (field(**{"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}), []),
        ({"type": "object", "oneOf": [{"required": ["b"], "properties": {"b": {"minLength": 1}}}]},
         ["properties[b]: Required value: because it is defined in spec.validation.openAPIV3Schema.oneOf[0].properties[b]"]),
        ({"type": "object", "properties": {"metadata": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}}}}, []),
        ({"type": "object", "properties": {"metadata": {"type": "object", "properties": {"labels": {"type": "object"}}}}},
         ["properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified"]),
        ({"type": "object", "properties": {"metadata": {"type": "object", "default": {}}}}, ["properties[metadata].default: Forbidden: must not be set in top-level metadata"]),
        (field(type="object", properties={"b": {"type": "string"}}, default={"c": 1}), ['properties[a].default: Invalid value: {"c":1}: must not have unknown fields']),
        (field(type="integer", default=0, minimum=1), ["properties[a].default: Invalid value: 0: spec.validation in body should be greater than or equal to 1"]),
        (field(type="object", **{"x-kubernetes-embedded-resource": True}),
         ["properties[a].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"]),
        (field(type="object", **{"x-kubernetes-preserve-unknown-fields": False}), ["properties[a].x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined"]),
        (field(type="string", **{"x-kubernetes-list-type": "set"}), ["properties[a].type: Invalid value: \"string\": must be array if x-kubernetes-list-type is specified"]),
        (field(type="array", items={"type": "string"}, **{"x-kubernetes-list-type": "bag"}), ['properties[a].x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"']),
        (field(type="array", items=item(), **{"x-kubernetes-list-type": "set"}), ["properties[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set"]),
        (field(type="array", items=item(), **{"x-kubernetes-list-type": "map"}), ["properties[a].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map"]),
        (field(**MAP, items=item()), ["properties[a].items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"]),
        (field(**MAP, items=item(required=["k"])), []),
        (field(**MAP, items=item(properties={"x": {"type": "string"}})), ['properties[a].x-kubernetes-list-map-keys: Invalid value: ["k"]: entries must all be names of item properties']),
        (field(**MAP, items=item(required=["k"], nullable=True)), ["properties[a].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is map"]),
        (field(type="string", **{"x-kubernetes-validations": [{"rule": " "}, {"rule": "a\nb"}, {"rule": "true", "reason": "No"}]}), [
            "properties[a].x-kubernetes-validations[0].rule: Required value: rule is not specified",
            "properties[a].x-kubernetes-validations[1].message: Required value: message must be specified if rule contains line breaks",
            'properties[a].x-kubernetes-validations[2].reason: Unsupported value: "No": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
        ]),
    ],
)  # fmt: skip
def test_schemas(schema: Object, expected: list[str]) -> None:
    found = [text.removeprefix(f"{SCHEMA}.") for text in texts(definition(version(schema=schema)))]
    assert found == [text.replace("spec.validation in body", " in body") for text in expected]


def established(*versions: Object, **spec: Any) -> Object:
    obj = definition(*versions, **spec)
    obj["status"]["conditions"] = ESTABLISHED
    return obj


@pytest.mark.parametrize(
    ("old", "change", "expected"),
    [
        (established(), {"scope": "Cluster"}, ['spec.scope: Invalid value: "Cluster": field is immutable']),
        (definition(), {"scope": "Cluster"}, []),
        (definition(), {"group": "other.com"}, ['spec.group: Invalid value: "other.com": field is immutable']),
        (definition(version(schema=field())), {"scope": "Cluster"}, [f"{SCHEMA}.properties[a].type: Required value: must not be empty for specified object fields"]),
        # What was wrong before may stay.
        (definition(version(schema=field(type="odd"))), {"scope": "Cluster"}, []),
        (definition(version(schema=field(**MAP, items=item()))), {"scope": "Cluster"}, []),
        (definition(), {"versions": [version("v2")]}, ["status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in v1 and removes v1 from status.storedVersions"]),
    ],
)  # fmt: skip
def test_updates(old: Object, change: Object, expected: list[str]) -> None:
    new = copy(old)
    new["spec"] |= change
    hooks.prepare_update(new, old)
    assert texts(new, old) == expected


def test_a_new_storage_version_is_remembered() -> None:
    old = definition(version())
    new = copy(old)
    new["spec"]["versions"] = [version("v2"), version("v1", storage=False)]
    hooks.prepare_update(new, old)
    assert new["status"]["storedVersions"] == ["v1", "v2"]


@pytest.mark.parametrize(
    ("annotation", "start"),
    [
        (None, "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have"),
        ("unapproved, testing", None),
        ("https://github.com/kubernetes/x", None),
        ("yes", 'metadata.annotations[api-approved.kubernetes.io]: Invalid value: "yes": protected groups must have'),
    ],
)
def test_groups_of_the_community_need_an_approval(annotation: str | None, start: str | None) -> None:
    obj = definition(group="x.k8s.io")
    obj["metadata"] = {
        "name": "foos.x.k8s.io",
        "annotations": {"api-approved.kubernetes.io": annotation} if annotation else {},
    }
    found = texts(obj)
    assert [text[: len(start or "")] for text in found] == ([start] if start else [])


def test_formats_that_nobody_checks_are_warned_of() -> None:
    old, new = (
        definition(version(schema=field(type="string", format="x"))),
        definition(version(schema=field(type="string", format="y"))),
    )
    assert hooks.warnings(old, None) == ['unrecognized format "x"']
    assert hooks.warnings(new, old) == ['unrecognized format "y"']
    assert hooks.warnings(old, old) == []
    assert hooks.warnings(definition(version(schema=field(type="integer", format="int32"))), None) == []


def test_finalizers_that_are_warned_of() -> None:
    old = {"metadata": {"finalizers": ["old"]}}
    new = {"metadata": {"finalizers": ["old", "x.y/z", "orphan", "plain", "x.y"]}}
    end = "to avoid accidental conflicts with other finalizer writers"
    assert finalizer_warnings(new, old) == [
        f'metadata.finalizers: "plain": prefer a domain-qualified finalizer name {end}',
        f'metadata.finalizers: "x.y": prefer a domain-qualified finalizer name including a path (/) {end}',
    ]
    assert finalizer_warnings(old, old) == []


def test_versions_are_shown_as_the_server_holds_them() -> None:
    schema = field(type="array", items={"type": "object", "additionalProperties": {"type": "string"}})
    one = version(schema=schema, storage=False, subresources={"status": {}}, selectableFields=[{"jsonPath": ".a"}])
    found = "".join(texts(definition(one, version("v2", storage=False))))
    for part in (
        '"Items":{"Schema":{"ID":"",',
        '"AdditionalProperties":{"Allows":true,"Schema":{"ID":"",',
        '"JSONSchemas":null}',
        '"Subresources":{"Status":{},"Scale":null}',
        '"SelectableFields":[{"JSONPath":".a"}]',
    ):
        assert part in found
