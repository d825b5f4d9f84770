"""describe, as transcripts against a cluster, and its register."""

import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from pykubectl.cli import describers

OBJECTS = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, labels: {app: shop, tier: web}}
data: {color: blue, lines: "a\\tb\\nlong\\tc\\n"}
binaryData: {bytes: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: login, annotations: {note: "one\\ntwo"}}
data: {password: czNjcmV0}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: shop}
spec: {minAvailable: 1, selector: {matchLabels: {app: shop}}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}
- {apiGroups: [apps], resources: [deployments/scale], verbs: [update]}
- {apiGroups: [""], resources: [pods], verbs: [list, watch]}
- {apiGroups: [""], resources: [secrets], resourceNames: [login], verbs: [get]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: fence}
spec:
  podSelector: {matchLabels: {app: shop}}
  policyTypes: [Ingress]
  ingress:
  - ports: [{port: 80}, {port: 8000, endPort: 8010, protocol: UDP}]
    from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
  - {}
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: leader}
spec: {holderIdentity: me, leaseDurationSeconds: 15}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec: {hard: {pods: "10"}, scopes: [BestEffort]}
"""

DESCRIPTIONS: dict[str, str] = {
    "cm settings": """\
Name:         settings
Namespace:    default
Labels:       app=shop
              tier=web
Annotations:  <none>

Data
====
color:
----
blue

lines:
----
a     b
long  c



BinaryData
====
bytes: 3 bytes

Events:  <none>
""",
    "secret login": """\
Name:         login
Namespace:    default
Labels:       <none>
Annotations:  note:
                one
                two

Type:  Opaque

Data
====
password:  6 bytes
""",
    "pdb shop --show-events=false": """\
Name:           shop
Namespace:      default
Min available:  1
Selector:       app=shop
Status:
    Allowed disruptions:  0
    Current:              0
    Desired:              1
    Total:                0
""",
    "role reader": """\
Name:         reader
Labels:       <none>
Annotations:  <none>
PolicyRule:
  Resources               Non-Resource URLs  Resource Names  Verbs
  ---------               -----------------  --------------  -----
  pods                    []                 []              [get list watch]
  pods/log                []                 []              [get list]
  secrets                 []                 [login]         [get]
  deployments.apps/scale  []                 []              [update]
""",
    "netpol fence": """\
Name:         fence
Namespace:    default
Created on:   2026-01-02 03:04:05 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     app=shop
  Allowing ingress traffic:
    To Port: 80/TCP
    To Port Range: 8000-8010/UDP
    From:
      NamespaceSelector: <none>
      PodSelector: a=b
    From:
      IPBlock:
        CIDR: 10.0.0.0/8
        Except: 10.1.0.0/16
    ----------
    To Port: <any> (traffic allowed to all ports)
    From: <any> (traffic not restricted by source)
  Not affecting egress traffic
  Policy Types: Ingress
""",
    "lease leader": """\
Name:         leader
Namespace:    default
Labels:       <none>
Annotations:  <none>
API Version:  coordination.k8s.io/v1
Kind:         Lease
Metadata:
  Creation Timestamp:  2026-01-02T03:04:05Z
  Resource Version:    <number>
  UID:                 <uid>
Spec:
  Holder Identity:         me
  Lease Duration Seconds:  15
Events:                    <none>
""",
    "quota team": """\
Name:       team
Namespace:  default
Scopes:     BestEffort
 * Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.
Resource  Used  Hard
--------  ----  ----
pods      0     10
""",
}


@pytest.fixture(autouse=True)
def universal_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def masked(text: str) -> str:
    text = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uid>", text)
    # Each write takes a moment of the frozen clock.
    text = re.sub(r"03:04:0\d", "03:04:05", re.sub(r" \ds ", " 0s ", text))
    return re.sub(r"(Resource Version: +)\d+", r"\1<number>", text)


@pytest.mark.parametrize("words", DESCRIPTIONS)
def test_descriptions(kubectl: Callable[..., Any], words: str) -> None:
    assert kubectl("create", "-f", "-", stdin=OBJECTS).code == 0
    done = kubectl("describe", *words.split())
    assert (masked(done.out), done.err, done.code) == (DESCRIPTIONS[words], "", 0)


def test_a_deployment_shows_its_template_its_replica_sets_and_its_events(kubectl: Callable[..., Any]) -> None:
    kubectl("create", "deployment", "web", "--image=nginx", "--replicas=2", "--port=80")
    text = re.sub(r"web-[0-9a-z]+", "web-<hash>", masked(kubectl("describe", "deploy/web").out))
    assert (
        text
        == """\
Name:                   web
Namespace:              default
CreationTimestamp:      Fri, 02 Jan 2026 03:04:05 +0000
Labels:                 app=web
Annotations:            deployment.kubernetes.io/revision: 1
Selector:               app=web
Replicas:               2 desired | 2 updated | 2 total | 2 available | 0 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Pod Template:
  Labels:  app=web
  Containers:
   nginx:
    Image:         nginx
    Port:          80/TCP
    Host Port:     0/TCP
    Environment:   <none>
    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  <none>
  Tolerations:     <none>
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Available      True    MinimumReplicasAvailable
  Progressing    True    NewReplicaSetAvailable
OldReplicaSets:  <none>
NewReplicaSet:   web-<hash> (2/2 replicas created)
Events:
  Type    Reason             Age   From                   Message
  ----    ------             ----  ----                   -------
  Normal  ScalingReplicaSet  0s    deployment-controller  Scaled up replica set web-<hash> from 0 to 2
"""
    )


def test_pods_of_a_workload_are_counted_and_services_list_their_endpoints(kubectl: Callable[..., Any]) -> None:
    kubectl("create", "deployment", "web", "--image=nginx", "--replicas=5", "--port=80")
    kubectl("create", "service", "clusterip", "web", "--tcp=80:8080")
    assert "Pods Status:    5 Running / 0 Waiting / 0 Succeeded / 0 Failed\n" in kubectl("describe", "rs").out
    service = kubectl("describe", "svc", "web").out
    assert re.search(r"^Endpoints: +[\d.]+:8080,[\d.]+:8080,[\d.]+:8080 \+ 2 more\.\.\.$", service, re.MULTILINE)


def test_several_objects_two_empty_lines_apart_and_without_events(kubectl: Callable[..., Any]) -> None:
    kubectl("create", "cm", "aa")
    kubectl("create", "cm", "ab")
    text = kubectl("describe", "cm", "aa", "ab").out
    assert text.count("\n\n\nName:") == 1
    assert "Events" not in text
    assert kubectl("describe", "cm", "aa", "ab", "--show-events").out.count("Events:  <none>") == 2
    assert kubectl("describe", "cm", "aa", "--show-events=false").out.endswith("====\n\n")


def test_the_beginning_of_names_stands_for_all_of_them(kubectl: Callable[..., Any]) -> None:
    kubectl("create", "cm", "aa")
    kubectl("create", "cm", "ab")
    assert re.findall(r"^Name: +(\w+)$", kubectl("describe", "cm", "a").out, re.MULTILINE) == ["aa", "ab"]


NO_TYPE = (
    "error: You must specify the type of resource to describe."
    ' Use "kubectl api-resources" for a complete list of supported resources.\n'
)


@pytest.mark.parametrize(
    ("words", "code", "err"),
    [
        ("", 1, NO_TYPE),
        ("pod nope", 1, 'Error from server (NotFound): pods "nope" not found\n'),
        (
            "pod/nope svc/nada",
            1,
            'Error from server (NotFound): pods "nope" not found\nError from server (NotFound): services "nada" not found\n',
        ),
        # The only error, and two arguments: the second one is taken as the beginning of a name.
        ("ns/default svc/nada", 1, 'Error from server (NotFound): services "nada" not found\n'),
        ("ns,pods default", 1, "error: you may only specify a single resource type\n"),
        ("pods", 0, "No resources found in default namespace.\n"),
        ("nodes -l zone=x", 0, "No resources found in default namespace.\n"),
        ("pods -A", 0, "No resources found\n"),
        ("things", 1, 'error: the server doesn\'t have a resource type "things"\n'),
    ],
)
def test_nothing_to_describe(kubectl: Callable[..., Any], words: str, code: int, err: str) -> None:
    done = kubectl("describe", *words.split())
    assert (done.out, done.err, done.code) == ("", err, code)


def test_rows_and_modules_are_the_same_set() -> None:
    folder = Path(describers.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__", "generic", "pod_template"}
    assert {row.module for row in describers.DESCRIBERS} == modules
    for name in [*modules, "generic"]:
        assert callable(import_module(f"{describers.__name__}.{name}").describe)
