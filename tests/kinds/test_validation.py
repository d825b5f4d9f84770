"""What the API refuses, in its words: (an object, what is wrong with it)."""

from typing import Any

import pytest

from pykubectl import Object, kinds
from pykubectl.kinds.metadata import validate_metadata, validate_metadata_update
from pykubectl.machinery.objects import copy

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an"
    " alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end"
    " with an alphanumeric character (e.g. 'example.com', regex used for validation is"
    " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)


def made(resource: str, name: str = "x", metadata: Object | None = None, **fields: Any) -> Object:
    """A defaulted object, as validation gets it."""
    kind = kinds.of_resource(resource)
    assert kind
    meta = {"name": name, "uid": "u", **({"namespace": "default"} if kind.namespaced else {}), **(metadata or {})}
    obj = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": meta, **copy(fields)}
    hooks = kinds.hooks(kind)
    if hasattr(hooks, "default"):
        hooks.default(obj)
    if hasattr(hooks, "prepare_create"):
        hooks.prepare_create(obj)
    return obj


def errors_of(resource: str, obj: Object) -> list[str]:
    kind = kinds.of_resource(resource)
    assert kind
    hooks = kinds.hooks(kind)
    errors = validate_metadata(obj, kind)
    if hasattr(hooks, "validate"):
        errors += hooks.validate(obj)
    return [str(error) for error in errors]


CONTAINER = {"name": "c", "image": "i:1"}
POD = {"containers": [CONTAINER]}
TEMPLATE = {"metadata": {"labels": {"a": "b"}}, "spec": POD}
WORKLOAD = {"selector": {"matchLabels": {"a": "b"}}, "template": TEMPLATE}
NEVER = {"template": {"spec": {**POD, "restartPolicy": "Never"}}}


@pytest.mark.parametrize(
    ("resource", "name", "metadata", "expected"),
    [
        ("configmaps", "Bad", {}, [f'metadata.name: Invalid value: "Bad": {SUBDOMAIN}']),
        ("configmaps", "a" * 254, {}, [f'metadata.name: Invalid value: "{"a" * 254}": must be no more than 253 characters']),
        ("configmaps", "", {}, ["metadata.name: Required value: name or generateName is required"]),
        ("services", "a.b", {}, ['metadata.name: Invalid value: "a.b": must not contain dots', "spec.ports: Required value"]),
        ("namespaces", "A", {"labels": {}}, [f'metadata.name: Invalid value: "A": {LABEL}']),
        ("roles.rbac.authorization.k8s.io", "a%b", {}, ["metadata.name: Invalid value: \"a%b\": may not contain '%'"]),
        ("roles.rbac.authorization.k8s.io", "system:x", {}, []),
        ("configmaps", "x", {"generateName": "ok-"}, []),
        ("configmaps", "x", {"finalizers": ["nodomain"]}, ['metadata.finalizers[0]: Invalid value: "nodomain": name is neither a standard finalizer name nor is it fully qualified']),
        ("configmaps", "x", {"annotations": {"a": "x" * 262144}}, ["metadata.annotations: Too long: may not be more than 262144 bytes"]),
        ("configmaps", "x", {"ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "p"}]}, ['metadata.ownerReferences.uid: Invalid value: "": must not be empty']),
        ("configmaps", "x", {"labels": {"k": "v" * 64}}, [f'metadata.labels: Invalid value: "{"v" * 64}": must be no more than 63 bytes']),
    ],
)  # fmt: skip
def test_metadata(resource: str, name: str, metadata: Object, expected: list[str]) -> None:
    assert errors_of(resource, made(resource, name, metadata)) == expected


def test_metadata_of_an_update() -> None:
    kind = kinds.of_resource("configmaps")
    assert kind
    old = made("configmaps", metadata={"deletionTimestamp": "2026-01-02T03:04:05Z", "finalizers": ["a/b"]})
    new = copy(old)
    new["metadata"] |= {"uid": "other", "finalizers": ["a/b", "c/d"]}
    assert [str(error) for error in validate_metadata_update(new, old, kind)] == [
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted,"
        ' found new finalizers []string{"c/d"}',
        'metadata.uid: Invalid value: "other": field is immutable',
    ]


def pod(**spec: Any) -> Object:
    return {"spec": {**POD, **spec}}


def container(**fields: Any) -> Object:
    return pod(containers=[{**CONTAINER, **fields}])


@pytest.mark.parametrize(
    ("resource", "fields", "expected"),
    [
        ("pods", pod(), []),
        ("pods", {"spec": {}}, ["spec.containers: Required value"]),
        ("pods", container(image=""), ["spec.containers[0].image: Required value"]),
        ("pods", pod(containers=[CONTAINER, CONTAINER]), ['spec.containers[1].name: Duplicate value: "c"']),
        ("pods", pod(restartPolicy="Perhaps"), ['spec.restartPolicy: Unsupported value: "Perhaps": supported values: "Always", "OnFailure", "Never"']),
        ("pods", container(ports=[{"containerPort": 0}]), ["spec.containers[0].ports[0].containerPort: Required value"]),
        ("pods", container(ports=[{"containerPort": 1, "hostPort": 2}] * 2), ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//2"']),
        ("pods", container(volumeMounts=[{"name": "v", "mountPath": "/v"}]), ['spec.containers[0].volumeMounts[0].name: Not found: "v"']),
        ("pods", container(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.weird"}}}]), ['spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.weird": error converting fieldPath: field label not supported: spec.weird']),
        ("pods", container(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}}]), []),
        ("pods", container(resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}}), ['spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1']),
        ("pods", container(resources={"requests": {"example.com/gpu": "1"}}), ["spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"]),
        ("pods", container(livenessProbe={"httpGet": {"port": 0}}), ["spec.containers[0].livenessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive"]),
        ("pods", container(lifecycle={"postStart": {}}), ["spec.containers[0].lifecycle.postStart: Required value: must specify a handler type"]),
        ("pods", pod(initContainers=[{"name": "i", "image": "i:1", "livenessProbe": {"exec": {"command": ["a"]}}}]), ["spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always"]),
        ("pods", pod(volumes=[{"name": "v", "emptyDir": {}, "configMap": {"name": "x"}}]), ["spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type"]),
        ("pods", pod(tolerations=[{"operator": "Equal", "value": "x"}]), ['spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"']),
        ("deployments.apps", {"spec": WORKLOAD}, []),
        ("deployments.apps", {"spec": {"template": TEMPLATE}}, ["spec.selector: Required value", 'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`']),
        ("deployments.apps", {"spec": {**WORKLOAD, "strategy": {"type": "BlueGreen"}}}, ['spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"']),
        ("deployments.apps", {"spec": {**WORKLOAD, "strategy": {"rollingUpdate": {"maxSurge": "0%", "maxUnavailable": 0}}}}, ["spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"]),
        ("daemonsets.apps", {"spec": {**WORKLOAD, "updateStrategy": {"rollingUpdate": {"maxUnavailable": 0}}}}, ["spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"]),
        ("statefulsets.apps", {"spec": {**WORKLOAD, "podManagementPolicy": "Random"}}, ["spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'"]),
        ("jobs.batch", {"spec": NEVER}, []),
        ("jobs.batch", {"spec": {"template": {"spec": POD}}}, ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"']),
        ("cronjobs.batch", {"spec": {"schedule": "61 * * * *", "jobTemplate": {"spec": NEVER}}}, ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61']),
        ("services", {"spec": {"ports": [{"port": 80}, {"port": 80, "name": "b"}]}}, ["spec.ports[0].name: Required value", 'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}']),
        ("services", {"spec": {"type": "ExternalName"}}, ["spec.externalName: Required value"]),
        ("configmaps", {"data": {"..": "x"}}, ["data[..]: Invalid value: \"..\": must not be '..'"]),
        ("secrets", {"type": "kubernetes.io/tls", "data": {"tls.crt": ""}}, ["data[tls.key]: Required value"]),
        ("persistentvolumeclaims", {"spec": {"accessModes": ["ReadWriteOnce"]}}, ["spec.resources[storage]: Required value"]),
        ("poddisruptionbudgets.policy", {"spec": {"minAvailable": 1, "maxUnavailable": 1}}, ['spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set']),
        ("ingresses.networking.k8s.io", {"spec": {"rules": [{"http": {"paths": [{"path": "x"}]}}]}}, ["spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"]),
        ("networkpolicies.networking.k8s.io", {"spec": {"ingress": [{"from": [{}]}]}}, ["spec.ingress[0].from[0]: Required value: must specify a peer"]),
        ("resourcequotas", {"spec": {"hard": {"pods": "1500m"}}}, ['spec.hard[pods]: Invalid value: "1500m": must be an integer']),
        ("rolebindings.rbac.authorization.k8s.io", {}, ['roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole"', "roleRef.name: Required value"]),
        ("priorityclasses.scheduling.k8s.io", {"value": 2000000000}, ["value: Forbidden: maximum allowed value of a user defined priority is 1000000000"]),
        ("leases.coordination.k8s.io", {"spec": {"leaseDurationSeconds": 0}}, ["spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"]),
    ],
)  # fmt: skip
def test_new_objects(resource: str, fields: Object, expected: list[str]) -> None:
    assert errors_of(resource, made(resource, **fields)) == expected


def changed(resource: str, old: Object, **spec: Any) -> list[str]:
    kind = kinds.of_resource(resource)
    assert kind
    hooks = kinds.hooks(kind)
    assert hooks
    new = copy(old)
    new["spec"] |= spec
    return [str(error) for error in hooks.validate_update(new, old)]


def test_the_selector_of_a_deployment_stays() -> None:
    deployment = made(
        "deployments.apps", spec={**WORKLOAD, "template": {**TEMPLATE, "metadata": {"labels": {"a": "b", "c": "d"}}}}
    )
    assert changed("deployments.apps", deployment, selector={"matchLabels": {"c": "d"}}) == [
        'spec.selector: Invalid value: {"matchLabels":{"c":"d"}}: field is immutable'
    ]


def test_a_stateful_set_changes_in_few_fields() -> None:
    stateful_set = made("statefulsets.apps", spec=WORKLOAD)
    assert changed("statefulsets.apps", stateful_set, replicas=5) == []
    assert changed("statefulsets.apps", stateful_set, serviceName="other") == [
        "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
        " 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
    ]


def test_a_pod_changes_its_image_and_shows_what_else_would() -> None:
    running = made("pods", spec=POD)
    image = [{**running["spec"]["containers"][0], "image": "i:2"}]
    assert changed("pods", running, containers=image) == []
    (error,) = changed("pods", running, nodeSelector={"a": "b"})
    assert error.splitlines()[1:] == [
        "@@ -39,7 +39,9 @@",
        '  "TerminationGracePeriodSeconds": 30,',
        '  "ActiveDeadlineSeconds": null,',
        '  "DNSPolicy": "ClusterFirst",',
        '- "NodeSelector": null,',
        '+ "NodeSelector": {',
        '+  "a": "b"',
        "+ },",
        '  "ServiceAccountName": "",',
        '  "AutomountServiceAccountToken": null,',
        '  "NodeName": "",',
    ]


def test_ephemeral_containers_are_only_added() -> None:
    kind = kinds.of_resource("pods")
    assert kind
    hooks = kinds.hooks(kind)
    assert hooks
    shell = {"name": "shell", "image": "i:1", "terminationMessagePolicy": "File", "imagePullPolicy": "Always"}
    old = made("pods", spec=POD)
    old["spec"]["ephemeralContainers"] = [shell]
    new = copy(old)
    new["spec"]["ephemeralContainers"] = [{**shell, "image": "i:2"}]
    assert [str(error) for error in hooks.validate_ephemeralcontainers(new, old)] == [
        'spec.ephemeralContainers: Forbidden: existing ephemeral containers "shell" may not be changed\n'
        '@@ -1,6 +1,6 @@\n {\n  "Name": "shell",\n- "Image": "i:1",\n+ "Image": "i:2",\n'
        '  "Command": null,\n  "Args": null,\n  "WorkingDir": "",\n'
    ]


@pytest.mark.parametrize(
    ("resource", "fields", "expected"),
    [
        ("pods", container(env=[{"name": "A"}, {"name": "A"}]), ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply']),
        ("pods", container(env=[{"name": "A"}, {"name": "A", "value": "$(A)/bin"}]), []),
        ("pods", container(resources={"requests": {"memory": "500m"}}), ['spec.containers[0].resources.requests[memory]: fractional byte value "500m" is invalid, must be an integer']),
        ("deployments.apps", {"spec": {**WORKLOAD, "template": {"spec": {**POD, "nodeSelector": {"beta.kubernetes.io/os": "x"}}}}}, ['spec.template.spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead']),
        ("services", {"spec": {"externalIPs": ["192.0.2.1"]}}, ["spec.externalIPs is deprecated and may no longer be implemented in some clusters"]),
        ("ingresses.networking.k8s.io", {"metadata": {"annotations": {"kubernetes.io/ingress.class": "n"}}}, ["annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead"]),
    ],
)  # fmt: skip
def test_warnings(resource: str, fields: Object, expected: list[str]) -> None:
    kind = kinds.of_resource(resource)
    assert kind
    hooks = kinds.hooks(kind)
    assert hooks
    obj = made(resource, **fields)
    assert hooks.warnings(obj, None) == expected
    # External addresses are warned of for as long as they are there.
    assert hooks.warnings(obj, obj) == (expected if resource == "services" else [])
