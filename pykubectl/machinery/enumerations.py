"""Enumerations: the fields that take one of a closed set of words.

The index of schemas does not have them. The table has the words, in their order, and indented below the fields that take
them, by definition and name; '' is the empty word. What the words mean stands in the fields' descriptions, where the build
hook puts it.

Upstream: the types marked +enum in staging/src/k8s.io/api.
"""

from collections.abc import Iterator
from functools import cache

_PREFIX = "io.k8s.api."
_TABLE = """\
FQDN IPv4 IPv6
    discovery.v1.EndpointSlice.addressType
FromClaim FromClass
    resource.v1.DeviceAllocationConfiguration.source
    resource.v1beta1.DeviceAllocationConfiguration.source
    resource.v1beta2.DeviceAllocationConfiguration.source
Localhost RuntimeDefault Unconfined
    core.v1.AppArmorProfile.type
None ReadOnly ReadWrite
    core.v1.AzureDiskVolumeSource.cachingMode
Dedicated Managed Shared
    core.v1.AzureDiskVolumeSource.kind
Indexed NonIndexed
    batch.v1.JobSpec.completionMode
Allow Forbid Replace
    batch.v1.CronJobSpec.concurrencyPolicy
ClusterFirst ClusterFirstWithHostNet Default None
    core.v1.PodSpec.dnsPolicy
OnDelete RollingUpdate
    apps.v1.DaemonSetUpdateStrategy.type
Recreate RollingUpdate
    apps.v1.DeploymentStrategy.type
All ExactCount
    resource.v1.ExactDeviceRequest.allocationMode resource.v1.DeviceSubRequest.allocationMode
    resource.v1beta1.DeviceRequest.allocationMode resource.v1beta1.DeviceSubRequest.allocationMode
    resource.v1beta2.ExactDeviceRequest.allocationMode resource.v1beta2.DeviceSubRequest.allocationMode
NoExecute NoSchedule None
    resource.v1.DeviceTaint.effect resource.v1.DeviceToleration.effect
    resource.v1alpha3.DeviceTaint.effect resource.v1beta1.DeviceTaint.effect
    resource.v1beta1.DeviceToleration.effect resource.v1beta2.DeviceTaint.effect
    resource.v1beta2.DeviceToleration.effect
Equal Exists
    resource.v1.DeviceToleration.operator resource.v1beta1.DeviceToleration.operator
    resource.v1beta2.DeviceToleration.operator
Pod PodGroup
    scheduling.v1alpha2.PodGroupTemplate.disruptionMode scheduling.v1alpha2.PodGroupSpec.disruptionMode
Fail Ignore
    admissionregistration.v1.ValidatingAdmissionPolicySpec.failurePolicy
    admissionregistration.v1.ValidatingWebhook.failurePolicy
    admissionregistration.v1.MutatingWebhook.failurePolicy
    admissionregistration.v1.MutatingAdmissionPolicySpec.failurePolicy
    admissionregistration.v1alpha1.MutatingAdmissionPolicySpec.failurePolicy
'' BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket
    core.v1.HostPathVolumeSource.type
PreferDualStack RequireDualStack SingleStack
    core.v1.ServiceSpec.ipFamilyPolicy
Equivalent Exact
    admissionregistration.v1.MatchResources.matchPolicy
    admissionregistration.v1.ValidatingWebhook.matchPolicy
    admissionregistration.v1.MutatingWebhook.matchPolicy
    admissionregistration.v1alpha1.MatchResources.matchPolicy
Bidirectional HostToContainer None
    core.v1.VolumeMount.mountPropagation
Active Terminating
    core.v1.NamespaceStatus.phase
Honor Ignore
    core.v1.TopologySpreadConstraint.nodeAffinityPolicy
    core.v1.TopologySpreadConstraint.nodeTaintsPolicy
Pending Running Terminated
    core.v1.NodeStatus.phase
DoesNotExist Exists Gt In Lt NotIn
    core.v1.NodeSelectorRequirement.operator
Allow Deny
    admissionregistration.v1alpha1.ParamRef.parameterNotFoundAction
ApplyConfiguration JSONPatch
    admissionregistration.v1.Mutation.patchType admissionregistration.v1alpha1.Mutation.patchType
    admissionregistration.v1beta1.Mutation.patchType
Exact ImplementationSpecific Prefix
    networking.v1.HTTPIngressPath.pathType
InProgress Infeasible Pending
    core.v1.ModifyVolumeStatus.status
Bound Lost Pending
    core.v1.PersistentVolumeClaimStatus.phase
Block Filesystem
    core.v1.PersistentVolumeSpec.volumeMode core.v1.PersistentVolumeClaimSpec.volumeMode
Available Bound Failed Pending Released
    core.v1.PersistentVolumeStatus.phase
Delete Recycle Retain
    core.v1.PersistentVolumeSpec.persistentVolumeReclaimPolicy storage.v1.StorageClass.reclaimPolicy
Always OnRootMismatch
    core.v1.PodSecurityContext.fsGroupChangePolicy
Count FailIndex FailJob Ignore
    batch.v1.PodFailurePolicyRule.action
In NotIn
    batch.v1.PodFailurePolicyOnExitCodesRequirement.operator
OrderedReady Parallel
    apps.v1.StatefulSetSpec.podManagementPolicy
Failed Pending Running Succeeded Unknown
    core.v1.PodStatus.phase
BestEffort Burstable Guaranteed
    core.v1.PodStatus.qosClass
Failed TerminatingOrFailed
    batch.v1.JobSpec.podReplacementPolicy
Never PreemptLowerPriority
    core.v1.PodSpec.preemptionPolicy
Default Unmasked
    core.v1.SecurityContext.procMount
SCTP TCP UDP
    core.v1.ContainerPort.protocol core.v1.ServicePort.protocol core.v1.EndpointPort.protocol
    core.v1.PortStatus.protocol discovery.v1.EndpointPort.protocol
    networking.v1.NetworkPolicyPort.protocol networking.v1.IngressPortStatus.protocol
Always IfNotPresent Never
    core.v1.Container.imagePullPolicy core.v1.EphemeralContainer.imagePullPolicy
    core.v1.ImageVolumeSource.pullPolicy
IfNeeded Never
    admissionregistration.v1.MutatingWebhook.reinvocationPolicy
    admissionregistration.v1.MutatingAdmissionPolicySpec.reinvocationPolicy
BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass Terminating
VolumeAttributesClass
    core.v1.ScopedResourceSelectorRequirement.scopeName
Always Never OnFailure
    core.v1.PodSpec.restartPolicy
DoesNotExist Exists In NotIn
    core.v1.ScopedResourceSelectorRequirement.operator
Localhost RuntimeDefault Unconfined
    core.v1.SeccompProfile.type
ClientIP None
    core.v1.ServiceSpec.sessionAffinity
Cluster Local
    core.v1.ServiceSpec.externalTrafficPolicy
Cluster Local
    core.v1.ServiceSpec.internalTrafficPolicy
ClusterIP ExternalName LoadBalancer NodePort
    core.v1.ServiceSpec.type
None NoneOnDryRun Some Unknown
    admissionregistration.v1.ValidatingWebhook.sideEffects
    admissionregistration.v1.MutatingWebhook.sideEffects
SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL
SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMAX-1 SIGRTMAX-10 SIGRTMAX-11 SIGRTMAX-12
SIGRTMAX-13 SIGRTMAX-14 SIGRTMAX-2 SIGRTMAX-3 SIGRTMAX-4 SIGRTMAX-5 SIGRTMAX-6 SIGRTMAX-7 SIGRTMAX-8
SIGRTMAX-9 SIGRTMIN SIGRTMIN+1 SIGRTMIN+10 SIGRTMIN+11 SIGRTMIN+12 SIGRTMIN+13 SIGRTMIN+14
SIGRTMIN+15 SIGRTMIN+2 SIGRTMIN+3 SIGRTMIN+4 SIGRTMIN+5 SIGRTMIN+6 SIGRTMIN+7 SIGRTMIN+8 SIGRTMIN+9
SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2
SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ
    core.v1.Lifecycle.stopSignal core.v1.ContainerStatus.stopSignal
OnDelete RollingUpdate
    apps.v1.StatefulSetUpdateStrategy.type
Merge Strict
    core.v1.PodSecurityContext.supplementalGroupsPolicy
NoExecute NoSchedule PreferNoSchedule
    core.v1.Taint.effect core.v1.Toleration.effect
FallbackToLogsOnError File
    core.v1.Container.terminationMessagePolicy core.v1.EphemeralContainer.terminationMessagePolicy
Equal Exists Gt Lt
    core.v1.Toleration.operator
HTTP HTTPS
    core.v1.HTTPGetAction.scheme
AlwaysAllow IfHealthyBudget
    policy.v1.PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy
DoNotSchedule ScheduleAnyway
    core.v1.TopologySpreadConstraint.whenUnsatisfiable
Immediate WaitForFirstConsumer
    storage.v1.StorageClass.volumeBindingMode
"""


def types() -> Iterator[tuple[tuple[str, ...], list[tuple[str, str]]]]:
    """Each enumeration: its words, and the fields that take them, as definition (`io.k8s.api.core.v1.PodSpec`) and name."""
    words: list[str] = []
    fields: list[tuple[str, str]] = []
    for line in _TABLE.splitlines():
        if line.startswith(" "):
            for name in line.split():
                definition, _, field = name.rpartition(".")
                fields.append((f"{_PREFIX}{definition}", field))
            continue
        if fields:
            yield tuple(words), fields
            words, fields = [], []
        words += ["" if word == "''" else word for word in line.split()]
    yield tuple(words), fields


def values_of(definition: str, field: str) -> tuple[str, ...]:
    """The words that a field of a definition (`io.k8s.api.core.v1.PodSpec`) takes; none when it is not so bound."""
    return _fields().get((definition, field), ())


@cache
def _fields() -> dict[tuple[str, str], tuple[str, ...]]:
    return {name: words for words, fields in types() for name in fields}
