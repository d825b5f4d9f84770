"""ValidatingAdmissionPolicy and MutatingAdmissionPolicy, through the API server's door."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.machinery.objects import copy
from tests.api_bench import ApiBench

GROUP = "admissionregistration.k8s.io"
POLICIES, BINDINGS = f"validatingadmissionpolicies.{GROUP}", f"validatingadmissionpolicybindings.{GROUP}"
MUTATING, MUTATING_BINDINGS = f"mutatingadmissionpolicies.{GROUP}", f"mutatingadmissionpolicybindings.{GROUP}"
RULE = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"]}
DENIED = "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: "


@pytest.fixture
def bench() -> ApiBench:
    return ApiBench()


def map_named(name: str = "m", labels: Object | None = None, **data: str) -> Object:
    return {"metadata": {"name": name, "labels": labels or {}}, "data": data}


def bound(bench: ApiBench, spec: Object, binding: Object | None = None, rules: list[Object] | None = None) -> None:
    """A policy `p` and its binding `b`."""
    spec = {"matchConstraints": {"resourceRules": rules or [RULE]}, **spec}
    bench.call("POST", POLICIES, {"metadata": {"name": "p"}, "spec": spec})
    wanted = {"policyName": "p", "validationActions": ["Deny"], **(binding or {})}
    bench.call("POST", BINDINGS, {"metadata": {"name": "b"}, "spec": wanted})


def validations(*expressions: str, **more: Any) -> Object:
    return {"validations": [{"expression": text} for text in expressions], **more}


CONFIG = {"apiVersion": "v1", "kind": "ConfigMap"}
IGNORED = {"failurePolicy": "Ignore"}


@pytest.mark.parametrize(
    ("spec", "denial"),
    [
        (validations("object.data.size == 'big'"), ""),
        (validations("object.data.size == 'small'"), "failed expression: object.data.size == 'small'"),
        ({"validations": [{"expression": "false", "message": " said  "}]}, "said"),
        ({"validations": [{"expression": "false", "messageExpression": "'not ' + object.data.size"}]}, "not big"),
        ({"validations": [{"expression": "false", "messageExpression": "string(object.data.no)", "message": "so"}]}, "so"),
        (validations("object.data.nope == 'x'"), "expression 'object.data.nope == 'x'' resulted in error: no such key: nope"),
        (validations("object.data.nope == 'x'", **IGNORED), ""),
        (validations("oldObject == null && request.operation == 'CREATE' && request.name == 'm'"), ""),
        (validations("request.userInfo.username == 'kubernetes-admin' && request.kind.kind == 'ConfigMap'"), ""),
        (validations("namespaceObject.metadata.name == 'default'"), ""),
        (validations("authorizer.group('').resource('pods').namespace('default').check('create').allowed()"), ""),
        (validations("authorizer.requestResource.check('create').allowed()"), ""),
        (validations("authorizer.serviceAccount('default', 'sa').group('').resource('pods').check('get').allowed()"), "failed"),
        (validations("variables.b == 'big!'", variables=[{"name": "a", "expression": "object.data.size"}, {"name": "b", "expression": "variables.a + '!'"}]), ""),
        (validations("variables.bad == 1 || true", variables=[{"name": "bad", "expression": "object.data.no"}]), ""),
        (validations("variables.bad == 1", variables=[{"name": "bad", "expression": "object.data.no"}]), "expression 'variables.bad == 1' resulted in error: composited variable \"bad\" fails to evaluate: no such key: no"),
        (validations("false", matchConditions=[{"name": "no", "expression": "object.data.size == 'small'"}]), ""),
        (validations("true", matchConditions=[{"name": "bad", "expression": "object.data.no == '1'"}]), "expression 'object.data.no == '1'' resulted in error"),
        (validations("true", auditAnnotations=[{"key": "k", "valueExpression": "string(object.data.no)"}]), "expression 'string(object.data.no)' resulted in error"),
        (validations("lists.range(3000).all(a, lists.range(3000).all(b, true))"), "expression 'lists.range(3000).all(a, lists.range(3000).all(b, true))' resulted in error: operation cancelled: actual cost limit exceeded"),
    ],
)  # fmt: skip
def test_validation(bench: ApiBench, spec: Object, denial: str) -> None:
    bound(bench, spec)
    body = map_named(size="big")
    if not denial:
        assert bench.call("POST", "configmaps", body).code == 201
        return
    error = bench.refused("POST", "configmaps", body)
    assert error.message.startswith(f'configmaps "m" is forbidden: {DENIED}{denial}')
    assert (error.code, error.reason) == (422, "Invalid")


def test_the_reason_is_the_answer(bench: ApiBench) -> None:
    bound(bench, {"validations": [{"expression": "false", "reason": "Forbidden"}]})
    error = bench.refused("POST", "configmaps", map_named())
    assert (error.code, error.reason) == (403, "Forbidden")
    assert error.details["causes"] == [{"message": f"{DENIED}failed expression: false"}]


@pytest.mark.parametrize(
    ("match", "concerned"),
    [
        ({"resourceRules": [{**RULE, "operations": ["DELETE"]}]}, False),
        ({"resourceRules": [{**RULE, "resources": ["*"]}]}, True),
        ({"resourceRules": [{**RULE, "resources": ["configmaps/status"]}]}, False),
        ({"resourceRules": [{**RULE, "resourceNames": ["other"]}]}, False),
        ({"resourceRules": [{**RULE, "scope": "Cluster"}]}, False),
        ({"resourceRules": [RULE], "excludeResourceRules": [{**RULE, "resourceNames": ["m"]}]}, False),
        ({"resourceRules": [RULE], "objectSelector": {"matchLabels": {"a": "b"}}}, True),
        ({"resourceRules": [RULE], "objectSelector": {"matchLabels": {"a": "c"}}}, False),
        ({"resourceRules": [RULE], "namespaceSelector": {"matchLabels": {"x": "y"}}}, False),
    ],
)
def test_matching(bench: ApiBench, match: Object, concerned: bool) -> None:
    bound(bench, validations("false", matchConstraints=match))
    body = map_named(labels={"a": "b"})
    if concerned:
        bench.refused("POST", "configmaps", body)
    else:
        assert bench.call("POST", "configmaps", body).code == 201


def test_a_binding_narrows_its_policy(bench: ApiBench) -> None:
    bound(bench, validations("false"), {"matchResources": {"namespaceSelector": {"matchLabels": {"env": "prod"}}}})
    assert bench.call("POST", "configmaps", map_named()).code == 201
    bench.call("POST", "namespaces", {"metadata": {"name": "prod", "labels": {"env": "prod"}}})
    bench.refused("POST", "/api/v1/namespaces/prod/configmaps", map_named())


def test_warnings_instead_of_denials(bench: ApiBench) -> None:
    bound(bench, validations("object.data.x == '1'"), {"validationActions": ["Warn", "Audit"]})
    response = bench.call("POST", "configmaps", map_named(x="2"))
    assert response.code == 201
    assert response.warnings == (
        "Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': failed expression: object.data.x == '1'",
    )


def test_errors_of_audit_annotations_are_denials(bench: ApiBench) -> None:
    spec = validations("true", auditAnnotations=[{"key": "k", "valueExpression": "string(object.data.no)"}])
    bound(bench, spec, {"validationActions": ["Warn"]})
    assert "resulted in error: no such key: no" in bench.refused("POST", "configmaps", map_named(x="1")).message


def test_a_scale_is_no_update_of_what_is_scaled(bench: ApiBench) -> None:
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx:1"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    bench.call("POST", "deployments.apps", {"metadata": {"name": "web"}, "spec": spec})
    rule = {**RULE, "apiGroups": ["apps"], "resources": ["deployments"]}
    bound(bench, validations("object.spec.replicas <= 5"), rules=[rule])
    patch = {"spec": {"replicas": 9}}
    bench.call("PATCH", "deployments.apps web/scale", patch, content_type="application/merge-patch+json")
    bench.refused("PATCH", "deployments.apps web", patch, content_type="application/merge-patch+json")
    policy = copy(bench.call("GET", f"{POLICIES} p").body)
    policy["spec"]["matchConstraints"]["resourceRules"][0]["resources"] = ["deployments/scale"]
    policy["spec"]["validations"] = [{"expression": "object.kind == 'Scale' && object.spec.replicas < 8"}]
    bench.call("PUT", f"{POLICIES} p", policy)
    merge = {"content_type": "application/merge-patch+json"}
    bench.call("PATCH", "deployments.apps web/scale", {"spec": {"replicas": 7}}, **merge)
    bench.refused("PATCH", "deployments.apps web/scale", {"spec": {"replicas": 8}}, **merge)


def test_deletions_and_what_does_not_change(bench: ApiBench) -> None:
    bench.call("POST", "configmaps", map_named(x="1"))
    rule = {**RULE, "operations": ["DELETE", "UPDATE"]}
    bound(bench, validations("oldObject.data.x != '1'"), rules=[rule])
    bench.refused("DELETE", "configmaps m")
    bench.refused("PATCH", "configmaps m", {"data": {"x": "1"}}, content_type="application/merge-patch+json")


PARAM_POLICY = validations("object.data.x == params.data.x", paramKind=CONFIG)


@pytest.mark.parametrize(
    ("reference", "denial"),
    [
        ({"name": "right", "parameterNotFoundAction": "Deny"}, ""),
        ({"name": "wrong", "parameterNotFoundAction": "Deny"}, "failed expression"),
        ({"name": "absent", "parameterNotFoundAction": "Allow"}, ""),
        (
            {"name": "absent", "parameterNotFoundAction": "Deny"},
            "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction",
        ),
        ({"selector": {"matchLabels": {"set": "all"}}, "parameterNotFoundAction": "Deny"}, "failed expression"),
        ({"name": "right", "namespace": "kube-system", "parameterNotFoundAction": "Allow"}, ""),
    ],
)
def test_params(bench: ApiBench, reference: Object, denial: str) -> None:
    bench.call("POST", "configmaps", map_named("right", {"set": "all"}, x="1"))
    bench.call("POST", "configmaps", map_named("wrong", {"set": "all"}, x="2"))
    bound(bench, PARAM_POLICY, {"paramRef": reference})
    if not denial:
        assert bench.call("POST", "configmaps", map_named(x="1")).code == 201
        return
    assert f"{DENIED}{denial}" in bench.refused("POST", "configmaps", map_named(x="1")).message


def test_an_unknown_kind_of_params(bench: ApiBench) -> None:
    bound(bench, validations("true", paramKind={"apiVersion": "a.example.com/v1", "kind": "Nope"}))
    message = bench.refused("POST", "configmaps", map_named()).message
    assert message.endswith(
        "ValidatingAdmissionPolicy 'p' denied request: failed to configure policy: failed to find resource referenced by"
        " paramKind: 'a.example.com/v1, Kind=Nope'"
    )


def test_other_versions_are_seen_in_the_rule_s(bench: ApiBench) -> None:
    rule = {**RULE, "apiGroups": ["autoscaling"], "apiVersions": ["v1"], "resources": ["horizontalpodautoscalers"]}
    bound(bench, validations("object.apiVersion == 'autoscaling/v2'"), rules=[rule])
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "d", "apiVersion": "apps/v1"}, "maxReplicas": 3}
    path = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
    bench.refused("POST", path, {"metadata": {"name": "h"}, "spec": spec})


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        (validations("object.spec.("), "compilation failed: ERROR: <input>:1:13: Syntax error: no viable alternative"),
        (validations("1 + 1"), "must evaluate to bool but got int"),
        (validations("params.x"), "compilation failed: ERROR: <input>:1:1: undeclared reference to 'params'"),
        (validations("request.nope == ''"), "compilation failed: ERROR: <input>:1:8: undefined field 'nope'"),
        (validations("variables.a", variables=[{"name": "a", "expression": "1"}]), "must evaluate to bool but got int"),
        (validations("true", variables=[{"name": "a-b", "expression": "1"}]), "name is not a valid CEL identifier"),
        (
            {
                "validations": [
                    {"expression": "true", "messageExpression": "authorizer.path('/').check('get').allowed()"}
                ]
            },
            "undeclared reference to 'authorizer'",
        ),
        (
            validations("true", auditAnnotations=[{"key": "k", "valueExpression": "1"}]),
            "must evaluate to one of [string null_type] but got int",
        ),
        (
            validations("true", matchConditions=[{"name": "", "expression": "true"}]),
            "matchConditions[0].name: Required",
        ),
        ({"validations": [{"expression": "true", "reason": "Because"}]}, 'Unsupported value: "Because"'),
    ],
)
def test_bad_policies(bench: ApiBench, spec: Object, error: str) -> None:
    spec = {"matchConstraints": {"resourceRules": [RULE]}, **spec}
    assert error in bench.refused("POST", POLICIES, {"metadata": {"name": "p"}, "spec": spec}).message


def mutating(bench: ApiBench, *mutations: Object, name: str = "m", **more: Any) -> None:
    spec = {
        **{"matchConstraints": {"resourceRules": [RULE]}, "mutations": list(mutations), "reinvocationPolicy": "Never"},
        **more,
    }
    bench.call("POST", MUTATING, {"metadata": {"name": name}, "spec": spec})
    bench.call("POST", MUTATING_BINDINGS, {"metadata": {"name": f"b-{name}"}, "spec": {"policyName": name}})


def applies(expression: str) -> Object:
    return {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": expression}}


def patches(expression: str) -> Object:
    return {"patchType": "JSONPatch", "jsonPatch": {"expression": expression}}


@pytest.mark.parametrize(
    ("mutation", "data"),
    [
        (applies("Object{data: {'y': object.data.x + '!'}}"), {"x": "1", "y": "1!"}),
        (patches("[JSONPatch{op: 'add', path: '/data/y', value: string(object.data.size())}]"), {"x": "1", "y": "1"}),
        (patches("[JSONPatch{op: 'test', path: '/data/x', value: '2'}, JSONPatch{op: 'remove', path: '/data/x'}]"), {"x": "1"}),
        (patches("has(object.data.z) ? [JSONPatch{op: 'remove', path: '/data/z'}] : []"), {"x": "1"}),
        (patches("[JSONPatch{op: 'add', path: '/data/' + jsonpatch.escapeKey('a/b'), value: 'c'}]"), None),
    ],
)  # fmt: skip
def test_mutation(bench: ApiBench, mutation: Object, data: Object | None) -> None:
    mutating(bench, mutation)
    if data is None:
        bench.refused("POST", "configmaps", map_named(x="1"))
        return
    assert bench.call("POST", "configmaps", map_named(x="1")).body["data"] == data


def test_lists_merge_by_their_keys(bench: ApiBench) -> None:
    rule = {**RULE, "apiGroups": ["apps"], "resources": ["deployments"]}
    expression = (
        "Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers:"
        " [Object.spec.template.spec.containers{name: 'c', imagePullPolicy: 'Always'}]}}}}"
    )
    mutating(bench, applies(expression), matchConstraints={"resourceRules": [rule]})
    labels = {"app": "web"}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx:1"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": template}
    made = bench.call("POST", "deployments.apps", {"metadata": {"name": "web"}, "spec": spec}).body
    (container,) = made["spec"]["template"]["spec"]["containers"]
    assert (container["image"], container["imagePullPolicy"]) == ("nginx:1", "Always")


@pytest.mark.parametrize(
    ("mutation", "denial"),
    [
        (
            applies("Object{data: {'y': object.data.no}}"),
            "expression 'Object{data: {'y': object.data.no}}' resulted in",
        ),
        (patches("[JSONPatch{op: 'remove', path: '/data/no'}]"), "JSON Patch: error in remove for path: '/data/no'"),
        (
            applies("Object{metadata: Object.wrong{}}"),
            'type mismatch: unexpected type name "Object.wrong", expected "Object.metadata", which matches field name path',
        ),
    ],
)
def test_mutations_that_fail(bench: ApiBench, mutation: Object, denial: str) -> None:
    mutating(bench, mutation)
    error = bench.refused("POST", "configmaps", map_named(x="1"))
    assert error.message.startswith(f"policy 'm' with binding 'b-m' denied request: {denial}")
    assert error.code == 422


def test_policies_look_again_when_a_later_one_changes_something(bench: ApiBench) -> None:
    count = "[JSONPatch{op: 'add', path: '/data/n', value: string(int(object.data.n) + 1)}]"
    mutating(bench, patches(count), name="a", reinvocationPolicy="IfNeeded")
    mutating(bench, applies("Object{data: {'late': 'yes'}}"), name="b")
    assert bench.call("POST", "configmaps", map_named(n="0")).body["data"] == {"n": "2", "late": "yes"}


@pytest.mark.parametrize(
    ("mutation", "error"),
    [
        (applies("1"), "must evaluate to Object but got int"),
        (patches("['a']"), "must evaluate to list(JSONPatch) but got list(string)"),
        (patches("[JSONPatch{nope: 1}]"), "undefined field 'nope'"),
        ({"patchType": "Magic"}, 'Unsupported value: "Magic"'),
    ],
)
def test_bad_mutations(bench: ApiBench, mutation: Object, error: str) -> None:
    spec = {"matchConstraints": {"resourceRules": [RULE]}, "mutations": [mutation], "reinvocationPolicy": "Never"}
    assert error in bench.refused("POST", MUTATING, {"metadata": {"name": "m"}, "spec": spec}).message


def warnings_of(bench: ApiBench, *expressions: str, **more: Any) -> Object:
    rule = {**RULE, "apiGroups": ["apps"], "resources": ["deployments"]}
    bound(bench, validations(*expressions, **more), rules=[rule])
    bench.settle()
    status: Object = bench.call("GET", f"{POLICIES} p").body["status"]
    assert status["observedGeneration"] == 1
    checked: Object = status["typeChecking"]
    return checked


def test_type_checking(bench: ApiBench) -> None:
    checked = warnings_of(
        bench,
        "object.spec.replicas <= 5 && object.spec.template.spec.containers.all(c, c.image != '')",
        "object.replicas > 1",
        "object.metadata.creationTimestamp < timestamp('2030-01-01T00:00:00Z') && object.metadata.labels['a'] == 'b'",
        "variables.n == 'three'",
        variables=[{"name": "n", "expression": "object.spec.replicas"}],
    )
    title = "apps/v1, Kind=Deployment: compilation failed: ERROR: <input>:1:"
    assert checked["expressionWarnings"] == [
        {
            "fieldRef": "spec.validations[1].expression",
            "warning": f"{title}7: undefined field 'replicas'\n | object.replicas > 1\n | ......^\n",
        },
        {
            "fieldRef": "spec.validations[3].expression",
            "warning": f"{title}13: found no matching overload for '_==_' applied to '(int, string)'\n"
            " | variables.n == 'three'\n | ............^\n",
        },
    ]


def test_nothing_to_warn_of(bench: ApiBench) -> None:
    assert warnings_of(bench, "has(object.spec.paused)") == {}


def test_params_are_seen_as_they_leave_the_server(bench: ApiBench) -> None:
    bench.call("POST", "configmaps", map_named("right", x="1"))
    spec = validations(
        "params.metadata.managedFields.all(owner, owner.operation == 'Update')", paramKind=PARAM_POLICY["paramKind"]
    )
    bound(bench, spec, {"paramRef": {"name": "right", "parameterNotFoundAction": "Deny"}})
    assert bench.call("POST", "configmaps", map_named()).code == 201


@pytest.mark.parametrize(
    "patch", ["op: 'remove', path: '/metadata'", "op: 'add', path: '/metadata', value: 'x'", "op: 'add', path: '', value: []"]
)  # fmt: skip
def test_mutations_that_leave_no_object(bench: ApiBench, patch: str) -> None:
    mutating(bench, patches(f"[JSONPatch{{{patch}}}]"))
    bench.refused("POST", "configmaps", map_named())
