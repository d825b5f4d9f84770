"""Fields whose zero value the API does not tell from absence: Go holds them by value, so that `""`, false and 0 vanish.

A field that is not here is held by pointer upstream, or is always written; its zero value stays.

Upstream: the `omitempty` fields of k8s.io/api and apimachinery/pkg/apis/meta/v1.
"""

_PREFIXES = (
    "io.k8s.api.",
    "io.k8s.apimachinery.pkg.apis.",
    "io.k8s.apiextensions-apiserver.pkg.apis.",
    "io.k8s.kube-aggregator.pkg.apis.",
)

_FIELDS: dict[str, str] = {
    "meta.v1.ObjectMeta": "name generateName namespace selfLink uid resourceVersion generation",
    "meta.v1.ListMeta": "continue resourceVersion selfLink",
    "core.v1.EnvVar": "value",
    "core.v1.EnvFromSource": "prefix",
    "core.v1.ConfigMapKeySelector": "name",
    "core.v1.SecretKeySelector": "name",
    "core.v1.LocalObjectReference": "name",
    "core.v1.ObjectFieldSelector": "apiVersion",
    "core.v1.Container": "image workingDir stdin stdinOnce tty terminationMessagePath terminationMessagePolicy imagePullPolicy",
    "core.v1.EphemeralContainer": "image workingDir stdin stdinOnce tty targetContainerName imagePullPolicy",
    "core.v1.ContainerPort": "name hostPort protocol hostIP",
    "core.v1.VolumeMount": "readOnly subPath subPathExpr",
    "core.v1.Probe": "initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold",
    "core.v1.HTTPGetAction": "path host scheme",
    "core.v1.TCPSocketAction": "host",
    "core.v1.PodSpec": "restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostNetwork hostPID hostIPC hostname"
    " subdomain schedulerName priorityClassName",
    "core.v1.PodStatus": "phase message reason nominatedNodeName hostIP podIP qosClass observedGeneration",
    "core.v1.Toleration": "key operator value effect",
    "core.v1.Taint": "value",
    "core.v1.EmptyDirVolumeSource": "medium",
    "core.v1.SecretVolumeSource": "secretName",
    "core.v1.ConfigMapVolumeSource": "name",
    "core.v1.PersistentVolumeClaimVolumeSource": "readOnly",
    "core.v1.NFSVolumeSource": "readOnly",
    "core.v1.CSIPersistentVolumeSource": "readOnly fsType",
    "core.v1.PersistentVolumeClaimSpec": "volumeName",
    "core.v1.PersistentVolumeSpec": "persistentVolumeReclaimPolicy storageClassName",
    "core.v1.ServiceSpec": "clusterIP type sessionAffinity loadBalancerIP externalName externalTrafficPolicy"
    " healthCheckNodePort publishNotReadyAddresses",
    "core.v1.ServicePort": "name protocol nodePort",
    "core.v1.NodeSpec": "podCIDR providerID unschedulable",
    "core.v1.Secret": "type",
    "core.v1.ObjectReference": "kind namespace name uid apiVersion resourceVersion fieldPath",
    "apps.v1.DeploymentSpec": "minReadySeconds paused",
    "apps.v1.DeploymentStatus": "observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas",
    "apps.v1.DeploymentStrategy": "type",
    "apps.v1.ReplicaSetSpec": "minReadySeconds",
    "apps.v1.ReplicaSetStatus": "fullyLabeledReplicas readyReplicas availableReplicas observedGeneration",
    "apps.v1.StatefulSetSpec": "podManagementPolicy minReadySeconds serviceName",
    "apps.v1.StatefulSetUpdateStrategy": "type",
    "apps.v1.DaemonSetSpec": "minReadySeconds",
    "apps.v1.DaemonSetUpdateStrategy": "type",
    "batch.v1.CronJobSpec": "concurrencyPolicy",
    "batch.v1.JobStatus": "active succeeded failed completedIndexes",
    "rbac.v1.Subject": "apiGroup namespace",
    "core.v1.SELinuxOptions": "user role type level",
    "core.v1.ResourceFieldSelector": "containerName",
    "core.v1.EventSource": "component host",
    "core.v1.PodCondition": "reason message observedGeneration",
    "core.v1.NodeCondition": "reason message",
    "core.v1.ContainerStateWaiting": "reason message",
    "core.v1.ContainerStateTerminated": "signal reason message containerID",
    "core.v1.LoadBalancerIngress": "ip hostname",
    "core.v1.EndpointAddress": "hostname",
    "core.v1.EndpointPort": "name protocol",
    "core.v1.PersistentVolumeClaimStatus": "phase",
    "networking.v1.IngressTLS": "secretName",
    "networking.v1.IngressRule": "host",
    "networking.v1.HTTPIngressPath": "path",
    "networking.v1.ServiceBackendPort": "name number",
    "autoscaling.v2.CrossVersionObjectReference": "apiVersion",
    "scheduling.v1.PriorityClass": "globalDefault description",
    "admissionregistration.v1.WebhookClientConfig": "caBundle",
    "apiextensions.v1.WebhookClientConfig": "caBundle",
    "apiextensions.v1.CustomResourceColumnDefinition": "format description priority",
    "apiextensions.v1.CustomResourceDefinitionVersion": "deprecated",
    "apiextensions.v1.CustomResourceDefinitionNames": "singular listKind",
    "apiextensions.v1.CustomResourceDefinitionSpec": "preserveUnknownFields",
    "apiregistration.v1.APIServiceSpec": "caBundle group version insecureSkipTLSVerify",
    "certificates.v1.CertificateSigningRequestStatus": "certificate",
}

OMITTED: dict[str, frozenset[str]] = {name: frozenset(fields.split()) for name, fields in _FIELDS.items()}


def is_omitted(definition: str, field: str) -> bool:
    """Whether the zero value of the field is written as nothing."""
    for prefix in _PREFIXES:
        if definition.startswith(prefix):
            return field in OMITTED.get(definition[len(prefix) :], ())
    return False
