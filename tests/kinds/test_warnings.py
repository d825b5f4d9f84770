"""What the API warns of, one row for each warning: (an object, the warnings when it is made)."""

from typing import Any

import pytest

from pykubectl import Object, kinds
from pykubectl.machinery.objects import copy
from tests.kinds.test_kind_validation import CLAIM, persistent, service
from tests.kinds.test_validation import CONTAINER, NEVER, POD, TEMPLATE, WORKLOAD, container, made, pod

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
OS = "beta.kubernetes.io/os"
OS_TEXT = 'deprecated since v1.14; use "kubernetes.io/os" instead'
NULL = "a null labelSelector results in matching no pod"
FRACTION = 'fractional byte value "100m" is invalid, must be an integer'
PAGE = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/"


def warnings_of(resource: str, new: Object, old: Object | None = None) -> list[str]:
    kind = kinds.of_resource(resource)
    assert kind
    hooks: Any = kinds.hooks(kind)
    found: list[str] = hooks.warnings(new, old)
    return found


def ports(*found: Object) -> Object:
    return container(ports=[{"containerPort": 80, **port} for port in found])


def node_affinity(**fields: Any) -> Object:
    return pod(affinity={"nodeAffinity": fields})


def volume(**source: Any) -> Object:
    return pod(volumes=[{"name": "v", **source}])


TERM = {"matchExpressions": [{"key": OS, "operator": "In", "values": ["a b"]}]}
LABEL_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
    " an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
    " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
TOKEN = {"serviceAccountToken": {"path": "t"}}
HIDDEN = {"configMap": {"name": "c", "items": [{"key": "k", "path": "t"}]}}


@pytest.mark.parametrize(
    ("resource", "fields", "expected"),
    [
        ("pods", pod(), []),
        ("pods", {"metadata": {"name": "a.b"}, **pod()}, ["metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"]),
        ("pods", pod(nodeSelector={OS: "x"}), [f"spec.nodeSelector[{OS}]: {OS_TEXT}"]),
        ("pods", node_affinity(**{REQUIRED: {"nodeSelectorTerms": [TERM]}}), [f"spec.affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms[0].matchExpressions[0].key: {OS} is {OS_TEXT}"]),
        ("pods", node_affinity(**{PREFERRED: [{"weight": 1, "preference": TERM}]}), [f"spec.affinity.nodeAffinity.{PREFERRED}[0].preference.matchExpressions[0].key: {OS} is {OS_TEXT}", f"spec.affinity.nodeAffinity.{PREFERRED}[0].preference.matchExpressions[0].values[0]: a b is invalid, {LABEL_VALUE}"]),
        ("pods", pod(affinity={"podAntiAffinity": {REQUIRED: [{"topologyKey": "z"}]}}), [f"spec.affinity.podAntiAffinity.{REQUIRED}[0].labelSelector: {NULL}"]),
        ("pods", pod(topologySpreadConstraints=[{"topologyKey": OS}]), [f"spec.topologySpreadConstraints[0].topologyKey: {OS} is {OS_TEXT}", f"spec.topologySpreadConstraints[0].labelSelector: {NULL}"]),
        ("pods", {"metadata": {"annotations": {"security.alpha.kubernetes.io/sysctls": ""}}, **pod()}, ['metadata.annotations[security.alpha.kubernetes.io/sysctls]: non-functional in v1.11+; use the "sysctls" field instead']),
        ("pods", {"metadata": {"annotations": {"container.seccomp.security.alpha.kubernetes.io/c": ""}}, **pod()}, ['metadata.annotations[container.seccomp.security.alpha.kubernetes.io/c]: non-functional in v1.27+; use the "seccompProfile" field instead']),
        ("pods", volume(storageos={"volumeName": "x"}), ["spec.volumes[0].storageOS: deprecated in v1.22, non-functional in v1.25+"]),
        ("pods", volume(flocker={"datasetName": "x"}), ["spec.volumes[0].flocker: deprecated in v1.22, non-functional in v1.25+"]),
        ("pods", volume(emptyDir={"sizeLimit": "100m"}), [f"spec.volumes[0].emptyDir.sizeLimit: {FRACTION}"]),
        ("pods", volume(projected={"sources": [TOKEN, HIDDEN]}), ['spec.volumes[0].projected.sources.configMap[0]: has duplicated path with ServiceAccountToken "t"']),
        ("pods", volume(ephemeral={"volumeClaimTemplate": {"spec": {"resources": {"requests": {"storage": "100m"}}}}}), [f"spec.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests[storage]: {FRACTION}"]),
        ("pods", pod(imagePullSecrets=[{"name": "a"}, {"name": "a"}, {"name": ""}]), ['spec.imagePullSecrets[1].name: duplicate name "a"', 'spec.imagePullSecrets[2].name: invalid empty name ""']),
        ("pods", pod(overhead={"memory": "100m"}), [f"spec.overhead[memory]: {FRACTION}"]),
        ("pods", container(resources={"limits": {"ephemeral-storage": "100m"}}), [f"spec.containers[0].resources.limits[ephemeral-storage]: {FRACTION}", f"spec.containers[0].resources.requests[ephemeral-storage]: {FRACTION}"]),
        ("pods", container(env=[{"name": "A"}, {"name": "A", "value": "$(A)"}]), ['spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply']),
        ("pods", ports({}, {"hostPort": 1}), ["spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]"]),
        ("pods", ports({"hostPort": 1}, {"hostPort": 1, "hostIP": "10.0.0.1"}), ["spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]"]),
        ("pods", ports({"hostIP": "10.0.0.1"}), ["spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}"]),
        ("pods", pod(containers=[{**CONTAINER, "ports": [{"containerPort": 1}]}, {"name": "d", "image": "i", "ports": [{"containerPort": 1}]}]), ["spec.containers[1].ports[0]: duplicate port definition with spec.containers[0].ports[0]"]),
        ("deployments.apps", {"spec": {**WORKLOAD, "template": {**TEMPLATE, "spec": {**POD, "terminationGracePeriodSeconds": -1}}}}, ["spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"]),
        ("statefulsets.apps", {"spec": {**WORKLOAD, "revisionHistoryLimit": -1, "volumeClaimTemplates": [{"spec": {"resources": {"requests": {"storage": "100m"}}}}]}}, [f"spec.volumeClaimTemplates[0].resources.requests[storage]: {FRACTION}", "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended"]),
        ("jobs.batch", {"spec": {**NEVER, "completionMode": "Indexed", "completions": 200000, "parallelism": 20000}}, ["spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"]),
        ("cronjobs.batch", {"spec": {"schedule": "TZ=UTC * * * * *", "jobTemplate": {"spec": NEVER}}}, [f"CRON_TZ or TZ used in spec.schedule is not officially supported, see {PAGE} for more details"]),
        ("services", service(clusterIP="None", sessionAffinity="ClientIP"), ["spec.SessionAffinity is ignored for headless services"]),
        ("services", service(externalName="a.b"), ['spec.externalName is ignored when spec.type is not "ExternalName"']),
        ("services", {"metadata": {"annotations": {"service.kubernetes.io/topology-aware-hints": "auto"}}, **service()}, ["annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead"]),
        ("persistentvolumes", persistent(hostPath=None, rbd={"monitors": ["m"], "image": "i"}), ["spec.rbd: deprecated in v1.28, non-functional in v1.31+"]),
        ("persistentvolumes", {"metadata": {"annotations": {"volume.beta.kubernetes.io/mount-options": "x"}}, **persistent()}, ['metadata.annotations[volume.beta.kubernetes.io/mount-options]: deprecated since v1.31; use "mountOptions" attribute instead']),
        ("persistentvolumeclaims", {"spec": {**CLAIM, "resources": {"requests": {"storage": "100m"}}}}, [f"spec.resources.requests[storage]: {FRACTION}"]),
        ("serviceaccounts", {"metadata": {"annotations": {"kubernetes.io/enforce-mountable-secrets": "true"}}}, ["metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"]),
        ("runtimeclasses.node.k8s.io", {"handler": "h", "scheduling": {"nodeSelector": {OS: "x"}}}, [f"scheduling.nodeSelector: {OS_TEXT}"]),
        ("endpointslices.discovery.k8s.io", {"addressType": "FQDN"}, ["addressType: FQDN endpoints are deprecated"]),
    ],
)  # fmt: skip
def test_warnings(resource: str, fields: Object, expected: list[str]) -> None:
    assert warnings_of(resource, made(resource, **fields)) == expected


def test_templates_warn_again_when_the_generation_rises() -> None:
    template = {**TEMPLATE, "spec": {**POD, "nodeSelector": {OS: "x"}}}
    old = made("deployments.apps", spec={**WORKLOAD, "template": template}, metadata={"generation": 1})
    new = copy(old)
    assert warnings_of("deployments.apps", new, old) == []
    new["metadata"]["generation"] = 2
    assert warnings_of("deployments.apps", new, old) == [f"spec.template.spec.nodeSelector[{OS}]: {OS_TEXT}"]
    gone = made("pods", **pod(nodeSelector={OS: "x"}))
    assert warnings_of("pods", gone, gone) == []
