"""The blocks that descriptions are made of."""

from typing import Any

import pytest

from pykubectl.cli.describers.generic import title_of
from pykubectl.cli.describers.parts.certificate_requests import RequestError, parse_request
from pykubectl.cli.describers.parts.containers import write_containers
from pykubectl.cli.describers.parts.endpoint_addresses import format_addresses
from pykubectl.cli.describers.parts.environment import resource_value
from pykubectl.cli.describers.parts.fields import annotations
from pykubectl.cli.describers.parts.pod_amounts import LIMITS, REQUESTS, pod_amounts
from pykubectl.cli.describers.parts.probes import format_probe
from pykubectl.cli.describers.parts.qos import qos_class
from pykubectl.cli.describers.parts.scheduling import write_taints, write_tolerations
from pykubectl.cli.describers.parts.volumes import write_persistent_source, write_volumes
from pykubectl.cli.describers.parts.writer import Writer, aligned
from pykubectl.cli.describers.pod_template import pod_template

REQUEST = b"""-----BEGIN CERTIFICATE REQUEST-----
MIIBIjCByQIBADArMQwwCgYDVQQDDANib2IxDDAKBgNVBAoMA29uZTENMAsGA1UE
-----END CERTIFICATE REQUEST-----
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a\tb\nccc\td\n", "a    b\nccc  d\n"),
        ("a\tb\nline\nccc\td\n", "a  b\nline\nccc  d\n"),
        ("\ta:\tb\n\t\tc\n", "  a:  b\n      c\n"),
        ("a\t\n", "a  \n"),
        ("é\tb\nab\tc", "é   b\nab  c"),
    ],
)
def test_cells_become_columns_of_neighbouring_lines(text: str, wanted: str) -> None:
    assert aligned(text) == wanted


def test_every_piece_is_indented_and_control_characters_are_spelled_out() -> None:
    writer = Writer()
    nested = writer.nested(1)
    nested.write("Labels:\t")
    nested.end("<none>\x1b\r")
    assert writer.raw() == "  Labels:\t  <none>^[\\r\n"


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("lastTransitionTime", "Last Transition Time"),
        ("apiVersion", "API Version"),
        ("uid", "UID"),
        ("podCIDRs", "Pod CIDRs"),
        ("podIPs", "Pod I Ps"),
        ("HTTPServer", "HTTPServer"),
        ("foo-bar", "Foo - Bar"),
        ("x509Cert", "x509Cert"),
        ("a.b/c", "a.b/c"),
        ("ünder", "Ünder"),
        ("日本", "日本"),
    ],
)
def test_titles(field: str, title: str) -> None:
    assert title_of(field) == title


@pytest.mark.parametrize(
    ("action", "wanted"),
    [
        (
            {"httpGet": {"port": "http", "scheme": "HTTPS", "host": "::1", "path": "a b?c"}},
            "http-get https://[::1]:http/a%20b%3Fc",
        ),
        ({"httpGet": {"port": 80}}, "http-get //:80"),
        ({"exec": {"command": ["cat", "/x"]}}, "exec [cat /x]"),
        ({"tcpSocket": {"port": 80}}, "tcp-socket :80"),
        ({"grpc": {"port": 90, "service": "s"}}, "grpc <pod>:90 s"),
        ({}, "unknown"),
    ],
)
def test_probes(action: dict[str, Any], wanted: str) -> None:
    probe = {**action, "initialDelaySeconds": 3, "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1}
    attributes = "delay=3s timeout=1s period=10s successThreshold=1 failureThreshold=0"
    assert format_probe(probe) == f"{wanted} {attributes}"


def test_long_annotations_go_below_their_key() -> None:
    writer = Writer()
    annotations(
        writer,
        "Annotations",
        {"b": "x" * 200, "a": "short\n", "kubectl.kubernetes.io/last-applied-configuration": "{}"},
    )
    assert writer.raw() == f"Annotations:\ta: short\n\tb:\n\t  {'x' * 138}...\n"


def test_tolerations_and_taints_are_sorted() -> None:
    writer = Writer()
    tolerations = [
        {"key": "k", "value": "v", "effect": "NoSchedule"},
        {"operator": "Exists"},
        {"key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 30},
    ]
    write_tolerations(writer, "Tolerations", tolerations)
    write_taints(
        writer, "Taints", [{"key": "b", "effect": "NoSchedule"}, {"key": "c", "value": "v", "effect": "NoExecute"}]
    )
    assert writer.raw() == (
        "Tolerations:\top=Exists\n\ta:NoExecute op=Exists for 30s\n\tk=v:NoSchedule\nTaints:\tc=v:NoExecute\n\tb:NoSchedule\n"
    )


ENVIRONMENT = [
    {"name": "A", "value": "x\ny"},
    {"name": "N", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.name"}}},
    {"name": "M", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory"}}},
    {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k", "optional": True}}},
    {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
]


def test_containers() -> None:
    container = {
        "name": "web",
        "image": "nginx",
        "ports": [{"containerPort": 80, "protocol": "TCP", "name": "http"}, {"containerPort": 81, "protocol": "UDP"}],
        "command": ["sh", "-c", "a\nb"],
        "envFrom": [{"secretRef": {"name": "s"}, "prefix": "P_"}],
        "env": ENVIRONMENT,
        "volumeMounts": [
            {"name": "z", "mountPath": "/z", "readOnly": True, "subPath": "p"},
            {"name": "a", "mountPath": "/a"},
        ],
    }
    status = {"name": "web", "ready": True, "restartCount": 1, "state": {"waiting": {"reason": "CrashLoopBackOff"}}}
    writer = Writer()
    write_containers(writer, "Containers", [container], [status], field_value=lambda reference: "me")
    assert (
        writer.text()
        == """\
Containers:
  web:
    Container ID:  
    Image:         nginx
    Image ID:      
    Ports:         80/TCP (http), 81/UDP
    Host Ports:    0/TCP (http), 0/UDP
    Command:
      sh
      -c
      a
      b
    State:          Waiting
      Reason:       CrashLoopBackOff
    Ready:          True
    Restart Count:  1
    Environment Variables from:
      s  Secret with prefix 'P_'  Optional: false
    Environment:
      A:  x
          y
      N:  me (v1:metadata.name)
      M:  node allocatable (limits.memory)
      S:  <set to the key 'k' in secret 's'>      Optional: true
      C:  <set to the key 'k' of config map 'c'>  Optional: false
    Mounts:
      /a from a (rw)
      /z from z (ro,path="p")
"""
    )


@pytest.mark.parametrize(
    ("reference", "wanted"),
    [
        ({"resource": "limits.cpu"}, "1"),
        ({"resource": "limits.cpu", "divisor": "1m"}, "250"),
        ({"resource": "requests.memory", "divisor": "1Mi"}, "64"),
        ({"resource": "limits.pods"}, ""),
    ],
)
def test_resource_references(reference: dict[str, Any], wanted: str) -> None:
    container = {"resources": {"limits": {"cpu": "250m"}, "requests": {"memory": "64Mi"}}}
    assert resource_value(reference, container) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ({"hostPath": {"path": "/x"}}, "Path:\t/x\n    HostPathType:\t<none>\n"),
        ({"emptyDir": {"sizeLimit": "0"}}, "Medium:\t\n    SizeLimit:\t<unset>\n"),
        (
            {"fc": {"targetWWNs": ["a", "b"]}},
            "TargetWWNs:\ta, b\n    LUN:\t<none>\n    FSType:\t\n    ReadOnly:\tfalse\n",
        ),
        (
            {"csi": {"driver": "d", "volumeAttributes": {"b": "1", "a": "2"}}},
            "Driver:\td\n    FSType:\t\n    ReadOnly:\tfalse\n    VolumeAttributes:\t    a=2\n        \t    b=1\n",
        ),
        ({"downwardAPI": {"items": [{"path": "p", "fieldRef": {"fieldPath": "f"}}]}}, "Items:\n      f -> p\n"),
        (
            {
                "projected": {
                    "sources": [{"configMap": {"name": "c"}}, {"serviceAccountToken": {"expirationSeconds": 60}}]
                }
            },
            "ConfigMapName:\tc\n    Optional:\tfalse\n    TokenExpirationSeconds:\t60\n",
        ),
        (
            {"flexVolume": {"driver": "d", "secretRef": {"name": "s"}, "options": {"b": "1", "a": "2"}}},
            "Driver:\td\n    FSType:\t\n    SecretRef:\t&LocalObjectReference{Name:s,}\n    ReadOnly:\tfalse\n"
            "    Options:\tmap[a:2 b:1]\n",
        ),
    ],
)
def test_volumes(source: dict[str, Any], wanted: str) -> None:
    writer = Writer()
    write_volumes(writer, [{"name": "v", **source}])
    title, name, kind, rest = writer.raw().split("\n", 3)
    assert (title, name, rest) == ("Volumes:", "  v:", f"    {wanted}")
    assert kind.startswith("    Type:\t")


def test_volumes_of_no_namespace_name_the_namespace_of_their_secret() -> None:
    writer = Writer()
    write_persistent_source(
        writer, {"rbd": {"monitors": ["m"], "image": "i", "secretRef": {"name": "s", "namespace": "n"}}}
    )
    assert "SecretRef:\t&SecretReference{Name:s,Namespace:n,}\n" in writer.raw()


def test_pod_templates_keep_their_tabs() -> None:
    template = {
        "metadata": {"labels": {"app": "web", "tier": "x"}},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    assert pod_template(template).startswith(
        "Pod Template:\n  Labels:\tapp=web\n\ttier=x\n  Containers:\n   c:\n    Image:\ti\n"
    )


def _container(name: str = "c", **amounts: Any) -> dict[str, Any]:
    return {"name": name, "resources": amounts}


def test_what_a_pod_asks_for() -> None:
    spec = {
        "overhead": {"cpu": "10m"},
        "initContainers": [
            {**_container("side", requests={"cpu": "100m"}), "restartPolicy": "Always"},
            _container("first", requests={"cpu": "2"}),
        ],
        "containers": [_container(requests={"cpu": "300m", "memory": "1Gi"}, limits={"cpu": "1"})],
    }
    assert {name: str(amount) for name, amount in pod_amounts({"spec": spec}, REQUESTS).items()} == {
        "cpu": "2110m",
        "memory": "1Gi",
    }
    assert {name: str(amount) for name, amount in pod_amounts({"spec": spec}, LIMITS).items()} == {"cpu": "1010m"}
    status = {"containerStatuses": [{"name": "c", "resources": {"requests": {"cpu": "5"}}}]}
    assert str(pod_amounts({"spec": spec, "status": status}, REQUESTS, running=True)["cpu"]) == "5110m"


@pytest.mark.parametrize(
    ("containers", "wanted"),
    [
        ([_container()], "BestEffort"),
        ([_container(requests={"cpu": "1"})], "Burstable"),
        ([_container(requests={"cpu": "1", "memory": "1Gi"}, limits={"cpu": "1000m", "memory": "1Gi"})], "Guaranteed"),
        (
            [_container(), _container(requests={"cpu": "1", "memory": "1"}, limits={"cpu": "1", "memory": "1"})],
            "Burstable",
        ),
    ],
)
def test_quality_of_service(containers: list[dict[str, Any]], wanted: str) -> None:
    assert qos_class({"spec": {"containers": containers}}) == wanted


def _slice(ports: list[dict[str, Any]], *ready: bool) -> dict[str, Any]:
    endpoints = [{"addresses": [f"10.0.0.{n}"], "conditions": {"ready": flag}} for n, flag in enumerate(ready)]
    return {"ports": ports, "endpoints": endpoints}


@pytest.mark.parametrize(
    ("slices", "wanted"),
    [
        ([], "<none>"),
        ([_slice([{"name": "", "port": 80}], True, False, True)], "10.0.0.0:80,10.0.0.2:80"),
        ([_slice([{"name": "other", "port": 80}], True)], ""),
        ([_slice([], True)], "10.0.0.0"),
        ([_slice([{"port": 80}], True, True, True, True, True)], "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80 + 2 more..."),
        # As in kubectl: one that is not ready makes the list an incomplete one, though it does not count.
        ([_slice([{"port": 80}], True, True, True, False)], "10.0.0.0:80,10.0.0.1:80,10.0.0.2:80 + 0 more..."),
    ],
)
def test_addresses_of_a_service(slices: list[dict[str, Any]], wanted: str) -> None:
    assert format_addresses(slices, "") == wanted


@pytest.mark.parametrize("pem", [b"abc", REQUEST, b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate_request(pem: bytes) -> None:
    with pytest.raises(RequestError):
        parse_request(pem)


COMPLETE = b"""-----BEGIN CERTIFICATE REQUEST-----
MIIBIzCByQIBADAqMQwwCgYDVQQKDANvbmUxDDAKBgNVBAoMA3R3bzEMMAoGA1UE
AwwDYm9iMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEi0U/uG6hOTHszL3O07uc
1gPcQHJiFIqXSIZuuaL9GVsPAG9UvdQC4Ht9W21uMhMQbRGhbHkULjkp4vvEh89v
sKA9MDsGCSqGSIb3DQEJDjEuMCwwKgYDVR0RBCMwIYINYS5leGFtcGxlLmNvbYcE
AQIDBIYKaHR0cHM6Ly96LzAKBggqhkjOPQQDAgNJADBGAiEAoSM73JVwpYQ1RRL2
inH5vLRUx47D0Zy0Ld4udxNe9bICIQDW4AtSC05uczcbcIoSyZV7tJ2d2rLCaqCV
Nvhox8UOQA==
-----END CERTIFICATE REQUEST-----
"""


def test_certificate_requests() -> None:
    request = parse_request(COMPLETE)
    assert request.subject == {"Organization": ["one", "two"], "Common Name": ["bob"]}
    assert request.alternative_names == {
        "DNS Names": ["a.example.com"],
        "IP Addresses": ["1.2.3.4"],
        "URIs": ["https://z/"],
    }
