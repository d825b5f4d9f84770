"""Controllers: each brings one resource's world one step nearer to its spec.

A controller is a module with

    reconcile(api: Api, namespace: str, name: str) -> float | None

It reads what is, makes the next step through `api`, and returns the seconds after which it wants to look again (None: when
something changes). It is level-triggered: idempotent, order-independent, restartable; it never remembers anything between calls.
A StatusError that it lets escape means "try again": after milliseconds at first, then after twice as long each time. It is called for every change of its resource (also after the
deletion of an object: `find` answers None), of what such an object controls (`owns`), and of the resources in `maps`, where
the module's

    woken_by(api: Api, change: Change) -> Iterable[tuple[str, str]]       # (namespace, name) of what to look at

names whom the change concerns (change.key, change.obj, change.previous; either may be None).

`actor` is the name under which it writes and sends events, as the real one does.

To add one: write controllers/<module>.py and add its row. Order of rows is order of work: the determinism of a run rests on it.

Upstream: pkg/controller, cmd/kube-controller-manager/app.
"""

from typing import NamedTuple


class Loop(NamedTuple):
    """`profiles` empty: runs in every cluster; resource "" reconciles whatever `woken_by` names; `maps` "*": all resources.

    `retry_seconds`: how long a loop waits after the API server refused it something, at first (then twice as long each
    time) and at most.
    """

    module: str
    resource: str
    actor: str
    owns: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    retry_seconds: tuple[float, float] = (0.005, 1000.0)

    @property
    def name(self) -> str:
        """Unique, for timers: the module without the package's name."""
        return self.module.removeprefix("pykubectl.")


# fmt: off
LOOPS: tuple[Loop, ...] = (
    #    MODULE                                             RECONCILES                  ACTOR                           OWNS, MAPS
    Loop("pykubectl.controllers.custom_resource_definition", "customresourcedefinitions.apiextensions.k8s.io", "kube-apiserver", (), ("*",)),
    Loop("pykubectl.controllers.service_account",           "namespaces",               "service-account-controller",   (), ("serviceaccounts",)),
    Loop("pykubectl.controllers.root_ca_publisher",         "namespaces",               "root-ca-cert-publisher",       (), ("configmaps",)),
    Loop("pykubectl.controllers.service_account_token",     "secrets",                  "tokens-controller",            (), ("serviceaccounts",)),
    Loop("pykubectl.controllers.deployment",                "deployments.apps",         "deployment-controller",        ("replicasets.apps",), ("replicasets.apps",)),
    Loop("pykubectl.controllers.replicaset",                "replicasets.apps",         "replicaset-controller",        ("pods",), ("pods",)),
    Loop("pykubectl.controllers.replicationcontroller",     "replicationcontrollers",   "replication-controller",       ("pods",), ("pods",)),
    Loop("pykubectl.controllers.statefulset",               "statefulsets.apps",        "statefulset-controller",       ("pods",), ("pods", "persistentvolumeclaims")),
    Loop("pykubectl.controllers.daemonset",                 "daemonsets.apps",          "daemonset-controller",         ("pods",), ("pods", "nodes")),
    Loop("pykubectl.controllers.job",                       "jobs.batch",               "job-controller",               ("pods",), ("pods",), retry_seconds=(1.0, 60.0)),
    Loop("pykubectl.controllers.cronjob",                   "cronjobs.batch",           "cronjob-controller",           ("jobs.batch",)),
    Loop("pykubectl.controllers.ttl_after_finished",        "jobs.batch",               "ttl-after-finished-controller"),
    Loop("pykubectl.controllers.endpoints",                 "services",                 "endpoint-controller",          (), ("pods", "endpoints")),
    Loop("pykubectl.controllers.endpointslice",             "services",                 "endpointslice-controller",     (), ("pods", "endpointslices.discovery.k8s.io")),
    Loop("pykubectl.controllers.endpointslice_mirroring",   "endpoints",                "endpointslicemirroring-controller", (), ("services", "endpointslices.discovery.k8s.io")),
    Loop("pykubectl.controllers.disruption",                "poddisruptionbudgets.policy", "controllermanager",         (), ("pods", "deployments.apps", "replicasets.apps", "statefulsets.apps", "replicationcontrollers")),
    Loop("pykubectl.controllers.resource_quota",            "resourcequotas",           "resourcequota-controller",     (), ("*",)),
    Loop("pykubectl.controllers.node_lifecycle",            "nodes",                    "node-controller"),
    Loop("pykubectl.controllers.taint_eviction",            "nodes",                    "taint-eviction-controller",    (), ("pods",)),
    Loop("pykubectl.controllers.horizontal_pod_autoscaler", "horizontalpodautoscalers.autoscaling", "horizontal-pod-autoscaler"),
    Loop("pykubectl.controllers.ephemeral_volume",          "pods",                     "ephemeral-volume-controller"),
    Loop("pykubectl.controllers.persistent_volume_claim_binder", "persistentvolumeclaims", "persistentvolume-controller", (), ("persistentvolumes", "storageclasses.storage.k8s.io", "pods")),
    Loop("pykubectl.controllers.persistent_volume_binder",  "persistentvolumes",        "persistentvolume-controller",  (), ("persistentvolumeclaims",)),
    Loop("pykubectl.controllers.pvc_protection",            "persistentvolumeclaims",   "persistentvolumeclaim-protection-controller", (), ("pods",)),
    Loop("pykubectl.controllers.pv_protection",             "persistentvolumes",        "persistentvolume-protection-controller"),
    Loop("pykubectl.controllers.cluster_role_aggregation",  "clusterroles.rbac.authorization.k8s.io", "clusterrole-aggregation-controller", (), ("clusterroles.rbac.authorization.k8s.io",)),
    Loop("pykubectl.controllers.validating_admission_policy_status", "validatingadmissionpolicies.admissionregistration.k8s.io", "validatingadmissionpolicy-status-controller"),
    Loop("pykubectl.controllers.service_cidr",              "servicecidrs.networking.k8s.io", "service-cidrs-controller", (), ("ipaddresses.networking.k8s.io",)),
    Loop("pykubectl.controllers.pod_garbage_collector",     "nodes",                    "pod-garbage-collector",        (), ("pods",)),
    Loop("pykubectl.controllers.garbage_collector",         "",                         "generic-garbage-collector",    (), ("*",)),
    Loop("pykubectl.controllers.namespace",                 "namespaces",               "namespace-controller",         (), ("*",)),
)
# fmt: on
