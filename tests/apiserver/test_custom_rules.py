"""Rules in the schema of a custom kind, met by requests."""

from tests.api_bench import ApiBench

DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io"
PATH = "/apis/x.example.com/v1/namespaces/default/foos"


def test_a_rule_that_comes_later_only_warns_of_what_does_not_change() -> None:
    bench = ApiBench()
    spec = {"type": "object", "properties": {"size": {"type": "integer"}, "other": {"type": "integer"}}}
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": spec}}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    names = {"kind": "Foo", "plural": "foos"}
    body = {"group": "x.example.com", "scope": "Namespaced", "names": names, "versions": [version]}
    bench.call("POST", DEFINITIONS, {"metadata": {"name": "foos.x.example.com"}, "spec": body})
    bench.settle()
    bench.call("POST", PATH, {"metadata": {"name": "a"}, "spec": {"size": 1}})
    rule = {"rule": "self.size > 5", "message": "too small"}
    patch = [
        {
            "op": "add",
            "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/x-kubernetes-validations",
            "value": [rule],
        }
    ]
    bench.call("PATCH", f"{DEFINITIONS} foos.x.example.com", patch, content_type="application/json-patch+json")
    merge = {"content_type": "application/merge-patch+json"}
    response = bench.call("PATCH", f"{PATH}/a", {"metadata": {"labels": {"b": "c"}}}, **merge)
    assert response.warnings == ("spec: Invalid value: too small",)
    error = bench.refused("PATCH", f"{PATH}/a", {"spec": {"other": 2}}, **merge)
    assert error.message == 'Foo.x.example.com "a" is invalid: spec: Invalid value: too small'
    assert bench.call("PATCH", f"{PATH}/a", {"spec": {"size": 6}}, **merge).warnings == ()
