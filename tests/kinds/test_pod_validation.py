"""What the API refuses in pods, one row for each rule: (the pod's spec, what is wrong with it)."""

from typing import Any

import pytest

from pykubectl import Object
from tests.kinds.test_validation import (
    CONTAINER,
    LABEL,
    POD,
    SUBDOMAIN,
    TEMPLATE,
    WORKLOAD,
    container,
    errors_of,
    made,
    pod,
)

KEY = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
    " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
PORT = "must be between 1 and 65535, inclusive"
EXEC = {"exec": {"command": ["a"]}}
MOUNTS: dict[str, Any] = {"name": "v", "mountPath": "/v"}


def init(**fields: Any) -> Object:
    return pod(initContainers=[{"name": "i", "image": "i:1", **fields}])


def volume(**source: Any) -> Object:
    return pod(volumes=[{"name": "v", **source}])


def mounted(*mounts: Object, **fields: Any) -> Object:
    volumes = [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}, {"name": "e", "emptyDir": {}}]
    return pod(volumes=volumes, containers=[{**CONTAINER, "volumeMounts": list(mounts), **fields}])


def projected(*sources: Object) -> Object:
    return {
        "spec": {**POD, "serviceAccountName": "s", "volumes": [{"name": "v", "projected": {"sources": list(sources)}}]}
    }


def context(**fields: Any) -> Object:
    return container(securityContext=fields)


def affinity(kind: str, **fields: Any) -> Object:
    return pod(affinity={kind: fields})


def node_terms(*terms: Object) -> Object:
    return affinity("nodeAffinity", requiredDuringSchedulingIgnoredDuringExecution={"nodeSelectorTerms": list(terms)})


def pod_term(**term: Any) -> Object:
    return affinity("podAffinity", requiredDuringSchedulingIgnoredDuringExecution=[{"topologyKey": "z", **term}])


def spread(*constraints: Object) -> Object:
    one = {"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {}}
    return pod(topologySpreadConstraints=[{**one, **constraint} for constraint in constraints])


C = "spec.containers[0]"
START = "spec.initContainers[0]"
S = "spec.securityContext"
V = "spec.volumes[0]"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
TERM = f"spec.affinity.nodeAffinity.{REQUIRED}.nodeSelectorTerms"
PAIR = f"spec.affinity.podAffinity.{REQUIRED}[0]"
SPREAD = "spec.topologySpreadConstraints[0]"

CONTAINERS: list[tuple[Object, list[str]]] = [
    (container(name=""), [f"{C}.name: Required value"]),
    (container(image=" i:1"), [f'{C}.image: Invalid value: " i:1": must not have leading or trailing whitespace']),
    (container(terminationMessagePolicy="X"), [f'{C}.terminationMessagePolicy: Unsupported value: "X": supported values: "File", "FallbackToLogsOnError"']),
    (container(imagePullPolicy="X"), [f'{C}.imagePullPolicy: Unsupported value: "X": supported values: "Always", "IfNotPresent", "Never"']),
    (container(ports=[{"containerPort": 1, "name": "a"}, {"containerPort": 2, "name": "a"}]), [f'{C}.ports[1].name: Duplicate value: "a"']),
    (container(ports=[{"containerPort": 1, "name": "8"}]), [f'{C}.ports[0].name: Invalid value: "8": must contain at least one letter (a-z)']),
    (container(ports=[{"containerPort": 1, "hostPort": 70000}]), [f"{C}.ports[0].hostPort: Invalid value: 70000: {PORT}"]),
    (init(ports=[{"containerPort": 1, "hostPort": 2}, {"containerPort": 3, "hostPort": 2}]), [f'{START}.ports[1].hostPort: Duplicate value: "TCP//2"']),
    (container(env=[{"name": "a=b"}]), [f"{C}.env[0].name: Invalid value: \"a=b\": a valid environment variable name must consist only of printable ASCII characters other than '='"]),
    (container(env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName['x']"}}}]), [f"{C}.env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.nodeName['x']\": error converting fieldPath: field label does not support subscript: spec.nodeName['x']"]),
    (container(env=[{"name": "A", "value": "b", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]), [f'{C}.env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty']),
    (container(env=[{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.hugepages-2Mi", "divisor": "3"}}}]), [f'{C}.env[0].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.hugepages-2Mi": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the hugepages resource']),
    (container(env=[{"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": "v", "path": "/x", "key": "K"}}}]), [f'{C}.env[0].valueFrom.fileKeyRef.path: Invalid value: "/x": must be a relative path']),
    (container(envFrom=[{"configMapRef": {"name": "a"}, "secretRef": {"name": "b"}}]), [f'{C}.envFrom: Invalid value: "": may not have more than one field specified at a time']),
    (container(restartPolicy="Sometimes"), [f'{C}.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"']),
    (init(restartPolicyRules=[{"action": "Restart", "exitCodes": {"operator": "In", "values": [3]}}]), [f"{START}.restartPolicy: Required value: must specify restartPolicy when restart rules are used"]),
    (container(restartPolicy="Never", restartPolicyRules=[{"action": "Restart"}]), [f"{C}.restartPolicyRules[0].exitCodes: Required value: must be specified"]),
    (container(restartPolicy="Never", restartPolicyRules=[{"action": "DoNotRestart", "exitCodes": {"operator": "Equals"}}]), [f'{C}.restartPolicyRules[0].action: Unsupported value: "DoNotRestart": supported values: "Restart", "RestartAllContainers"', f'{C}.restartPolicyRules[0].exitCodes.operator: Unsupported value: "Equals": supported values: "In", "NotIn"']),
    (container(resizePolicy=[{"resourceName": "cpu", "restartPolicy": "NotRequired"}] * 2), [f'{C}.resizePolicy[1]: Duplicate value: "cpu"']),
    ({"spec": {"restartPolicy": "Never", "containers": [{**CONTAINER, "resizePolicy": [{"resourceName": "cpu", "restartPolicy": "RestartContainer"}]}]}}, [f"{C}.resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when `restartPolicy` is 'Never'"]),
    (init(name="c"), [f'{START}.name: Duplicate value: "c"']),
    (container(livenessProbe={**EXEC, "successThreshold": 2}), [f"{C}.livenessProbe.successThreshold: Invalid value: 2: must be 1"]),
    (container(readinessProbe={**EXEC, "terminationGracePeriodSeconds": 5}), [f"{C}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for readinessProbes"]),
    (container(livenessProbe={**EXEC, "tcpSocket": {"port": 1}}), [f"{C}.livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"]),
    (container(livenessProbe={"httpGet": {"port": 1, "httpHeaders": [{"name": "a_b"}]}}), [f"{C}.livenessProbe.httpGet.httpHeaders: Invalid value: \"a_b\": a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"]),
    (container(lifecycle={"preStop": {"sleep": {"seconds": 60}}}), [f"{C}.lifecycle.preStop.sleep: Invalid value: 60: must be non-negative and less than terminationGracePeriodSeconds (30)"]),
    (container(resources={"requests": {"disk": "1"}}), [f'{C}.resources.requests[disk]: Invalid value: "disk": must be a standard resource type or fully qualified', f'{C}.resources.requests[disk]: Invalid value: "disk": must be a standard resource for containers']),
    (container(resources={"limits": {"cpu": "1", "hugepages-2Mi": "3Mi"}}), [f'{C}.resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi', f'{C}.resources.requests[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi']),
    (container(resources={"claims": [{"name": "gpu"}]}), [f'{C}.resources.claims[0]: Not found: "gpu": must be one of the names in pod.spec.resourceClaims which is empty']),
]  # fmt: skip

VOLUMES: list[tuple[Object, list[str]]] = [
    (pod(volumes=[{"name": "A", "emptyDir": {}}]), [f'{V}.name: Invalid value: "A": {LABEL}']),
    (pod(volumes=[{"name": "v", "emptyDir": {}}] * 2), ['spec.volumes[1].name: Duplicate value: "v"']),
    (volume(hostPath={"path": "/a/../b"}), [f"{V}.hostPath.path: Invalid value: \"/a/../b\": must not contain '..'"]),
    (volume(hostPath={"path": "/a", "type": "X"}), [f'{V}.hostPath.type: Unsupported value: "X": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"']),
    (volume(emptyDir={}, downwardAPI={}), [f"{V}.downwarAPI: Forbidden: may not specify more than 1 volume type"]),
    (volume(gcePersistentDisk={"partition": 300}), [f"{V}.persistentDisk.pdName: Required value", f"{V}.persistentDisk.partition: Invalid value: 300: must be between 1 and 255, inclusive"]),
    (volume(nfs={"server": "s", "path": "x"}), [f'{V}.nfs.path: Invalid value: "x": must be an absolute path']),
    (volume(iscsi={"targetPortal": "p", "iqn": "x", "lun": 300}), [f'{V}.iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa', f"{V}.iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive"]),
    (volume(fc={"targetWWNs": ["a"]}), [f"{V}.fc.lun: Required value: lun is required if targetWWNs is specified"]),
    (volume(csi={"driver": "A_b"}), [f'{V}.csi.driver: Invalid value: "A_b": {SUBDOMAIN}']),
    (volume(configMap={"items": [{"key": "k", "path": "..x", "mode": 4096}]}), [f"{V}.configMap.name: Required value", f"{V}.configMap.items[0].path: Invalid value: \"..x\": must not start with '..'", f"{V}.configMap.items[0].mode: Invalid value: 4096: must be a number between 0 and 0777 (octal), both inclusive"]),
    (volume(secret={"secretName": "s", "defaultMode": -1}), [f"{V}.secret.defaultMode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive"]),
    (volume(downwardAPI={"items": [{"path": "p"}]}), [f"{V}.downwardAPI: Required value: one of fieldRef and resourceFieldRef is required"]),
    (volume(flexVolume={"driver": "d", "options": {"x.k8s.io/a": "b"}}), [f'{V}.flexVolume.options[x.k8s.io/a]: Invalid value: "x.k8s.io/a": kubernetes.io and k8s.io namespaces are reserved']),
    (volume(azureDisk={"diskName": "d", "diskURI": "u", "kind": "Managed"}), [f'{V}.azureDisk.diskURI: Unsupported value: "u": supported values: "/subscriptions/{{sub-id}}/resourcegroups/{{group-name}}/providers/microsoft.compute/disks/{{disk-id}}"']),
    (volume(image={}), [f"{V}.image.reference: Required value"]),
    (volume(ephemeral={"volumeClaimTemplate": {"metadata": {"name": "n"}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}}), [f"{V}.ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set"]),
    (projected({"secret": {"name": "a"}, "configMap": {"name": "b"}}), [f"{V}.projected.sources[0]: Forbidden: may not specify more than 1 volume type per source"]),
    (projected({"secret": {"name": "a", "items": [{"key": "k", "path": "p"}]}}, {"configMap": {"name": "b", "items": [{"key": "k", "path": "p"}]}}), [f'{V}.projected: Invalid value: "b": conflicting duplicate paths']),
    (projected({"serviceAccountToken": {"path": "t", "expirationSeconds": 60}}), [f"{V}.projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes"]),
    (volume(projected={"sources": [{"serviceAccountToken": {"path": "t"}}]}), [f"{V}.projected.sources[0].serviceAccountToken: Forbidden: must not be specified when serviceAccountName is not set"]),
    (mounted(MOUNTS, {"name": "e", "mountPath": "/v"}), [f'{C}.volumeMounts[1].mountPath: Invalid value: "/v": must be unique']),
    (mounted({**MOUNTS, "subPath": "/x"}), [f'{C}.volumeMounts.subPath: Invalid value: "/x": must be a relative path']),
    (mounted({**MOUNTS, "subPath": "x", "subPathExpr": "y"}), [f'{C}.volumeMounts[0].subPathExpr: Invalid value: "y": subPathExpr and subPath are mutually exclusive']),
    (mounted({**MOUNTS, "mountPropagation": "Bidirectional"}), [f"{C}.volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers"]),
    (mounted({**MOUNTS, "recursiveReadOnly": "Enabled"}), [f"{C}.volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true"]),
    (mounted(volumeDevices=[{"name": "e", "devicePath": "/d"}]), [f'{C}.volumeDevices[0].name: Invalid value: "e": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode']),
    (mounted(MOUNTS, volumeDevices=[{"name": "v", "devicePath": "/d"}]), [f'{C}.volumeMounts[0].name: Invalid value: "v": must not already exist in volumeDevices', f'{C}.volumeDevices[0].name: Invalid value: "v": must not already exist in volumeMounts']),
]  # fmt: skip

SECURITY: list[tuple[Object, list[str]]] = [
    (context(runAsUser=-1), [f"{C}.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"]),
    (context(procMount="X"), [f'{C}.securityContext.procMount: Unsupported value: "X": supported values: "Default", "Unmasked"']),
    (context(procMount="Unmasked"), [f'{C}.securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`']),
    (context(seccompProfile={"type": "RuntimeDefault", "localhostProfile": "p"}), [f'{C}.securityContext.seccompProfile.localhostProfile: Invalid value: {{"Type":"RuntimeDefault","LocalhostProfile":"p"}}: can only be set when seccomp type is Localhost']),
    (context(appArmorProfile={"type": "Localhost", "localhostProfile": " p"}), [f'{C}.securityContext.appArmorProfile.localhostProfile: Invalid value: " p": must not be padded with whitespace']),
    (context(windowsOptions={"runAsUserName": "a\\b\\c"}), [f'{C}.securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash']),
    (context(windowsOptions={"hostProcess": True}), ["spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers"]),
    (pod(securityContext={"fsGroup": -1}), [f"{S}.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive"]),
    (pod(securityContext={"fsGroupChangePolicy": "X"}), [f'{S}.fsGroupChangePolicy: Unsupported value: "X": supported values: "Always", "OnRootMismatch"']),
    (pod(securityContext={"supplementalGroupsPolicy": "X"}), [f'{S}.supplementalGroupsPolicy: Unsupported value: "X": supported values: "Merge", "Strict"']),
    (pod(securityContext={"seLinuxChangePolicy": "X"}), [f'{S}.seLinuxChangePolicy: Unsupported value: "X": supported values: "MountOption", "Recursive"']),
    (pod(hostNetwork=True, securityContext={"sysctls": [{"name": "net.core.x"}]}), [f"{S}.sysctls[0].name: Invalid value: \"net.core.x\": may not be specified when 'hostNetwork' is true"]),
    (pod(shareProcessNamespace=True, hostPID=True), [f"{S}.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled"]),
    (pod(hostUsers=False, hostPID=True), ["spec.HostPID: Forbidden: when `pod.Spec.HostUsers` is false"]),
    (pod(os={"name": "plan9"}), ['spec.os: Unsupported value: "plan9": supported values: "linux", "windows"']),
    (pod(os={}), ["spec.os.name: Required value: cannot be empty"]),
    (pod(os={"name": "windows"}, hostPID=True, securityContext={"runAsUser": 1}), ["spec.hostPID: Forbidden: cannot be set for a windows pod", f"{S}.runAsUser: Forbidden: cannot be set for a windows pod"]),
    ({"spec": {**POD, "os": {"name": "linux"}, "securityContext": {"windowsOptions": {}}}}, [f"{S}.windowsOptions: Forbidden: windows options cannot be set for a linux pod"]),
]  # fmt: skip

PLACEMENT: list[tuple[Object, list[str]]] = [
    (node_terms(), [f"{TERM}: Required value: must have at least one node selector term"]),
    (node_terms({"matchExpressions": [{"key": "a", "operator": "In"}]}), [f"{TERM}[0].matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'"]),
    (node_terms({"matchExpressions": [{"key": "a", "operator": "Gt", "values": ["1", "2"]}]}), [f"{TERM}[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'"]),
    (node_terms({"matchFields": [{"key": "x", "operator": "In", "values": ["1"]}]}), [f'{TERM}[0].matchFields[0].key: Invalid value: "x": not a valid field selector key']),
    (pod_term(topologyKey="bad key"), [f'{PAIR}.topologyKey: Invalid value: "bad key": {KEY}']),
    (pod_term(matchLabelKeys=["a"]), [f"{PAIR}.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"]),
    (pod_term(labelSelector={}, matchLabelKeys=["a"], mismatchLabelKeys=["a"]), [f'{PAIR}.matchLabelKeys[0]: Invalid value: "a": exists in both matchLabelKeys and mismatchLabelKeys']),
    (affinity("podAntiAffinity", preferredDuringSchedulingIgnoredDuringExecution=[{"weight": 101, "podAffinityTerm": {"topologyKey": "z"}}]), ["spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: Invalid value: 101: must be in the range 1-100"]),
    (spread({}, {}), [f'{SPREAD}.{{topologyKey, whenUnsatisfiable}}: Duplicate value: "{{z, DoNotSchedule}}"']),
    (spread({"nodeTaintsPolicy": "X"}), [f'{SPREAD}.nodeTaintsPolicy: Unsupported value: "X": supported values: "Honor", "Ignore"']),
    (spread({"labelSelector": None, "matchLabelKeys": ["a"]}), [f"{SPREAD}.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set"]),
    (pod(tolerations=[{"key": "a", "operator": "Exists", "value": "b"}]), ["spec.tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'"]),
    (pod(tolerations=[{"key": "a", "effect": "X"}]), ['spec.tolerations[0].effect: Unsupported value: "X": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']),
    (pod(tolerations=[{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 1}]), ["spec.tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` is set"]),
    (pod(schedulingGates=[{"name": "a/b"}, {"name": "a/b"}]), ['spec.schedulingGates[1]: Duplicate value: "a/b"']),
    (pod(schedulingGates=[{"name": "a/b"}], nodeName="n"), ["spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"]),
    (pod(nodeSelector={"a": "b c"}), ["spec.nodeSelector: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"]),
]  # fmt: skip

WHOLE: list[tuple[Object, list[str]]] = [
    (pod(dnsPolicy="None"), ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"]),
    (pod(dnsPolicy="None", dnsConfig={"searches": ["a_"]}), ["spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None"]),
    (pod(dnsConfig={"nameservers": ["x"], "options": [{}]}), [f'spec.dnsConfig.nameservers[0]: Invalid value: "x": {IP}', "spec.dnsConfig.options[0]: Required value: must not be empty"]),
    (pod(hostAliases=[{"ip": "x", "hostnames": ["A"]}]), [f'spec.hostAliases[0].ip: Invalid value: "x": {IP}', f'spec.hostAliases[0].hostnames[0]: Invalid value: "A": {SUBDOMAIN}']),
    (pod(hostname="a.b"), ['spec.hostname: Invalid value: "a.b": must not contain dots']),
    (pod(activeDeadlineSeconds=0), ["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"]),
    (pod(preemptionPolicy="X"), ['spec.preemptionPolicy: Unsupported value: "X": supported values: "PreemptLowerPriority", "Never"']),
    (pod(overhead={"cpu": "-1"}), ['spec.overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0']),
    (pod(resourceClaims=[{"name": "g"}]), ['spec.resourceClaims[0]: Invalid value: {"Name":"g","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`']),
    (pod(hostNetwork=True, containers=[{**CONTAINER, "ports": [{"containerPort": 80, "hostPort": 81}]}]), [f"{C}.ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"]),
    (pod(resources={"requests": {"cpu": "1"}}, containers=[{**CONTAINER, "resources": {"requests": {"cpu": "2"}}}]), ['spec.resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 2']),
    (pod(resources={"limits": {"ephemeral-storage": "1"}}), ['spec.resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"']),
    ({"metadata": {"annotations": {"controller.kubernetes.io/pod-deletion-cost": "+1"}}, **pod()}, ['metadata.annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer']),
    ({"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/x": "odd"}}, **pod()}, ['metadata.annotations[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: "x": container not found', 'metadata.annotations[container.apparmor.security.beta.kubernetes.io/x]: Invalid value: "odd": invalid AppArmor profile name: "odd"']),
    ({"metadata": {"annotations": {"seccomp.security.alpha.kubernetes.io/pod": "unconfined"}}, **pod(securityContext={"seccompProfile": {"type": "RuntimeDefault"}})}, [f"{S}.seccompProfile.type: Forbidden: seccomp type in annotation and field must match"]),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "expected"), CONTAINERS + VOLUMES + SECURITY + PLACEMENT + WHOLE)
def test_pods(fields: Object, expected: list[str]) -> None:
    assert errors_of("pods", made("pods", **fields)) == expected


def test_a_template_is_checked_less_than_a_pod() -> None:
    spec = {
        "containers": [{**CONTAINER, "image": "i:1 ", "ports": [{"containerPort": 80}]}],
        "hostNetwork": True,
        "volumes": [{"name": "v", "image": {}}],
    }
    deployment = made("deployments.apps", spec={**WORKLOAD, "template": {**TEMPLATE, "spec": spec}})
    assert errors_of("deployments.apps", deployment) == []
    assert len(errors_of("pods", made("pods", spec=spec))) == 2
