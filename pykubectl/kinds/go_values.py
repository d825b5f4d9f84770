"""Values in error messages as the API server writes them: its own structs as JSON, all fields, in their order, with Go's names.

`spec.strategy: Unsupported value: {"Type":"BlueGreen","RollingUpdate":null}`: the server prints the internal type, which has
no JSON tags. The table below has these types: after a field's name stands what it is when it is empty (`s` "", `i` 0,
`b` false, `p` null, `q` "0"), or a struct (`T` by value, `T*` pointer, `T[]` list,
`T{}` map, `+T` embedded). `Field@wire` where the wire
name is not the Go name with a small first letter.

Upstream: pkg/apis/*/types.go.
"""

import json
from functools import lru_cache
from typing import Any, NamedTuple

from pykubectl import Object

_TYPES = """
PodTemplateSpec: Spec PodSpec
PodSpec: Volumes Volume[], InitContainers Container[], Containers Container[], EphemeralContainers EphemeralContainer[], RestartPolicy s, TerminationGracePeriodSeconds p, ActiveDeadlineSeconds p, DNSPolicy@dnsPolicy s, NodeSelector p, ServiceAccountName s, AutomountServiceAccountToken p, NodeName s, SecurityContext PodSecurityContext*, ImagePullSecrets Local[], Hostname s, Subdomain s, SetHostnameAsFQDN p, Affinity Affinity*, SchedulerName s, Tolerations Toleration[], HostAliases HostAlias[], PriorityClassName s, Priority p, PreemptionPolicy p, DNSConfig@dnsConfig DNSConfig*, ReadinessGates Gate[], RuntimeClassName p, Overhead p, EnableServiceLinks p, TopologySpreadConstraints Spread[], OS@os OS*, SchedulingGates Named[], ResourceClaims PodClaim[], Resources Resources*, HostnameOverride p, SchedulingGroup p
PodSecurityContext: HostNetwork b, HostPID b, HostIPC b, ShareProcessNamespace p, HostUsers p, SELinuxOptions@seLinuxOptions SELinux*, WindowsOptions Windows*, RunAsUser p, RunAsGroup p, RunAsNonRoot p, SupplementalGroups p, SupplementalGroupsPolicy p, FSGroup@fsGroup p, FSGroupChangePolicy@fsGroupChangePolicy p, Sysctls NameValue[], SeccompProfile Localhost*, AppArmorProfile Localhost*, SELinuxChangePolicy@seLinuxChangePolicy p
SecurityContext: Capabilities Capabilities*, Privileged p, SELinuxOptions@seLinuxOptions SELinux*, WindowsOptions Windows*, RunAsUser p, RunAsGroup p, RunAsNonRoot p, ReadOnlyRootFilesystem p, AllowPrivilegeEscalation p, ProcMount p, SeccompProfile Localhost*, AppArmorProfile Localhost*
Capabilities: Add p, Drop p
SELinux: User s, Role s, Type s, Level s
Windows: GMSACredentialSpecName@gmsaCredentialSpecName p, GMSACredentialSpec@gmsaCredentialSpec p, RunAsUserName p, HostProcess p
Localhost: Type s, LocalhostProfile p
NameValue: Name s, Value s
Named: Name s
Local: Name s
Gate: ConditionType s
OS: Name s
HostAlias: IP@ip s, Hostnames p
DNSConfig: Nameservers p, Searches p, Options DNSOption[]
DNSOption: Name s, Value p
PodClaim: Name s, ResourceClaimName p, ResourceClaimTemplateName p
VolumeNodeAffinity: Required NodeSelector*
PersistentVolumeSource: GCEPersistentDisk@gcePersistentDisk p, AWSElasticBlockStore@awsElasticBlockStore p, HostPath HostPath*, Glusterfs p, NFS@nfs NFS*, RBD@rbd p, Quobyte p, ISCSI@iscsi p, FlexVolume p, Cinder p, CephFS@cephfs p, FC@fc p, Flocker p, AzureFile p, VsphereVolume p, AzureDisk p, PhotonPersistentDisk p, PortworxVolume p, ScaleIO@scaleIO p, Local LocalVolume*, StorageOS@storageos p, CSI@csi PersistentCSI*
LocalVolume: Path s, FSType@fsType p
PersistentCSI: Driver s, VolumeHandle s, ReadOnly b, FSType@fsType s, VolumeAttributes p, ControllerPublishSecretRef SecretRef*, NodeStageSecretRef SecretRef*, NodePublishSecretRef SecretRef*, ControllerExpandSecretRef SecretRef*, NodeExpandSecretRef SecretRef*
SecretRef: Name s, Namespace s
Taint: Key s, Value s, Effect s, TimeAdded p
ScopeSelector: MatchExpressions ScopeRequirement[]
Toleration: Key s, Operator s, Value s, Effect s, TolerationSeconds p
Spread: MaxSkew i, TopologyKey s, WhenUnsatisfiable s, LabelSelector p, MinDomains p, NodeAffinityPolicy p, NodeTaintsPolicy p, MatchLabelKeys p
Affinity: NodeAffinity NodeAffinity*, PodAffinity PodAffinity*, PodAntiAffinity PodAffinity*
NodeAffinity: RequiredDuringSchedulingIgnoredDuringExecution NodeSelector*, PreferredDuringSchedulingIgnoredDuringExecution PreferredNode[]
NodeSelector: NodeSelectorTerms NodeTerm[]
NodeTerm: MatchExpressions NodeRequirement[], MatchFields NodeRequirement[]
NodeRequirement: Key s, Operator s, Values p
PreferredNode: Weight i, Preference NodeTerm
PodAffinity: RequiredDuringSchedulingIgnoredDuringExecution PodTerm[], PreferredDuringSchedulingIgnoredDuringExecution WeightedPodTerm[]
WeightedPodTerm: Weight i, PodAffinityTerm PodTerm
PodTerm: LabelSelector p, Namespaces p, TopologyKey s, NamespaceSelector p, MatchLabelKeys p, MismatchLabelKeys p
Container: Name s, Image s, Command p, Args p, WorkingDir s, Ports ContainerPort[], EnvFrom EnvFrom[], Env EnvVar[], Resources Resources, ResizePolicy Resize[], RestartPolicy p, RestartPolicyRules p, VolumeMounts Mount[], VolumeDevices Device[], LivenessProbe Probe*, ReadinessProbe Probe*, StartupProbe Probe*, Lifecycle Lifecycle*, TerminationMessagePath s, TerminationMessagePolicy s, ImagePullPolicy s, SecurityContext SecurityContext*, Stdin b, StdinOnce b, TTY@tty b
EphemeralContainer: +Container, TargetContainerName s
ContainerPort: Name s, HostPort i, ContainerPort i, Protocol s, HostIP s
EnvFrom: Prefix s, ConfigMapRef Optional*, SecretRef Optional*
Optional: Name s, Optional p
EnvVar: Name s, Value s, ValueFrom EnvSource*
EnvSource: FieldRef FieldRef*, ResourceFieldRef ResourceRef*, ConfigMapKeyRef KeyRef*, SecretKeyRef KeyRef*, FileKeyRef FileRef*
FieldRef: APIVersion@apiVersion s, FieldPath s
ResourceRef: ContainerName s, Resource s, Divisor q
KeyRef: Name s, Key s, Optional p
FileRef: VolumeName s, Path s, Key s, Optional p
Resources: Limits p, Requests p, Claims ResourceClaim[]
ResourceClaim: Name s, Request s
Resize: ResourceName s, RestartPolicy s
Mount: Name s, ReadOnly b, RecursiveReadOnly p, MountPath s, SubPath s, MountPropagation p, SubPathExpr s
Device: Name s, DevicePath s
Probe: Exec Exec*, HTTPGet@httpGet HTTPGet*, TCPSocket@tcpSocket TCPSocket*, GRPC@grpc GRPC*, InitialDelaySeconds i, TimeoutSeconds i, PeriodSeconds i, SuccessThreshold i, FailureThreshold i, TerminationGracePeriodSeconds p
Handler: Exec Exec*, HTTPGet@httpGet HTTPGet*, TCPSocket@tcpSocket TCPSocket*, Sleep Sleep*
Lifecycle: PostStart Handler*, PreStop Handler*, StopSignal p
Exec: Command p
HTTPGet: Path s, Port i, Host s, Scheme s, HTTPHeaders@httpHeaders NameValue[]
TCPSocket: Port i, Host s
GRPC: Port i, Service p
Sleep: Seconds i
Volume: Name s, HostPath HostPath*, EmptyDir EmptyDir*, GCEPersistentDisk@gcePersistentDisk p, AWSElasticBlockStore@awsElasticBlockStore p, GitRepo GitRepo*, Secret SecretVolume*, NFS@nfs NFS*, ISCSI@iscsi p, Glusterfs p, PersistentVolumeClaim ClaimVolume*, RBD@rbd p, Quobyte p, FlexVolume p, Cinder p, CephFS@cephfs p, Flocker p, DownwardAPI DownwardVolume*, FC@fc p, AzureFile p, ConfigMap ConfigVolume*, VsphereVolume p, AzureDisk p, PhotonPersistentDisk p, Projected Projected*, PortworxVolume p, ScaleIO@scaleIO p, StorageOS@storageos p, CSI@csi CSI*, Ephemeral Ephemeral*, Image ImageVolume*
HostPath: Path s, Type p
EmptyDir: Medium s, SizeLimit p
GitRepo: Repository s, Revision s, Directory s
SecretVolume: SecretName s, Items KeyPath[], DefaultMode p, Optional p
ConfigVolume: Name s, Items KeyPath[], DefaultMode p, Optional p
KeyPath: Key s, Path s, Mode p
NFS: Server s, Path s, ReadOnly b
ClaimVolume: ClaimName s, ReadOnly b
DownwardVolume: Items DownwardFile[], DefaultMode p
DownwardFile: Path s, FieldRef FieldRef*, ResourceFieldRef ResourceRef*, Mode p
Projected: Sources Projection[], DefaultMode p
Projection: Secret SecretProjection*, DownwardAPI DownwardProjection*, ConfigMap SecretProjection*, ServiceAccountToken TokenProjection*, ClusterTrustBundle p, PodCertificate p
SecretProjection: Name s, Items KeyPath[], Optional p
DownwardProjection: Items DownwardFile[]
TokenProjection: Audience s, ExpirationSeconds i, Path s
CSI: Driver s, ReadOnly p, FSType@fsType p, VolumeAttributes p, NodePublishSecretRef Local*
Ephemeral: VolumeClaimTemplate ClaimTemplate*
ClaimTemplate: Spec ClaimSpec
ImageVolume: Reference s, PullPolicy s
ClaimSpec: AccessModes p, Selector p, Resources ClaimResources, VolumeName s, StorageClassName p, VolumeMode p, DataSource TypedRef*, DataSourceRef TypedNamespacedRef*, VolumeAttributesClassName p
ClaimResources: Limits p, Requests p
TypedRef: APIGroup@apiGroup p, Kind s, Name s
TypedNamespacedRef: APIGroup@apiGroup p, Kind s, Name s, Namespace p
DeploymentStrategy: Type s, RollingUpdate RollingDeployment*
RollingDeployment: MaxUnavailable i, MaxSurge i
DaemonSetStrategy: Type s, RollingUpdate RollingDeployment*
StatefulSetStrategy: Type s, RollingUpdate RollingStatefulSet*
RollingStatefulSet: Partition i, MaxUnavailable p
ServicePort: Name s, Protocol s, AppProtocol p, Port i, TargetPort i, NodePort i
DisruptionBudget: MinAvailable p, Selector p, MaxUnavailable p, UnhealthyPodEvictionPolicy p
ScalingBehavior: ScaleUp ScalingRules*, ScaleDown ScalingRules*
ScalingRules: StabilizationWindowSeconds p, SelectPolicy p, Policies ScalingPolicy[], Tolerance p
ScalingPolicy: Type s, Value i, PeriodSeconds i
RoleRef: APIGroup@apiGroup s, Kind s, Name s
Attachment: Attacher s, Source AttachmentSource, NodeName s
AttachmentSource: PersistentVolumeName p, InlineVolumeSpec p
SuccessPolicy: Rules SuccessRule[]
SuccessRule: SucceededIndexes p, SucceededCount p
FailurePolicy: Rules FailureRule[]
FailureRule: Action s, OnExitCodes ExitCodes*, OnPodConditions PodCondition[]
ExitCodes: ContainerName p, Operator s, Values p
PodCondition: Type s, Status s
ScopeRequirement: ScopeName s, Operator s, Values p
EndpointAddress: IP@ip s, Hostname s, NodeName p, TargetRef p
IPBlock: CIDR@cidr s, Except p
CRDVersion: Name s, Served b, Storage b, Deprecated b, DeprecationWarning p, Schema CRDSchema*, Subresources CRDSubresources*, AdditionalPrinterColumns CRDColumn[], SelectableFields CRDField[]
CRDSchema: OpenAPIV3Schema@openAPIV3Schema JSONSchema*
CRDSubresources: Status p, Scale CRDScale*
CRDScale: SpecReplicasPath s, StatusReplicasPath s, LabelSelectorPath p
CRDColumn: Name s, Type s, Format s, Description s, Priority i, JSONPath@jsonPath s
CRDField: JSONPath@jsonPath s
JSONSchema: ID@id s, Schema@$schema s, Ref@$ref p, Description s, Type s, Nullable b, Format s, Title s, Default p, Maximum p, ExclusiveMaximum b, Minimum p, ExclusiveMinimum b, MaxLength p, MinLength p, Pattern s, MaxItems p, MinItems p, UniqueItems b, MultipleOf p, Enum p, MaxProperties p, MinProperties p, Required p, Items JSONSchemaOrArray*, AllOf JSONSchema[], OneOf JSONSchema[], AnyOf JSONSchema[], Not JSONSchema*, Properties JSONSchema{}, AdditionalProperties JSONSchemaOrBool*, PatternProperties JSONSchema{}, Dependencies p, AdditionalItems JSONSchemaOrBool*, Definitions JSONSchema{}, ExternalDocs JSONDocs*, Example p, XPreserveUnknownFields@x-kubernetes-preserve-unknown-fields p, XEmbeddedResource@x-kubernetes-embedded-resource b, XIntOrString@x-kubernetes-int-or-string b, XListMapKeys@x-kubernetes-list-map-keys p, XListType@x-kubernetes-list-type p, XMapType@x-kubernetes-map-type p, XValidations@x-kubernetes-validations CRDRule[]
JSONSchemaOrArray: Schema JSONSchema*, JSONSchemas@schemas JSONSchema[]
JSONSchemaOrBool: Allows b, Schema JSONSchema*
JSONDocs: Description s, URL@url s
CRDRule: Rule s, Message s, MessageExpression s, Reason p, FieldPath s, OptionalOldSelf p
"""

_ZERO: dict[str, Any] = {"s": "", "i": 0, "b": False, "p": None, "q": "0"}
# Of the spec on the wire, but of the security context in the server.
_HOST_FIELDS = ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers")
_METADATA = ("name", "generateName", "namespace", "uid", "labels", "annotations", "ownerReferences", "finalizers")


class _Field(NamedTuple):
    name: str
    wire: str
    type: str


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[_Field, ...]]:
    table: dict[str, tuple[_Field, ...]] = {}
    for line in _TYPES.strip().splitlines():
        name, _, rest = line.partition(": ")
        fields: list[_Field] = []
        for text in rest.split(", "):
            if text.startswith("+"):
                fields += table[text[1:]]
                continue
            label, _, kind = text.partition(" ")
            go_name, _, wire = label.partition("@")
            fields.append(_Field(go_name, wire or go_name[0].lower() + go_name[1:], kind))
        table[name] = tuple(fields)
    return table


def go_value(value: Any, struct: str) -> Any:
    """`value` (wire form) as the server's type `struct` prints."""
    if value is None:
        return None
    if struct == "PodSpec":
        value = _with_host_fields(value)
    if struct in ("JSONSchemaOrArray", "JSONSchemaOrBool"):
        value = _alternative(value)
    if struct == "PodTemplateSpec":
        metadata = value.get("metadata") or {}
        head = {name: plain(metadata[name]) for name in _METADATA if metadata.get(name)}
        return {**head, "Spec": go_value(value.get("spec") or {}, "PodSpec")}
    return {field.name: _field(value.get(field.wire), field.type) for field in _table()[struct]}


def _field(value: Any, kind: str) -> Any:
    if kind in _ZERO:
        return _ZERO[kind] if value is None else plain(value)
    if kind.endswith("[]"):
        return [go_value(item, kind[:-2]) for item in value] if value is not None else None
    if kind.endswith("{}"):
        return {key: go_value(value[key], kind[:-2]) for key in sorted(value)} if value is not None else None
    if kind.endswith("*"):
        return go_value(value, kind[:-1])
    return go_value(value or {}, kind)


def plain(value: Any) -> Any:
    """A value of a type that has JSON tags: maps are sorted, a label selector has its labels first."""
    if isinstance(value, dict):
        first = (
            ["matchLabels"] if value.keys() <= {"matchLabels", "matchExpressions"} and "matchLabels" in value else []
        )
        return {key: plain(value[key]) for key in dict.fromkeys([*first, *sorted(value)])}
    return [plain(item) for item in value] if isinstance(value, list) else value


def go_diff(old: Any, new: Any, struct: str) -> str:
    """A unified diff of two values of a type of the server, as indented JSON."""
    from difflib import unified_diff

    texts = [json.dumps(go_value(value, struct), indent=1, ensure_ascii=False).splitlines() for value in (old, new)]
    return "\n".join(list(unified_diff(texts[0], texts[1], lineterm="", n=3))[2:]) + "\n"


def _alternative(value: Any) -> Object:
    """What is a schema, a list of them or a boolean on the wire is a struct in the server."""
    if isinstance(value, list):
        return {"schemas": value}
    return {"schema": value, "allows": True} if isinstance(value, dict) else {"allows": value}


def _with_host_fields(spec: Object) -> Object:
    context = spec.get("securityContext")
    host = {name: spec[name] for name in _HOST_FIELDS if name in spec}
    return {**spec, "securityContext": {**(context or {}), **host}} if context is not None or host else spec
