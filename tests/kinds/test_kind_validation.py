"""What the API refuses in the kinds beyond pods, one row for each rule: (an object, what is wrong with it)."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.kinds.custom import Definition
from pykubectl.kinds.metadata import validate_embedded
from tests.kinds.test_validation import CONTAINER, LABEL, NEVER, POD, SUBDOMAIN, TEMPLATE, WORKLOAD, errors_of, made

IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
HPA = {"maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}}
SERVICE = {"ports": [{"port": 80}]}
QUEUES = {"type": "Limited", "limited": {"limitResponse": {"type": "Queue", "queuing": {}}}}


def job(**spec: Any) -> Object:
    return {"spec": {**NEVER, **spec}}


def indexed(**spec: Any) -> Object:
    return job(completionMode="Indexed", **{"completions": 3, **spec})


def cron(**spec: Any) -> Object:
    return {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": NEVER}, **spec}}


def service(**spec: Any) -> Object:
    return {"spec": {**SERVICE, **spec}}


def claim(**spec: Any) -> Object:
    return {"spec": {**CLAIM, **spec}}


def persistent(**spec: Any) -> Object:
    return {
        "spec": {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "hostPath": {"path": "/x"}, **spec}
    }


def backend(**fields: Any) -> Object:
    return {"spec": {"defaultBackend": fields}}


def metric(**fields: Any) -> Object:
    return {"spec": {**HPA, "metrics": [fields]}}


def quota(**spec: Any) -> Object:
    return {"spec": {"hard": {"pods": "1"}, **spec}}


def flow(**spec: Any) -> Object:
    return {"spec": {"priorityLevelConfiguration": {"name": "l"}, **spec}}


def devices(*requests: Object) -> Object:
    return {"spec": {"devices": {"requests": list(requests)}}}


JOB, CRON, STS = "jobs.batch", "cronjobs.batch", "statefulsets.apps"
PV, PVC, HPAS = "persistentvolumes", "persistentvolumeclaims", "horizontalpodautoscalers.autoscaling"
INGRESS, CLASS = "ingresses.networking.k8s.io", "ingressclasses.networking.k8s.io"
FLOW, LEVEL = "flowschemas.flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io"
BOTH_TARGETS = "must set either a target value for metric or a per-pod target"
EXIST = (
    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating,"
    " ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"
)


@pytest.mark.parametrize(
    ("resource", "fields", "expected"),
    [
        (JOB, job(parallelism=-1), ["spec.parallelism: Invalid value: -1: must be greater than or equal to 0"]),
        (JOB, job(completionMode="X"), ['spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"']),
        (JOB, job(backoffLimitPerIndex=1), ["spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode"]),
        (JOB, job(managedBy="me"), ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")']),
        (JOB, indexed(backoffLimitPerIndex=1, maxFailedIndexes=4), ["spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions"]),
        (JOB, indexed(completions=200000, backoffLimitPerIndex=1), ["spec.maxFailedIndexes: Required value: must be specified when completions is above 100000"]),
        (JOB, job(podFailurePolicy={"rules": []}, podReplacementPolicy="TerminatingOrFailed"), ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"']),
        (JOB, job(podFailurePolicy={"rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [0]}}]}), ["spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator"]),
        (CRON, cron(schedule="TZ=Mars/X * * * * *"), ['spec.schedule: Invalid value: "TZ=Mars/X * * * * *": provided bad location Mars/X: unknown time zone Mars/X', 'spec.schedule: Invalid value: "TZ=Mars/X * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead']),
        (CRON, cron(timeZone="Local"), ['spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']),
        (CRON, cron(jobTemplate={"spec": {**NEVER, "manualSelector": True}}), ['spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"']),
        (STS, {"spec": {**WORKLOAD, "serviceName": "a.b"}}, ['spec.serviceName: Invalid value: "a.b": must not contain dots']),
        (STS, {"spec": {**WORKLOAD, "ordinals": {"start": -1}}}, ["spec.ordinals.start: Invalid value: -1: must be greater than or equal to 0"]),
        ("controllerrevisions.apps", {"revision": -1}, ["data: Required value: data is mandatory", "revision: Invalid value: -1: must be greater than or equal to 0"]),
        ("podtemplates", {"template": {"spec": {"containers": []}}}, ["template.spec.containers: Required value"]),
        ("services", service(sessionAffinity="X"), ['spec.sessionAffinity: Unsupported value: "X": supported values: "ClientIP", "None"']),
        ("services", service(type="LoadBalancer", loadBalancerSourceRanges=["x"]), ['spec.LoadBalancerSourceRanges[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']),
        ("services", service(loadBalancerSourceRanges=["10.0.0.0/8"]), ["spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'"]),
        ("services", service(loadBalancerClass="a/b"), ["spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'"]),
        ("services", service(healthCheckNodePort=30000), ["spec.healthCheckNodePort: Invalid value: 30000: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"]),
        ("services", service(externalIPs=["127.0.0.1"]), ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']),
        ("services", {"spec": {"clusterIP": "x"}}, [f'spec.clusterIPs[0]: Invalid value: "x": {IP}']),
        ("services", service(ipFamilies=["IPv6"]), ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']),
        ("services", service(ipFamilies=["IPv4", "IPv4"]), ['spec.ipFamilies[1]: Duplicate value: "IPv4"']),
        ("services", service(ipFamilyPolicy="X"), ['spec.ipFamilyPolicy: Unsupported value: "X": supported values: "PreferDualStack", "RequireDualStack", "SingleStack"']),
        ("services", service(ports=[{"port": 80, "name": "a", "nodePort": 30000}, {"port": 81, "name": "b", "nodePort": 30000}], type="NodePort"), ["spec.ports[1].nodePort: Duplicate value: 30000"]),
        ("services", {"metadata": {"annotations": {"service.kubernetes.io/topology-aware-hints": "a", "service.kubernetes.io/topology-mode": "b"}}, **service()}, ['metadata.annotations[service.kubernetes.io/topology-mode]: Invalid value: "b": must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified']),
        (INGRESS, {"spec": {}}, ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]),
        (INGRESS, backend(), ['spec.defaultBackend: Invalid value: "": resource or service backend is required']),
        (INGRESS, backend(resource={"kind": "K"}), ["spec.defaultBackend.resource.name: Required value: name is required"]),
        (INGRESS, backend(service={"name": "s", "port": {"name": "p", "number": 1}}), ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number']),
        (INGRESS, {"spec": {"rules": [{"host": "1.2.3.4", "http": {"paths": []}}]}}, ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address', "spec.rules[0].http.paths: Required value"]),
        (CLASS, {"spec": {"controller": "x"}}, ['spec.controller: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")']),
        (CLASS, {"spec": {"controller": "a/b", "parameters": {"kind": "K", "name": "n", "namespace": "d"}}}, ["spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'"]),
        (PVC, claim(accessModes=["ReadWriteOncePod", "ReadWriteOnce"]), ["spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes"]),
        (PVC, claim(dataSource={"kind": "X", "name": "n"}), []),
        (PVC, claim(dataSourceRef={"kind": "X", "name": "n"}), ["spec.dataSource: Invalid value: \"X\": must be 'PersistentVolumeClaim' when referencing the default apiGroup", "spec.dataSourceRef: Invalid value: \"X\": must be 'PersistentVolumeClaim' when referencing the default apiGroup"]),
        (PVC, claim(dataSource={"kind": "PersistentVolumeClaim", "name": "a"}, dataSourceRef={"kind": "PersistentVolumeClaim", "name": "b"}), ["spec: Invalid value: {}: must match dataSourceRef"]),
        (PV, {"spec": {"capacity": {"storage": "1Gi"}, "hostPath": {"path": "/x"}}}, ["spec.accessModes: Required value"]),
        (PV, persistent(capacity={"cpu": "1"}), ['spec.capacity: Unsupported value: {"cpu":"1"}: supported values: "storage"']),
        (PV, persistent(hostPath={"path": "/"}, persistentVolumeReclaimPolicy="Recycle"), ["spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'"]),
        (PV, persistent(hostPath=None, local={"path": "/x"}), ["spec.nodeAffinity: Required value: Local volume requires node affinity"]),
        (PV, persistent(hostPath=None, csi={"driver": "d", "volumeHandle": "h", "nodePublishSecretRef": {"name": "s"}}), ["spec.csi.nodePublishSecretRef.namespace: Required value"]),
        (PV, persistent(volumeAttributesClassName="c"), ["spec.csi: Required value: has to be specified when using volumeAttributesClassName"]),
        ("nodes", {"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}] * 2}}, ['metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair']),
        ("nodes", {"spec": {"taints": [{"key": "a", "effect": "X"}]}}, ['metadata.taints[0].effect: Unsupported value: "X": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']),
        ("namespaces", {"spec": {"finalizers": ["odd"]}}, ['spec.finalizers: Invalid value: "odd": name is neither a standard finalizer name nor is it fully qualified']),
        ("resourcequotas", quota(hard={"storage": "1"}), ['spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota']),
        ("resourcequotas", quota(hard={"requests.memory": "1"}, scopes=["BestEffort"]), ['spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource']),
        ("resourcequotas", quota(scopeSelector={"matchExpressions": [{"scopeName": "Terminating", "operator": "In", "values": ["x"]}]}), [f'spec.scopeSelector.matchExpressions.operator: Invalid value: "In": {EXIST}']),
        ("resourcequotas", quota(hard={"services": "1"}, scopeSelector={"matchExpressions": [{"scopeName": "PriorityClass", "operator": "Exists"}]}), ['spec.scopeSelector.matchExpressions: Invalid value: {"MatchExpressions":[{"ScopeName":"PriorityClass","Operator":"Exists","Values":null}]}: unsupported scope applied to resource']),
        ("limitranges", {"spec": {"limits": [{"type": "Container", "max": {"pods": "1"}}]}}, [f'spec.limits[0].{field}[pods]: Invalid value: "pods": must be a standard resource for containers' for field in ("max", "default", "defaultRequest")]),
        ("limitranges", {"spec": {"limits": [{"type": "Pod", "max": {"cpu": "2"}, "min": {"cpu": "1"}, "maxLimitRequestRatio": {"cpu": "3"}}]}}, ['spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "3": ratio 3 is greater than max/min = 2.000000']),
        ("endpoints", {"subsets": [{"addresses": [{"ip": "0.0.0.0", "hostname": "A.b"}]}]}, ["subsets[0].addresses[0].hostname: Invalid value: \"A.b\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')", 'subsets[0].addresses[0].ip: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)']),
        ("events", {"involvedObject": {"namespace": "x"}}, ['involvedObject.namespace: Invalid value: "x": does not match event.namespace']),
        (HPAS, metric(), ["spec.metrics[0].type: Required value: must specify a metric source type", 'spec.metrics[0].type: Unsupported value: "": supported values: "ContainerResource", "External", "Object", "Pods", "Resource"']),
        (HPAS, metric(type="Object", object={"metric": {"name": "m"}, "target": {"type": "Value"}, "describedObject": {"apiVersion": "v1", "kind": "Pod"}}), ["spec.metrics[0].object.describedObject.name: Required value", f"spec.metrics[0].object.target.averageValue: Required value: {BOTH_TARGETS}"]),
        (HPAS, metric(type="Pods", resource={"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 1}}), ["spec.metrics[0].pods: Required value: must populate information for the given metric source"]),
        ("priorityclasses.scheduling.k8s.io", {"metadata": {"name": "system-node-critical"}, "value": 1}, ["metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: value of system-node-critical PriorityClass must be 2000001000"]),
        ("runtimeclasses.node.k8s.io", {"handler": "h", "overhead": {"podFixed": {"cpu": "-1"}}}, ['overhead.podFixed.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0']),
        ("storageclasses.storage.k8s.io", {"provisioner": "A b"}, ["provisioner: Invalid value: \"A b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"]),
        ("storageclasses.storage.k8s.io", {"provisioner": "p", "allowedTopologies": [{"matchLabelExpressions": [{"key": "a"}]}]}, ["allowedTopologies[0].matchLabelExpressions[0].values: Required value"]),
        ("csidrivers.storage.k8s.io", {"spec": {"tokenRequests": [{"audience": "a"}, {"audience": "a"}]}}, ['spec.tokenRequests[1].audience: Duplicate value: "a"']),
        ("csinodes.storage.k8s.io", {"spec": {"drivers": [{"name": "d"}]}}, ["spec.drivers[0].nodeID: Required value"]),
        ("csistoragecapacities.storage.k8s.io", {"storageClassName": "c", "capacity": "-1"}, ['capacity: Invalid value: "-1": must be greater than or equal to 0']),
        ("networkpolicies.networking.k8s.io", {"spec": {"egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/255.0.0.0"}}]}]}}, ['spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.0/255.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']),
        ("volumeattachments.storage.k8s.io", {"spec": {"attacher": "A_", "nodeName": "n", "source": {"persistentVolumeName": ""}}}, [f'spec.attacher: Invalid value: "A_": {SUBDOMAIN}', "spec.source.persistentVolumeName: Required value: must specify non empty persistentVolumeName"]),
        ("volumeattributesclasses.storage.k8s.io", {"driverName": "d"}, ["parameters: Required value: must contain at least one key/value pair"]),
        ("endpointslices.discovery.k8s.io", {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"], "hints": {"forZones": [{"name": "a"}] * 2}}]}, ['endpoints[0].hints.forZones[1]: Duplicate value: "a"']),
        (FLOW, flow(matchingPrecedence=1), ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"]),
        (FLOW, {"spec": {}}, ["spec.priorityLevelConfiguration.name: Required value: must reference a priority level"]),
        (FLOW, flow(rules=[{"subjects": [{"kind": "User", "group": {"name": "g"}}], "resourceRules": [{"verbs": ["*", "get"], "apiGroups": ["*"], "resources": ["*"]}]}]), ["spec.rules[0].subjects[0].user: Required value: user is required when subject kind is 'User'", "spec.rules[0].subjects[0].group: Forbidden: group is forbidden when subject kind is not 'Group'", 'spec.rules[0].resourceRules[0].verbs: Invalid value: ["*","get"]: if \'*\' is present, must not specify other verbs', "spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped must supply at least one namespace"]),
        (LEVEL, {"spec": {"type": "Exempt"}}, ["spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"]),
        (LEVEL, {"spec": {"type": "Limited"}}, ["spec.limited: Required value: must not be empty when type is Limited"]),
        (LEVEL, {"spec": {"type": "Limited", "limited": {"limitResponse": {"type": "Queue", "queuing": {"queues": 2}}}}}, ["spec.limited.limitResponse.queuing.handSize: Invalid value: 8: should not be greater than queues (2)"]),
        (LEVEL, {"spec": QUEUES}, []),
        ("resourceclaims.resource.k8s.io", devices({"name": "a"}), ["spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required"]),
        ("resourceclaims.resource.k8s.io", devices({"name": "a", "exactly": {}}), ["spec.devices.requests[0].exactly.deviceClassName: Required value"]),
        ("replicationcontrollers", {"spec": {"template": {**TEMPLATE, "spec": {**POD, "containers": [CONTAINER], "restartPolicy": "Never"}}}}, ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"']),
    ],
)  # fmt: skip
def test_new_objects(resource: str, fields: Object, expected: list[str]) -> None:
    assert errors_of(resource, made(resource, **fields)) == expected


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"name": "UPPER", "labels": {"a": "b"}}, []),
        ({"name": "a%b"}, ["spec.metadata.name: Invalid value: \"a%b\": may not contain '%'"]),
        ({"namespace": "A.b"}, [f'spec.metadata.namespace: Invalid value: "A.b": {LABEL}']),
        ({"ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "p"}]}, ['spec.metadata.ownerReferences.uid: Invalid value: "": must not be empty']),
        ({"generation": -1, "finalizers": ["a/b"]}, ["spec.metadata.generation: Invalid value: -1: must be greater than or equal to 0"]),
    ],
)  # fmt: skip
def test_metadata_within_an_object(metadata: Object, expected: list[str]) -> None:
    assert [str(error) for error in validate_embedded(metadata, "spec.metadata")] == expected


def test_custom_objects_warn_of_odd_finalizers() -> None:
    schema = {"openAPIV3Schema": {"type": "object"}}
    version = {"name": "v1", "served": True, "storage": True, "schema": schema}
    definition = Definition({"spec": {"group": "x.io", "versions": [version]}})
    made_with = {"apiVersion": "x.io/v1", "kind": "X", "metadata": {"name": "x", "finalizers": ["odd"]}}
    text = "prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"
    assert definition.warnings(made_with, None) == [f'metadata.finalizers: "odd": {text}']
    assert definition.warnings(made_with, made_with) == []
