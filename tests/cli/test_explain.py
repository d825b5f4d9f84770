"""explain: headings, fields and mistakes as kubectl has them; its descriptions are recorded elsewhere."""

import pytest

from pykubectl.cli.explaining import Subject, plaintext
from pykubectl.cli.explaining.plaintext import wrapped
from pykubectl.cli.explaining.plaintext_openapiv2 import reflowed
from pykubectl.machinery.schema import Schema
from tests.cli.conftest import Kubectl

CUSTOM = {
    "type": "object", "description": "Copies.", "required": ["spec"],
    "properties": {"spec": {"type": "object", "properties": {
        "mode": {"type": "string", "enum": ["", "Full"]},
        "tags": {"type": "object", "additionalProperties": {"type": "integer"}},
    }}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("pods", ["KIND:       Pod", "VERSION:    v1", "  spec\t<PodSpec>", "  kind\t<string>"]),
        ("deploy", ["GROUP:      apps", "KIND:       Deployment"]),
        ("events.events.k8s.io", None),
        ("events --api-version=events.k8s.io/v1", ["GROUP:      events.k8s.io", "KIND:       Event"]),
        ("pod.spec.containers", ["FIELD: containers <[]Container>", "  name\t<string> -required-", "  enum: Always, IfNotPresent, Never"]),
        ("cm.data", ["FIELD: data <map[string]string>"]),
        ("pod.spec.containers.resources.limits", ["FIELD: limits <map[string]Quantity>", "    ``` <quantity>        ::= <signedNumber><suffix>"]),
        ("deploy.spec.strategy.rollingUpdate.maxSurge", ["    IntOrString is a type that can hold an int32 or a string.  When used in JSON"]),
        ("pod.metadata.managedFields.fieldsV1", ["FIELD: fieldsV1 <FieldsV1>"]),
        ("pod.metadata.creationTimestamp", ["FIELD: creationTimestamp <string>", "    Time is a wrapper around time.Time which supports correct marshaling to YAML"]),
        ("pod.spec.restartPolicy", ["ENUM:", "    Always", "    Never", "    OnFailure", '     - `"Always"`']),
        ("svc.spec.sessionAffinity", ['     - `"ClientIP"` is the Client IP based.', '     - `"None"` - no session affinity.']),
        ("sts.spec.podManagementPolicy", ['     - `"Parallel"` will create and delete pods as soon as the stateful set']),
        ("pod.spec.volumes.hostPath", ['  enum: "", BlockDevice, CharDevice, Directory, ....']),
        ("crd.spec.versions.schema -R", ["    items\t<JSONSchemaPropsOrArray>", "    not\t<JSONSchemaProps>"]),
        ("pod.spec.securityContext -R", ["  seLinuxOptions\t<SELinuxOptions>", "    level\t<string>"]),
        ("pod -R --max-depth=2", ["  spec\t<PodSpec>", "    containers\t<[]Container> -required-"]),
        ("pod.spec.containers.ports --output=plaintext-openapiv2", ["KIND:     Pod", "VERSION:  v1", "RESOURCE: ports <[]Object>", "   containerPort\t<integer> -required-"]),
        ("cm.data -o plaintext-openapiv2", ["FIELD:    data <map[string]string>"]),
        ("pod.metadata -R -o plaintext-openapiv2", ["   managedFields\t<[]Object>", "      fieldsV1\t<map[string]>"]),
    ],
)  # fmt: skip
def test_explains(kubectl: Kubectl, words: str, lines: list[str] | None) -> None:
    result = kubectl("explain", *words.split())
    if lines is None:  # the first resource of that name takes the group for a path
        assert (result.code, result.err) == (1, 'error: field "io" does not exist\n')
    else:
        assert (result.code, result.err) == (0, "")
        assert set(lines) <= set(result.out.splitlines())


@pytest.mark.parametrize(
    ("path", "times", "field_text"),
    [("fieldsV1", 2, True), ("fieldsV1.x", 1, False), ("time.x", 0, False)],
)
def test_older_layout_of_what_has_no_fields(kubectl: Kubectl, path: str, times: int, field_text: bool) -> None:
    text = kubectl("explain", f"pod.metadata.managedFields.{path}", "--output=plaintext-openapiv2").out
    assert text.count("FieldsV1 stores a set of fields") == times
    assert ("FieldsV1 holds the first JSON" in text) == field_text
    assert ("Time is a wrapper" in text) == (not times)


def test_depth(kubectl: Kubectl) -> None:
    assert "    containers\t" not in kubectl("explain", "pod", "-R", "--max-depth=1").out
    assert "      image\t" not in kubectl("explain", "pod", "-R", "--max-depth=2").out
    assert "      image\t<string>\n" in kubectl("explain", "pod", "-R").out


def test_custom_resources() -> None:
    kind = Subject("ops.example.com", "v1", "Backup", Schema.from_openapi(CUSTOM, root=True), (), False, 0)
    text = plaintext.body(kind) or ""
    assert text.startswith("DESCRIPTION:\n    Copies.\n")
    assert "  metadata\t<ObjectMeta>\n    Standard object's metadata." in text
    assert "  spec\t<Object> -required-\n    <no description>\n" in text
    assert plaintext.body(kind._replace(path=("spec",), recursive=True)) == (
        "FIELD: spec <Object>\n\n\nDESCRIPTION:\n    <empty>\nFIELDS:\n"
        '  mode\t<string>\n  enum: "", Full\n  tags\t<map[string]integer>\n\n'
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", 'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.'),
        ("pods services", "error: We accept only this format: explain RESOURCE"),
        (".", "error: a resource must be present, got: /, Resource="),
        ("widgets.spec", 'the server doesn\'t have a resource type "widgets"'),
        ("pods.nosuch.more", 'error: field "more" does not exist'),
        ("pods.nosuch.more --output=plaintext-openapiv2", 'error: field "nosuch" does not exist'),
        ("cm.data.key", 'error: field "key" does not exist'),
        ("pod.spec.containers[0]", "error: invalid jsonpath syntax, first node must be field node"),
        ("pod.spec.containers[0] --api-version=v1", "error: invalid jsonpath syntax, all nodes must be field nodes"),
        ("pods --api-version=a/b/c", "error: unexpected GroupVersion string: a/b/c"),
        ("deploy --api-version=apps/v2", 'error: couldn\'t find resource for "apps/v2, Resource=deployments"'),
        ("deploy --api-version=apps/v2 -o plaintext-openapiv2", 'error: couldn\'t find resource for "apps/v2, Kind=Deployment"'),
        ("pods --api-version=apps/v1", "error: GVR (apps/v1, Resource=pods) not found in OpenAPI schema"),
        ("pods --output=html", "error: unrecognized format: html"),
        ("pods --max-depth=2", "error: --max-depth requires --recursive"),
    ],
)  # fmt: skip
def test_mistakes(kubectl: Kubectl, words: str, message: str) -> None:
    result = kubectl("explain", *words.split())
    assert (result.code, result.err) == (1, f"{message}\n")


def test_lines() -> None:
    assert wrapped("aa bb  cc\n - dd", 5) == "aa bb\ncc\n - dd"
    assert wrapped("a longest b", 4) == "a\nlongest\nb"
    assert reflowed("a\nb:\nc d e\n- f\n\ng", 4) == ["a b:", "c d", "e", "- f", "", "g"]
