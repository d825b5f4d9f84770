"""A cluster's first objects, as a control plane just started has them.

`fill(store, world, profile, nodes)` writes them into an empty store at once, before there is a server to ask: namespaces,
the `kubernetes` service, RBAC, priority classes, API services and flow control (`objects.json`, one object a line, facts read
off a real control plane), then the nodes of the profile.

Profiles: `bare` has workers node-0 ... and nothing else; `standard` has what kubeadm leaves: a tainted control-plane node
and workers.

Upstream: pkg/controlplane, plugin/pkg/auth/authorizer/rbac/bootstrappolicy, cmd/kubeadm.
"""

import json
from pathlib import Path

from pykubectl import Object
from pykubectl.apiserver import field_management
from pykubectl.bootstrap.nodes import nodes_of
from pykubectl.kinds import of_kind
from pykubectl.machinery.objects import split_api_version
from pykubectl.machinery.timestamps import format_time
from pykubectl.storage import Key, Store, Write
from pykubectl.world import World

PROFILES = ("standard", "bare")
STANDARD_NODES = 2
_API_SERVER_ADDRESS = "192.0.2.2"
_API_SERVER_PORT = 6443


def fill(store: Store, world: World, profile: str, nodes: int) -> None:
    """Give an empty store its first objects; one that has some is left as it is."""
    with store.transaction():
        if store.meta("profile") is not None:
            return
        store.set_meta("profile", profile)
        store.set_meta("created", format_time(world.now))
        objects = [*_namespaces(), *json.loads(Path(__file__).with_name("objects.json").read_text("utf-8"))]
        objects += [*_kubernetes_service(), *_configuration(world)]
        for node in nodes_of(world, profile, nodes):
            objects.append(node)
            objects.append(_lease(world, node["metadata"]["name"]))
        store.write([_write(world, obj) for obj in objects])


def _write(world: World, obj: Object) -> Write:
    group, _ = split_api_version(obj["apiVersion"])
    kind = of_kind(group, obj["kind"])
    assert kind is not None
    meta = obj["metadata"]
    meta["uid"], meta["creationTimestamp"] = world.uid(), format_time(world.now)
    for condition in (obj.get("status") or {}).get("conditions") or ():
        condition.setdefault("lastTransitionTime", format_time(world.now))
    is_node = kind.resource == "nodes"
    manager = "kubelet" if is_node or meta.get("namespace") == "kube-node-lease" else "kube-apiserver"
    field_management.from_the_start(kind, obj, manager, ("", "status") if is_node else ("",), format_time(world.now))
    return Write(Key(kind.resource, meta.get("namespace", ""), meta["name"]), obj, 0)


def _namespaces() -> list[Object]:
    return [
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}},
            "spec": {"finalizers": ["kubernetes"]},
            "status": {"phase": "Active"},
        }
        for name in ("default", "kube-node-lease", "kube-public", "kube-system")
    ]


def _kubernetes_service() -> list[Object]:
    meta = {"name": "kubernetes", "namespace": "default"}
    port = {"name": "https", "port": _API_SERVER_PORT, "protocol": "TCP"}
    spec = {
        "clusterIP": "10.96.0.1",
        "clusterIPs": ["10.96.0.1"],
        "internalTrafficPolicy": "Cluster",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": _API_SERVER_PORT}],
        "sessionAffinity": "None",
        "type": "ClusterIP",
    }
    labels = {"component": "apiserver", "provider": "kubernetes"}
    addresses = [_API_SERVER_ADDRESS]
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {**meta, "labels": labels},
            "spec": spec,
            "status": {"loadBalancer": {}},
        },
        {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {**meta, "labels": {"endpointslice.kubernetes.io/skip-mirror": "true"}},
            "subsets": [{"addresses": [{"ip": _API_SERVER_ADDRESS}], "ports": [port]}],
        },
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {**meta, "generation": 1, "labels": {"kubernetes.io/service-name": "kubernetes"}},
            "addressType": "IPv4",
            "endpoints": [{"addresses": addresses, "conditions": {"ready": True}}],
            "ports": [port],
        },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "IPAddress",
            "metadata": {
                "name": "10.96.0.1",
                "labels": {
                    "ipaddress.kubernetes.io/ip-family": "IPv4",
                    "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
                },
            },
            "spec": {"parentRef": {"group": "", "name": "kubernetes", "namespace": "default", "resource": "services"}},
        },
    ]


def _configuration(world: World) -> list[Object]:
    meta = {"namespace": "kube-system"}
    return [
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {**meta, "name": "extension-apiserver-authentication"},
            "data": {"client-ca-file": _placeholder_certificate(world)},
        },
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {**meta, "name": "kube-apiserver-legacy-service-account-token-tracking"},
            "data": {"since": world.now.strftime("%Y-%m-%d")},
        },
    ]


def _placeholder_certificate(world: World) -> str:
    """Bytes in the form of a certificate: nothing embedded speaks TLS, but whoever mounts the bundle finds one."""
    digits = format(world.token(1536), "0384x")
    lines = [digits[start : start + 64] for start in range(0, len(digits), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])


def _lease(world: World, node: str) -> Object:
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": node, "namespace": "kube-node-lease"},
        "spec": {
            "holderIdentity": node,
            "leaseDurationSeconds": 40,
            "renewTime": world.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        },
    }
