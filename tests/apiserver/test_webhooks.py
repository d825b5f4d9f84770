"""Webhooks: what they are asked, what their answers do, and what is said when there is none."""

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import trustme

from pykubectl import Object
from pykubectl.apiserver.webhooks import conversion
from pykubectl.apiserver.webhooks.client import place_of, post
from pykubectl.apiserver.webhooks.responses import WebhookError
from pykubectl.errors import StatusError
from pykubectl.machinery.objects import copy
from pykubectl.storage import Key, Write
from tests.api_bench import ApiBench
from tests.apiserver.webhook_server import WebhookServer, bundle


@pytest.fixture
def server() -> Iterator[WebhookServer]:
    found = WebhookServer()
    yield found
    found.close()


def problem_of(config: Object, service: Object | None = None, timeout: int = 5) -> str:
    with pytest.raises(WebhookError) as caught:
        post(place_of(config, lambda namespace, name: service), {}, timeout)
    return str(caught.value)


# The client


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ((200, "text/plain", "hello"), "couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value"),
        ((200, "application/json", ""), "0-length response with status code: 200 and content type: application/json"),
        ((500, "text/plain", "boom\n"), 'an error on the server ("boom") has prevented the request from succeeding'),
        ((500, "application/json", "{}"), 'an error on the server ("unknown") has prevented the request from succeeding'),
        ((404, "text/plain", "404 page not found"), "the server could not find the requested resource"),
    ],
)  # fmt: skip
def test_answers_that_are_none(server: WebhookServer, reply: Any, problem: str) -> None:
    server.reply = lambda review: reply
    assert problem_of(server.client) == problem


def test_an_answer(server: WebhookServer) -> None:
    server.reply = lambda review: {"got": review}
    assert post(place_of(server.client, lambda namespace, name: None), {"a": "é"}, 5) == {"got": {"a": "é"}}


def test_a_certificate_of_someone_else(server: WebhookServer) -> None:
    why = "tls: failed to verify certificate: x509: certificate signed by unknown authority"
    client = {"url": server.url, "caBundle": bundle(trustme.CA())}
    assert problem_of(client) == f'Post "{server.url}?timeout=5s": {why}'


def test_a_certificate_for_another_name() -> None:
    server = WebhookServer("other.example.com")
    why = "tls: failed to verify certificate: x509: cannot validate certificate for 127.0.0.1 because it doesn't contain any IP SANs"
    assert problem_of(server.client) == f'Post "{server.url}?timeout=5s": {why}'
    server.close()


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{taken.getsockname()[1]}"
        why = f"dial tcp {url.removeprefix('https://')}: connect: connection refused"
        assert problem_of({"url": url}) == f'Post "{url}/?timeout=5s": {why}'


def test_too_slow(server: WebhookServer) -> None:
    server.reply = lambda review: 1.5
    assert problem_of(server.client, timeout=1) == f'Post "{server.url}?timeout=1s": context deadline exceeded'


@pytest.mark.parametrize(
    ("service", "why"),
    [
        (None, 'service "hook" not found'),
        ({"clusterIP": "None"}, 'cannot route to service with ClusterIP "None"'),
        ({"clusterIP": "10.0.0.9", "ports": [{"port": 80}]}, 'no service port 443 found for service "hook"'),
        ({"clusterIP": "10.0.0.9", "ports": [{"port": 443}]}, "dial tcp 10.0.0.9:443: connect: connection refused"),
    ],
)
def test_services(service: Object | None, why: str) -> None:
    config = {"service": {"namespace": "ns", "name": "hook", "path": "/mutate"}}
    found = problem_of(config, {"spec": service} if service else None)
    assert found == f'Post "https://hook.ns.svc:443/mutate?timeout=5s": {why}'


# Conversion

CRD = {"spec": {"conversion": {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"]}}}}
GADGET = {
    "apiVersion": "x.y/v1",
    "kind": "Gadget",
    "metadata": {"name": "g", "uid": "u", "labels": {"a": "b"}},
    "spec": {},
}


def convert(server: WebhookServer, reply: Any) -> Object:
    def answer(review: Object) -> Object:
        head = {"apiVersion": review["apiVersion"], "kind": review["kind"]}
        return {**head, "response": {"uid": review["request"]["uid"], "result": {"status": "Success"}, **reply}}

    server.reply = answer
    crd = json.loads(json.dumps(CRD))
    crd["spec"]["conversion"]["webhook"]["clientConfig"] = server.client
    return conversion.converter(crd, lambda namespace, name: None, lambda: "uid-1")(GADGET, "x.y/v2")


def test_conversion(server: WebhookServer) -> None:
    metadata = {"name": "g", "uid": "u", "annotations": {"c": "d"}, "generation": 7}
    found = convert(
        server, {"convertedObjects": [{**GADGET, "apiVersion": "x.y/v2", "metadata": metadata, "spec": {"new": 1}}]}
    )
    assert found["spec"] == {"new": 1}
    # Nothing else of the metadata is for the webhook to change.
    assert found["metadata"] == {"name": "g", "uid": "u", "annotations": {"c": "d"}}
    request = server.asked[0]["request"]
    assert (request["uid"], request["desiredAPIVersion"], request["objects"]) == ("uid-1", "x.y/v2", [GADGET])


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ({"result": {"status": "Failure", "message": "no way"}}, "failed: no way"),
        ({"result": {}}, "failed: response.result.status was '', not 'Success'"),
        ({"uid": "other"}, 'failed: expected response.uid="uid-1", got "other"'),
        ({"convertedObjects": []}, "returned 0 objects, expected 1"),
        ({"convertedObjects": [GADGET]}, "returned invalid object at index 0: invalid groupVersion (expected x.y/v2, received x.y/v1)"),
        ({"convertedObjects": [{**GADGET, "apiVersion": "x.y/v2", "metadata": {"name": "h"}}]},
         "returned invalid object: must have the same name: g != h"),
        ({"convertedObjects": [{**GADGET, "apiVersion": "x.y/v2", "metadata": {"name": "g", "uid": "u", "labels": {"a": 1}}}]},
         "returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object"),
    ],
)  # fmt: skip
def test_failed_conversions(server: WebhookServer, reply: Object, problem: str) -> None:
    with pytest.raises(StatusError) as caught:
        convert(server, reply)
    assert caught.value.message == f"conversion webhook for x.y/v1, Kind=Gadget {problem}"


GADGETS = "/apis/x.y/v1/namespaces/default/gadgets"


def test_conversion_in_the_cluster(bench: ApiBench, server: WebhookServer) -> None:
    def reply(review: Object) -> Object:
        wanted = review["request"]["desiredAPIVersion"]
        (obj,) = review["request"]["objects"]
        old, new = ("color", "colour") if wanted == "x.y/v2" else ("colour", "color")
        spec = {new: obj["spec"][old]}
        response = {"uid": review["request"]["uid"], "result": {"status": "Success"}}
        response["convertedObjects"] = [{**obj, "apiVersion": wanted, "spec": spec}]
        return {"apiVersion": review["apiVersion"], "kind": review["kind"], "response": response}

    server.reply = reply
    versions = [
        {
            "name": name,
            "served": True,
            "storage": name == "v1",
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object", "properties": {field: {"type": "string"}}}}}},
        }
        for name, field in (("v1", "color"), ("v2", "colour"))
    ]  # fmt: skip
    webhook = {"conversionReviewVersions": ["v1"], "clientConfig": server.client}
    spec = {
        "group": "x.y",
        "scope": "Namespaced",
        "names": {"kind": "Gadget", "plural": "gadgets"},
        "versions": versions,
        "conversion": {"strategy": "Webhook", "webhook": webhook},
    }
    resource = "customresourcedefinitions.apiextensions.k8s.io"
    bench.call("POST", resource, {"metadata": {"name": "gadgets.x.y"}, "spec": spec})
    bench.settle()
    gadget = {"apiVersion": "x.y/v2", "kind": "Gadget", "metadata": {"name": "g"}, "spec": {"colour": "red"}}
    made = bench.call("POST", GADGETS.replace("v1", "v2"), gadget)
    assert (made.body["apiVersion"], made.body["spec"]) == ("x.y/v2", {"colour": "red"})
    assert bench.call("GET", f"{GADGETS}/g").body["spec"] == {"color": "red"}
    server.reply = lambda review: (500, "text/plain", "boom")
    assert bench.call("GET", f"{GADGETS}/g").body["spec"] == {"color": "red"}
    error = bench.refused("GET", f"{GADGETS.replace('v1', 'v2')}/g")
    assert error.message == (
        'conversion webhook for x.y/v1, Kind=Gadget failed: an error on the server ("boom") has prevented the request'
        " from succeeding"
    )


# Admission

RULE = {"apiGroups": [""], "apiVersions": ["v1"], "resources": ["configmaps"], "operations": ["CREATE"]}


def configure(bench: ApiBench, server: WebhookServer, kind: str = "validating", **fields: Any) -> None:
    webhook = {
        "name": "hook.example.com",
        "clientConfig": server.client,
        "rules": [RULE],
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        **fields,
    }
    resource = f"{kind}webhookconfigurations.admissionregistration.k8s.io"
    bench.call(
        "POST", resource, {"metadata": {"name": f"{kind}-{webhook['name'].split('.')[0]}"}, "webhooks": [webhook]}
    )


def answering(**response: Any) -> Any:
    def reply(review: Object) -> Object:
        head = {"apiVersion": review["apiVersion"], "kind": review["kind"]}
        return {**head, "response": {"uid": review["request"]["uid"], "allowed": True, **response}}

    return reply


def patch(*operations: Object) -> Object:
    return {"patchType": "JSONPatch", "patch": b64encode(json.dumps(operations).encode()).decode()}


def config_map(name: str = "m", **metadata: Any) -> Object:
    return {"metadata": {"name": name, **metadata}}


def test_the_question(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering(warnings=["careful"])
    configure(bench, server)
    made = bench.call("POST", "configmaps", config_map(), fieldManager="me", dryRun="All")
    assert made.warnings == ("careful",)
    (review,) = server.asked
    request = review["request"]
    resource = {"group": "", "version": "v1", "resource": "configmaps"}
    assert (review["apiVersion"], review["kind"]) == ("admission.k8s.io/v1", "AdmissionReview")
    assert request["resource"] == request["requestResource"] == resource
    assert request["kind"] == {"group": "", "version": "v1", "kind": "ConfigMap"}
    assert (request["operation"], request["name"], request["namespace"], request["dryRun"]) == (
        "CREATE",
        "m",
        "default",
        True,
    )
    assert request["userInfo"]["username"] == "kubernetes-admin"
    assert (request["object"]["kind"], request["object"]["metadata"]["name"], request["oldObject"]) == (
        "ConfigMap",
        "m",
        None,
    )
    assert request["options"]["kind"] == "CreateOptions"


@pytest.mark.parametrize(
    ("status", "code", "reason", "text"),
    [
        ({"message": "not today"}, 400, "", "denied the request: not today"),
        ({"code": 403, "reason": "Forbidden", "message": "no"}, 403, "Forbidden", "denied the request: no"),
        ({"code": 200, "reason": "Because"}, 400, "Because", "denied the request: Because"),
        (None, 400, "", "denied the request without explanation"),
    ],
)
def test_denials(bench: ApiBench, server: WebhookServer, status: Object, code: int, reason: str, text: str) -> None:
    server.reply = answering(allowed=False, status=status)
    configure(bench, server)
    error = bench.refused("POST", "configmaps", config_map())
    assert (error.code, error.reason, error.message) == (code, reason, f'admission webhook "hook.example.com" {text}')


@pytest.mark.parametrize(
    ("response", "why"),
    [
        ({"uid": "x"}, 'received invalid webhook response: expected response.uid="'),
        (patch(), "received invalid webhook response: validating webhook may not return response.patch"),
    ],
)
def test_wrong_answers(bench: ApiBench, server: WebhookServer, response: Object, why: str) -> None:
    server.reply = answering(**response)
    configure(bench, server)
    error = bench.refused("POST", "configmaps", config_map())
    assert error.message.startswith(f'Internal error occurred: failed calling webhook "hook.example.com": {why}')
    assert (error.code, error.reason) == (500, "InternalError")


def test_nobody_answers(bench: ApiBench, server: WebhookServer) -> None:
    client = {"service": {"namespace": "default", "name": "gone", "path": "/x"}}
    configure(bench, server, clientConfig=client)
    assert bench.refused("POST", "configmaps", config_map()).message == (
        'Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook:'
        ' Post "https://gone.default.svc:443/x?timeout=10s": service "gone" not found'
    )


def test_failures_may_be_ignored(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = lambda review: (500, "text/plain", "boom")
    configure(bench, server, failurePolicy="Ignore")
    assert bench.call("POST", "configmaps", config_map()).code == 201
    assert len(server.asked) == 1


def test_a_dry_run_has_no_side_effects(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering()
    configure(bench, server)
    key = Key("validatingwebhookconfigurations.admissionregistration.k8s.io", "", "validating-hook")
    # Only configurations from before v1 can have side effects.
    old = copy(bench.store.get(key))
    assert old is not None
    old["webhooks"][0]["sideEffects"] = "Some"
    bench.store.write([Write(key, old, int(old["metadata"]["resourceVersion"]))])
    error = bench.refused("POST", "configmaps", config_map(), dryRun="All")
    assert (error.code, error.message) == (400, 'admission webhook "hook.example.com" does not support dry run')
    assert bench.call("POST", "configmaps", config_map()).code == 201


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"rules": [{**RULE, "operations": ["*"], "resources": ["*"], "apiGroups": ["*"], "apiVersions": ["*"]}]}, True),
        ({"rules": [{**RULE, "operations": ["UPDATE"]}]}, False),
        ({"rules": [{**RULE, "scope": "Cluster"}]}, False),
        ({"rules": [{**RULE, "resources": ["configmaps/status"]}]}, False),
        ({"objectSelector": {"matchLabels": {"team": "a"}}}, True),
        ({"objectSelector": {"matchLabels": {"team": "b"}}}, False),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "default"}}}, True),
        ({"namespaceSelector": {"matchExpressions": [{"key": "skip", "operator": "Exists"}]}}, False),
        ({"matchConditions": [{"name": "a", "expression": "object.metadata.name == 'm'"}]}, True),
        ({"matchConditions": [{"name": "a", "expression": "request.userInfo.username == 'nobody'"}]}, False),
        ({"matchConditions": [{"name": "a", "expression": "authorizer.requestResource.check('create').allowed()"}]}, True),
        ({"matchConditions": [{"name": "a", "expression": "authorizer.group('').resource('pods').check('get').allowed()"}]}, True),
    ],
)  # fmt: skip
def test_whom_a_request_concerns(bench: ApiBench, server: WebhookServer, fields: Object, asked: bool) -> None:
    server.reply = answering()
    configure(bench, server, **fields)
    bench.call("POST", "configmaps", config_map(labels={"team": "a"}))
    assert bool(server.asked) is asked


def test_conditions_that_fail(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering()
    configure(bench, server, matchConditions=[{"name": "a", "expression": "object.nope.x == 1"}])
    error = bench.refused("POST", "configmaps", config_map())
    assert (error.code, error.message[:52]) == (403, 'configmaps "m" is forbidden: expression \'object.nope')
    assert not server.asked


def test_equivalent_versions(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering()
    rule = {**RULE, "apiGroups": ["autoscaling"], "apiVersions": ["v1"], "resources": ["horizontalpodautoscalers"]}
    configure(bench, server, rules=[rule])
    spec = {"scaleTargetRef": {"kind": "Deployment", "name": "d", "apiVersion": "apps/v1"}, "maxReplicas": 3}
    path = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers"
    bench.call("POST", path, {"metadata": {"name": "h"}, "spec": spec})
    (review,) = server.asked
    assert review["request"]["object"]["apiVersion"] == "autoscaling/v1"
    assert (review["request"]["kind"]["version"], review["request"]["requestKind"]["version"]) == ("v1", "v2")


def test_nobody_locks_the_door_behind_himself(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering(allowed=False)
    configure(bench, server, rules=[{**RULE, "apiGroups": ["*"], "resources": ["*/*"], "operations": ["*"]}])
    resource = "validatingwebhookconfigurations.admissionregistration.k8s.io validating-hook"
    assert bench.call("DELETE", resource).code == 200
    assert not server.asked


def test_updates_and_deletions(bench: ApiBench, server: WebhookServer) -> None:
    bench.call("POST", "configmaps", config_map())
    server.reply = answering()
    configure(bench, server, rules=[{**RULE, "operations": ["UPDATE", "DELETE"]}])
    bench.call("PUT", "configmaps m", {**config_map(), "data": {"a": "b"}})
    bench.call("DELETE", "configmaps m")
    changed, deleted = (review["request"] for review in server.asked)
    assert (changed["object"]["data"], "data" in changed["oldObject"]) == ({"a": "b"}, False)
    assert (deleted["object"], deleted["oldObject"]["data"]) == (None, {"a": "b"})


def test_mutation(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering(
        **patch({"op": "add", "path": "/data", "value": {"a": "b"}}, {"op": "add", "path": "/nope", "value": 1})
    )
    configure(bench, server, "mutating")
    made = bench.call("POST", "configmaps", config_map())
    assert made.body["data"] == {"a": "b"}
    assert "nope" not in made.body
    assert made.warnings == ()


def test_mutations_go_through_defaults_and_validation(bench: ApiBench, server: WebhookServer) -> None:
    rule = {**RULE, "resources": ["services"]}
    port = {"op": "add", "path": "/spec/ports", "value": [{"port": 80}]}
    server.reply = answering(**patch(port))
    configure(bench, server, "mutating", rules=[rule])
    made = bench.call("POST", "services", {"metadata": {"name": "s"}, "spec": {"selector": {"a": "b"}}})
    assert made.body["spec"]["ports"] == [{"port": 80, "protocol": "TCP", "targetPort": 80}]


@pytest.mark.parametrize(("policy", "count"), [("Never", 1), ("IfNeeded", 2)])
def test_reinvocation(bench: ApiBench, server: WebhookServer, policy: str, count: int) -> None:
    def reply(review: Object) -> Object:
        labels = review["request"]["object"]["metadata"].get("labels") or {}
        add = patch({"op": "add", "path": "/metadata/labels", "value": {**labels, "seen": "yes"}})
        first = review["request"]["object"]["metadata"]["name"] == "m" and not labels
        found: Object = answering(**({} if first else add))(review)
        return found

    server.reply = reply
    configure(bench, server, "mutating", name="a.example.com", reinvocationPolicy=policy)
    other = WebhookServer()
    other.reply = answering(**patch({"op": "add", "path": "/metadata/labels", "value": {"late": "yes"}}))
    configure(bench, other, "mutating", name="b.example.com")
    made = bench.call("POST", "configmaps", config_map())
    assert (len(server.asked), len(other.asked)) == (count, 1)
    assert ("seen" in made.body["metadata"]["labels"]) is (policy == "IfNeeded")
    other.close()


def test_a_patch_that_is_none(bench: ApiBench, server: WebhookServer) -> None:
    server.reply = answering(patchType="JSONPatch", patch=b64encode(b"{}").decode())
    configure(bench, server, "mutating")
    assert "received undecodable patch in webhook response" in bench.refused("POST", "configmaps", config_map()).message


@pytest.mark.parametrize(
    ("response", "why"),
    [
        ("yes", "response of type string"),
        ({"allowed": "yes"}, "response.allowed of type string"),
        ({"allowed": False, "status": "no"}, "response.status of type string"),
        ({"allowed": False, "status": {"code": "403"}}, "response.status.code of type string"),
        ({"allowed": True, "warnings": 5}, "response.warnings of type number"),
        ({"allowed": True, "patchType": "JSONPatch", "patch": "%"}, "response.patch of type string"),
    ],
)
def test_answers_of_wrong_types(bench: ApiBench, server: WebhookServer, response: Any, why: str) -> None:
    def reply(review: Object) -> Object:
        head = {"apiVersion": review["apiVersion"], "kind": review["kind"]}
        said = {"uid": review["request"]["uid"], **response} if isinstance(response, dict) else response
        return {**head, "response": said}

    server.reply = reply
    configure(bench, server, "mutating")
    error = bench.refused("POST", "configmaps", config_map())
    assert error.message.startswith('Internal error occurred: failed calling webhook "hook.example.com": ')
    assert why.split(" ")[0].rpartition(".")[2] in error.message
    assert error.code == 500


@pytest.mark.parametrize(
    "operations",
    [
        [{"op": "remove", "path": "/metadata"}],
        [{"op": "replace", "path": "/metadata", "value": "x"}],
        [{"op": "add", "path": "", "value": []}],
        [{"op": "remove", "path": "/metadata/name"}],
        ["remove"],
    ],
)
@pytest.mark.parametrize("verb", ["CREATE", "UPDATE"])
def test_patches_that_leave_no_object(bench: ApiBench, server: WebhookServer, verb: str, operations: list[Any]) -> None:
    bench.call("POST", "configmaps", config_map())
    server.reply = answering(**patch(*operations))
    configure(bench, server, "mutating", rules=[{**RULE, "operations": [verb]}])
    changed = {**config_map("m" if verb == "UPDATE" else "n"), "data": {"a": "b"}}
    bench.refused("PUT" if verb == "UPDATE" else "POST", "configmaps" + (" m" if verb == "UPDATE" else ""), changed)
    assert "data" not in bench.call("GET", "configmaps m").body


def test_webhooks_cannot_change_what_only_the_server_sets(bench: ApiBench, server: WebhookServer) -> None:
    before = bench.call("POST", "configmaps", config_map()).body["metadata"]
    server.reply = answering(**patch({"op": "remove", "path": "/metadata/resourceVersion"}))
    configure(bench, server, "mutating", rules=[{**RULE, "operations": ["UPDATE"]}])
    changed = bench.call("PUT", "configmaps m", {**config_map(), "data": {"a": "b"}}).body
    assert changed["data"] == {"a": "b"}
    assert int(changed["metadata"]["resourceVersion"]) > int(before["resourceVersion"])


@pytest.mark.parametrize(
    "reply",
    [{"convertedObjects": ["x"]}, {"convertedObjects": 5}, {"result": "Success"}],
)
def test_conversions_of_wrong_types(server: WebhookServer, reply: Object) -> None:
    with pytest.raises(StatusError) as caught:
        convert(server, reply)
    assert caught.value.message.startswith("conversion webhook for x.y/v1, Kind=Gadget ")


def test_a_bundle_that_holds_no_certificate(server: WebhookServer) -> None:
    config = {"url": server.url, "caBundle": b64encode(b"-----BEGIN CERTIFICATE-----\nx\n").decode()}
    assert problem_of(config) == "unable to load root certificates: unable to parse bytes as PEM block"


def test_an_answer_that_drips(server: WebhookServer) -> None:
    server.drip_seconds = 0.6
    server.reply = lambda review: {}
    assert problem_of(server.client, timeout=1).endswith("context deadline exceeded")
