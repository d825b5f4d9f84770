"""What the API fills in, and what it makes of a new object before it is stored."""

from typing import Any

import pytest

from pykubectl import Object, kinds
from pykubectl.machinery.objects import copy, get_path


def defaulted(resource: str, **fields: Any) -> Object:
    kind = kinds.of_resource(resource)
    assert kind
    obj = {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": {"name": "x", "uid": "u"}, **copy(fields)}
    hooks = kinds.hooks(kind)
    assert hooks
    hooks.default(obj)
    again = copy(obj)
    hooks.default(again)
    assert again == obj, "defaults are idempotent"
    if hasattr(hooks, "prepare_create"):
        hooks.prepare_create(obj)
    return obj


def test_the_smallest_pod() -> None:
    pod = defaulted("pods", spec={"containers": [{"name": "c", "image": "nginx"}]})
    assert pod["spec"] == {
        "containers": [
            {
                "name": "c",
                "image": "nginx",
                "imagePullPolicy": "Always",
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
                "resources": {},
            }
        ],
        "dnsPolicy": "ClusterFirst",
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {},
        "terminationGracePeriodSeconds": 30,
        "enableServiceLinks": True,
    }
    assert pod["status"] == {"phase": "Pending", "qosClass": "BestEffort"}


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1", "IfNotPresent"),
        ("r.example.com:5000/nginx", "Always"),
        ("r.example.com:5000/nginx:2", "IfNotPresent"),
        ("nginx@sha256:abc", "IfNotPresent"),
    ],
)
def test_pull_policy(image: str, policy: str) -> None:
    pod = defaulted("pods", spec={"containers": [{"name": "c", "image": image}]})
    assert pod["spec"]["containers"][0]["imagePullPolicy"] == policy


TEMPLATE = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i:1"}]}}


@pytest.mark.parametrize(
    ("resource", "fields", "path", "value"),
    [
        ("pods", {"spec": {"volumes": [{"name": "v"}]}}, "spec.volumes", [{"name": "v", "emptyDir": {}}]),
        ("pods", {"spec": {"volumes": [{"name": "v", "hostPath": {"path": "/x"}}]}}, "spec.volumes", [{"name": "v", "hostPath": {"path": "/x", "type": ""}}]),
        ("pods", {"spec": {"volumes": [{"name": "v", "secret": {"secretName": "s"}}]}}, "spec.volumes", [{"name": "v", "secret": {"secretName": "s", "defaultMode": 420}}]),
        ("pods", {"spec": {"serviceAccount": "bot"}}, "spec.serviceAccountName", "bot"),
        ("pods", {"spec": {"schedulingGates": [{"name": "a/b"}]}}, "status.conditions", [{"type": "PodScheduled", "status": "False", "lastProbeTime": None, "lastTransitionTime": None, "reason": "SchedulingGated", "message": "Scheduling is blocked due to non-empty scheduling gates"}]),
        ("deployments.apps", {"spec": {"template": TEMPLATE}}, "spec.strategy", {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}),
        ("deployments.apps", {"spec": {"template": TEMPLATE}}, "spec.template.spec.enableServiceLinks", None),
        ("deployments.apps", {"spec": {"replicas": 0}}, "spec.replicas", 0),
        ("deployments.apps", {"spec": {}}, "status", {}),
        ("daemonsets.apps", {"spec": {}}, "metadata.annotations", {"deprecated.daemonset.template.generation": "1"}),
        ("statefulsets.apps", {"spec": {}}, "spec.updateStrategy", {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}),
        ("statefulsets.apps", {"spec": {"volumeClaimTemplates": [{"metadata": {"name": "d"}, "spec": {}}]}}, "spec.volumeClaimTemplates", [{"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "d"}, "spec": {"volumeMode": "Filesystem", "resources": {}}, "status": {"phase": "Pending"}}]),
        ("jobs.batch", {"spec": {"template": TEMPLATE}}, "spec.selector", {"matchLabels": {"batch.kubernetes.io/controller-uid": "u"}}),
        ("jobs.batch", {"spec": {"template": TEMPLATE}}, "metadata.labels.job-name", "x"),
        ("jobs.batch", {"spec": {"parallelism": 3}}, "spec.completions", None),
        ("jobs.batch", {"spec": {"backoffLimitPerIndex": 1}}, "spec.backoffLimit", 2147483647),
        ("cronjobs.batch", {"spec": {"schedule": "* * * * *"}}, "spec.successfulJobsHistoryLimit", 3),
        ("cronjobs.batch", {"spec": {"schedule": "* * * * *"}}, "spec.jobTemplate.spec.completions", None),
        ("replicationcontrollers", {"spec": {"template": TEMPLATE}}, "spec.selector", {"a": "b"}),
        ("services", {"spec": {"ports": [{"port": 80}]}}, "spec.ports", [{"port": 80, "protocol": "TCP", "targetPort": 80}]),
        ("services", {"spec": {"type": "NodePort"}}, "spec.externalTrafficPolicy", "Cluster"),
        ("services", {"spec": {"type": "ExternalName", "externalName": "x.org"}}, "spec.internalTrafficPolicy", None),
        ("services", {"spec": {"sessionAffinity": "ClientIP"}}, "spec.sessionAffinityConfig", {"clientIP": {"timeoutSeconds": 10800}}),
        ("secrets", {"stringData": {"a": "b"}, "data": {"c": "ZA=="}}, "data", {"a": "Yg==", "c": "ZA=="}),
        ("namespaces", {}, "spec.finalizers", ["kubernetes"]),
        ("namespaces", {}, "metadata.labels", {"kubernetes.io/metadata.name": "x"}),
        ("limitranges", {"spec": {"limits": [{"type": "Container", "max": {"cpu": "2"}, "min": {"memory": "1Mi"}}]}}, "spec.limits", [{"type": "Container", "max": {"cpu": "2"}, "min": {"memory": "1Mi"}, "default": {"cpu": "2"}, "defaultRequest": {"cpu": "2", "memory": "1Mi"}}]),
        ("horizontalpodautoscalers.autoscaling", {"spec": {}}, "spec.metrics", [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]),
        ("networkpolicies.networking.k8s.io", {"spec": {"egress": [{}]}}, "spec.policyTypes", ["Ingress", "Egress"]),
        ("rolebindings.rbac.authorization.k8s.io", {"subjects": [{"kind": "User", "name": "u"}]}, "subjects", [{"kind": "User", "name": "u", "apiGroup": "rbac.authorization.k8s.io"}]),
        ("persistentvolumes", {"spec": {}}, "status.phase", "Pending"),
        ("customresourcedefinitions.apiextensions.k8s.io", {"spec": {"names": {"kind": "Foo", "plural": "foos"}, "versions": [{"name": "v1", "storage": True}]}}, "status.storedVersions", ["v1"]),
        ("endpointslices.discovery.k8s.io", {"ports": [{"port": 1}]}, "ports", [{"port": 1, "name": "", "protocol": "TCP"}]),
    ],
)  # fmt: skip
def test_defaults(resource: str, fields: Object, path: str, value: Any) -> None:
    assert get_path(defaulted(resource, **fields), path) == value


def _resources(**kinds_of: Object) -> Object:
    return {"name": "c", "image": "i:1", "resources": kinds_of}


FULL = {"cpu": "500m", "memory": "1Gi"}


@pytest.mark.parametrize(
    ("spec", "qos", "requests"),
    [
        ({"containers": [_resources(limits=FULL)]}, "Guaranteed", FULL),
        ({"containers": [_resources(limits=FULL, requests={"cpu": "0.5"})]}, "Guaranteed", {"cpu": "0.5", "memory": "1Gi"}),
        ({"containers": [_resources(limits=FULL, requests={"cpu": "1m"})]}, "Burstable", {"cpu": "1m", "memory": "1Gi"}),
        ({"containers": [_resources(limits={"cpu": "1"})]}, "Burstable", {"cpu": "1"}),
        ({"containers": [_resources(limits={"ephemeral-storage": "1Gi"})]}, "BestEffort", {"ephemeral-storage": "1Gi"}),
        ({"containers": [_resources(limits=FULL)], "initContainers": [_resources(limits={"memory": "1Mi"})]}, "Burstable", FULL),
        ({"resources": {"limits": FULL}, "containers": [_resources()]}, "Guaranteed", None),
    ],
)  # fmt: skip
def test_requests_and_quality_of_service(spec: Object, qos: str, requests: Object | None) -> None:
    pod = defaulted("pods", spec=spec)
    assert pod["status"]["qosClass"] == qos
    assert pod["spec"]["containers"][0]["resources"].get("requests") == requests


def test_autoscalers_between_versions() -> None:
    kind = kinds.of_resource("horizontalpodautoscalers.autoscaling")
    assert kind
    hooks = kinds.hooks(kind)
    assert hooks
    memory = {
        "type": "Resource",
        "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "1Gi"}},
    }
    hpa = defaulted(kind.resource, spec={"maxReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "web"}})
    hpa["spec"]["metrics"].insert(0, memory)
    old = hooks.convert(hpa, "autoscaling/v1")
    assert old["spec"]["targetCPUUtilizationPercentage"] == 80
    assert list(old["metadata"]["annotations"]) == ["autoscaling.alpha.kubernetes.io/metrics"]
    assert hooks.convert(old, "autoscaling/v2")["spec"] == hpa["spec"]


def test_events_between_groups() -> None:
    kind = kinds.of_resource("events")
    assert kind
    hooks = kinds.hooks(kind)
    assert hooks
    event = {"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {}, "note": "n", "regarding": {"name": "p"}}
    core = hooks.convert(event, "v1")
    assert (core["apiVersion"], core["message"], core["involvedObject"]) == ("v1", "n", {"name": "p"})
    assert hooks.convert(core, "events.k8s.io/v1") == event
