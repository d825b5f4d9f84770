"""The order in which the API server writes the fields of an object: that of the Go structs, which its JSON shows.

Printers sort; what comes as it was sent (`get --raw`, the documents in some error messages, what `--save-config` keeps of
a generated object) does not. The table has the definitions whose order is not that of the alphabet; every object begins
with kind, apiVersion and metadata and ends with spec and status.

Upstream: staging/src/k8s.io/api, apimachinery/pkg/apis/meta/v1 (types.go).
"""

from functools import cache
from typing import Any

from pykubectl import Object
from pykubectl.machinery.schema import Schema, schema_of

_HEAD = ("kind", "apiVersion", "metadata")

# fmt: off
_ORDERS = """
ObjectMeta: name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields
ListMeta: selfLink resourceVersion continue remainingItemCount shardInfo
ManagedFieldsEntry: manager operation apiVersion time fieldsType fieldsV1 subresource
OwnerReference: apiVersion kind name uid controller blockOwnerDeletion
Status: status message reason details code
StatusDetails: name group kind uid causes retryAfterSeconds
Condition: type status observedGeneration lastTransitionTime reason message
LabelSelector: matchLabels matchExpressions
LabelSelectorRequirement: key operator values
ConfigMap: immutable data binaryData
Secret: immutable data stringData type
ServiceAccount: secrets imagePullSecrets automountServiceAccountToken
Event: involvedObject reason message source firstTimestamp lastTimestamp count type eventTime series action related reportingComponent reportingInstance
EventSource: component host
ObjectReference: kind namespace name uid apiVersion resourceVersion fieldPath
Endpoints: subsets
EndpointSubset: addresses notReadyAddresses ports
EndpointAddress: ip hostname nodeName targetRef
EndpointPort: name port protocol appProtocol
Endpoint: addresses conditions hostname targetRef deprecatedTopology nodeName zone hints
EndpointSlice: addressType endpoints ports
NamespaceStatus: phase conditions
NodeSpec: podCIDR podCIDRs providerID unschedulable taints configSource externalID
NodeStatus: capacity allocatable phase conditions addresses daemonEndpoints nodeInfo images volumesInUse volumesAttached config runtimeHandlers features declaredFeatures
NodeCondition: type status lastHeartbeatTime lastTransitionTime reason message
NodeSystemInfo: machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeletVersion kubeProxyVersion operatingSystem architecture swap
NodeAddress: type address
Taint: key value effect timeAdded
PodTemplateSpec: metadata spec
PodSpec: volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup
PodStatus: observedGeneration phase conditions message reason nominatedNodeName hostIP hostIPs podIP podIPs startTime initContainerStatuses containerStatuses qosClass ephemeralContainerStatuses resize resourceClaimStatuses extendedResourceClaimStatus allocatedResources resources nodeAllocatableResourceClaimStatuses
PodCondition: type observedGeneration status lastProbeTime lastTransitionTime reason message
ContainerStatus: name state lastState ready restartCount image imageID containerID started allocatedResources resources volumeMounts user allocatedResourcesStatus stopSignal
ContainerState: waiting running terminated
ContainerStateWaiting: reason message
ContainerStateTerminated: exitCode signal reason message startedAt finishedAt containerID
Container: name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty
EphemeralContainer: name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName
ContainerPort: name hostPort containerPort protocol hostIP
EnvVar: name value valueFrom
EnvVarSource: fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef
EnvFromSource: prefix configMapRef secretRef
ConfigMapKeySelector: name key optional
SecretKeySelector: name key optional
ResourceFieldSelector: containerName resource divisor
ResourceRequirements: limits requests claims
VolumeMount: name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr
Probe: exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds
HTTPGetAction: path port host scheme httpHeaders
TCPSocketAction: port host
GRPCAction: port service
HTTPHeader: name value
Lifecycle: postStart preStop stopSignal
LifecycleHandler: exec httpGet tcpSocket sleep
SecurityContext: capabilities privileged seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount seccompProfile appArmorProfile
PodSecurityContext: seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy
SELinuxOptions: user role type level
SeccompProfile: type localhostProfile
AppArmorProfile: type localhostProfile
Toleration: key operator value effect tolerationSeconds
TopologySpreadConstraint: maxSkew topologyKey whenUnsatisfiable labelSelector minDomains nodeAffinityPolicy nodeTaintsPolicy matchLabelKeys
Affinity: nodeAffinity podAffinity podAntiAffinity
NodeAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
PodAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
PodAntiAffinity: requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution
WeightedPodAffinityTerm: weight podAffinityTerm
PodAffinityTerm: labelSelector namespaces topologyKey namespaceSelector matchLabelKeys mismatchLabelKeys
PreferredSchedulingTerm: weight preference
NodeSelectorTerm: matchExpressions matchFields
NodeSelectorRequirement: key operator values
HostAlias: ip hostnames
Volume: name hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs persistentVolumeClaim rbd flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume quobyte azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image
HostPathVolumeSource: path type
EmptyDirVolumeSource: medium sizeLimit
SecretVolumeSource: secretName items defaultMode optional
ConfigMapVolumeSource: name items defaultMode optional
ConfigMapProjection: name items optional
DownwardAPIVolumeSource: items defaultMode
NFSVolumeSource: server path readOnly
CSIVolumeSource: driver readOnly fsType volumeAttributes nodePublishSecretRef
PodDNSConfig: nameservers searches options
SecretProjection: name items optional
KeyToPath: key path mode
ProjectedVolumeSource: sources defaultMode
VolumeProjection: secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate
ServiceAccountTokenProjection: audience expirationSeconds path
DownwardAPIVolumeFile: path fieldRef resourceFieldRef mode
PersistentVolumeClaimVolumeSource: claimName readOnly
ServiceSpec: ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution
ServicePort: name protocol appProtocol port targetPort nodePort
ServiceStatus: loadBalancer conditions
LoadBalancerIngress: ip hostname ipMode ports
PersistentVolumeClaimSpec: accessModes selector resources volumeName storageClassName volumeMode dataSource dataSourceRef volumeAttributesClassName
PersistentVolumeClaimStatus: phase accessModes capacity conditions allocatedResources allocatedResourceStatuses currentVolumeAttributesClassName modifyVolumeStatus
ReplicationControllerSpec: replicas minReadySeconds selector template
ReplicationControllerStatus: replicas fullyLabeledReplicas readyReplicas availableReplicas observedGeneration conditions
ResourceQuotaSpec: hard scopes scopeSelector
ResourceQuotaStatus: hard used
LimitRangeItem: type max min default defaultRequest maxLimitRequestRatio
DeploymentSpec: replicas selector template strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds
DeploymentStrategy: type rollingUpdate
RollingUpdateDeployment: maxUnavailable maxSurge
RollingUpdateDaemonSet: maxUnavailable maxSurge
DeploymentStatus: observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas terminatingReplicas conditions collisionCount
DeploymentCondition: type status lastUpdateTime lastTransitionTime reason message
ReplicaSetSpec: replicas minReadySeconds selector template
ReplicaSetStatus: replicas fullyLabeledReplicas readyReplicas availableReplicas terminatingReplicas observedGeneration conditions
ReplicaSetCondition: type status lastTransitionTime reason message
StatefulSetSpec: replicas selector template volumeClaimTemplates serviceName podManagementPolicy updateStrategy revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals
StatefulSetStatus: observedGeneration replicas readyReplicas currentReplicas updatedReplicas currentRevision updateRevision collisionCount conditions availableReplicas
StatefulSetUpdateStrategy: type rollingUpdate
StatefulSetPersistentVolumeClaimRetentionPolicy: whenDeleted whenScaled
DaemonSetSpec: selector template updateStrategy minReadySeconds revisionHistoryLimit
DaemonSetUpdateStrategy: type rollingUpdate
DaemonSetStatus: currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady observedGeneration updatedNumberScheduled numberAvailable numberUnavailable collisionCount conditions
ControllerRevision: data revision
JobSpec: parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes selector manualSelector template ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy
JobStatus: conditions startTime completionTime active succeeded failed terminating completedIndexes failedIndexes uncountedTerminatedPods ready
JobCondition: type status lastProbeTime lastTransitionTime reason message
JobTemplateSpec: metadata spec
CronJobSpec: schedule timeZone startingDeadlineSeconds concurrencyPolicy suspend jobTemplate successfulJobsHistoryLimit failedJobsHistoryLimit
CronJobStatus: active lastScheduleTime lastSuccessfulTime
IngressSpec: ingressClassName defaultBackend tls rules
IngressTLS: hosts secretName
IngressRule: host http
HTTPIngressPath: path pathType backend
IngressBackend: service resource
ServiceBackendPort: name number
NetworkPolicySpec: podSelector ingress egress policyTypes
NetworkPolicyIngressRule: ports from
NetworkPolicyEgressRule: ports to
NetworkPolicyPeer: podSelector namespaceSelector ipBlock
NetworkPolicyPort: protocol port endPort
PodDisruptionBudgetSpec: minAvailable selector maxUnavailable unhealthyPodEvictionPolicy
PodDisruptionBudgetStatus: observedGeneration disruptedPods disruptionsAllowed currentHealthy desiredHealthy expectedPods conditions
PriorityClass: value globalDefault description preemptionPolicy
ClusterRole: rules aggregationRule
PolicyRule: verbs apiGroups resources resourceNames nonResourceURLs
ClusterRoleBinding: subjects roleRef
RoleBinding: subjects roleRef
Subject: kind apiGroup name namespace
RoleRef: apiGroup kind name
HorizontalPodAutoscalerSpec: scaleTargetRef minReplicas maxReplicas metrics behavior
HorizontalPodAutoscalerStatus: observedGeneration lastScaleTime currentReplicas desiredReplicas currentMetrics conditions
CrossVersionObjectReference: kind name apiVersion
ScaleStatus: replicas selector
StorageClass: provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion volumeBindingMode allowedTopologies
LeaseSpec: holderIdentity leaseDurationSeconds acquireTime renewTime leaseTransitions strategy preferredHolder
CustomResourceDefinitionSpec: group names scope versions conversion preserveUnknownFields
CustomResourceDefinitionNames: plural singular shortNames kind listKind categories
CustomResourceDefinitionStatus: conditions acceptedNames storedVersions observedGeneration
CustomResourceDefinitionCondition: type status lastTransitionTime reason message observedGeneration
CustomResourceDefinitionVersion: name served storage deprecated deprecationWarning schema subresources additionalPrinterColumns selectableFields
"""
# fmt: on


@cache
def _orders() -> dict[str, dict[str, int]]:
    found = {}
    for line in _ORDERS.strip().splitlines():
        name, _, fields = line.partition(": ")
        found[name] = {field: place for place, field in enumerate((*_HEAD, *(fields.split(" "))))}
    return found


_TOP = {name: place for place, name in enumerate(_HEAD)}
_LAST = {"spec": 1, "status": 2}


def as_sent(obj: Object) -> Object:
    """An object, a list or a Status of a built-in kind in the order of the wire, of a custom kind in that of the alphabet.

    What is none of these (discovery, a Table) is left as it is.
    """
    api_version, kind = obj.get("apiVersion", ""), obj.get("kind", "")
    if not isinstance(api_version, str) or not isinstance(kind, str):
        return obj
    if kind == "Status":
        details = {"details": _struct(obj["details"], "StatusDetails")} if "details" in obj else {}
        return _struct({**obj, **details}, "Status")
    if "metadata" not in obj or kind == "Table":
        return obj
    schema = schema_of(api_version, kind)
    if schema is not None or not isinstance(obj.get("items"), list):
        found: Object = ordered(obj, schema)
        return found
    items = schema_of(api_version, kind.removesuffix("List"))
    if items is None:
        return {name: ordered(obj[name], None) for name in sorted(obj)}
    head: Object = {"kind": kind, "apiVersion": api_version, "metadata": _struct(obj["metadata"], "ListMeta")}
    return {**head, "items": [ordered(item, items) for item in obj["items"]]}


def ordered(value: Any, schema: Schema | None) -> Any:
    """`value` with the fields of its structs in order; the keys of maps are sorted."""
    if isinstance(value, list):
        items = schema.items if schema is not None else None
        return [ordered(item, items) for item in value]
    if not isinstance(value, dict):
        return value
    if schema is None or schema.source or not schema.fields():
        inner = schema.additional if schema is not None else None
        return {key: ordered(value[key], inner) for key in sorted(value)}
    fields = schema.fields()
    parts = {name: ordered(part, fields.get(name)) for name, part in value.items()}
    return _struct(parts, schema.name.rpartition(".")[2])


def _struct(parts: Object, name: str) -> Object:
    order = _orders().get(name, _TOP)
    return dict(sorted(parts.items(), key=lambda part: (order.get(part[0], 99), _LAST.get(part[0], 0), part[0])))
