"""Who comes first, who makes room, how many alike are placed at once; and that no node ever holds more than it can."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from pykubectl.scheduler.snapshot import amount, requests
from tests.api_bench import ApiBench
from tests.controllers.workbench import workload
from tests.scheduler.builders import (
    NO_VICTIMS,
    ZONE,
    change_node,
    node,
    node_affinity,
    outcome,
    place,
    pod,
    set_nodes,
)

_FULL = f"0/3 nodes are available: 3 Insufficient cpu. {NO_VICTIMS}"


@pytest.fixture(autouse=True)
def _priorities(bench: ApiBench) -> None:
    make_priorities(bench)


def make_priorities(bench: ApiBench) -> None:
    for name, value, policy in (("low", -5, ""), ("high", 100, ""), ("higher", 1000, ""), ("polite", 100, "Never")):
        body = {"metadata": {"name": name}, "value": value, **({"preemptionPolicy": policy} if policy else {})}
        bench.call("POST", "priorityclasses.scheduling.k8s.io", body)


def fill(bench: ApiBench, count: int = 3, cpu: str = "4", **more: Any) -> None:
    """A pod on each node, `low` unless told otherwise."""
    for number in range(count):
        more.setdefault("priorityClassName", "low")
        assert place(bench, pod(f"f{number}", cpu=cpu, node=f"node-{number % 3}", **more)) == f"node-{number % 3}"


def events(bench: ApiBench, reason: str) -> list[str]:
    return [event["message"] for event in bench.all("events") if event["reason"] == reason]


def test_the_more_important_go_first(bench: ApiBench) -> None:
    for name in ("node-1", "node-2"):
        change_node(bench, name, unschedulable=True)
    for name, priority in (("a", "low"), ("b", "high"), ("c", "higher")):
        bench.call("POST", "pods", pod(name, cpu="2", priorityClassName=priority, preemptionPolicy=None))
    bench.settle()
    assert [outcome(bench, name).startswith("node-") for name in "abc"] == [False, True, True]


def test_events(bench: ApiBench) -> None:
    where = place(bench, pod("a"))
    assert events(bench, "Scheduled") == [f"Successfully assigned default/a to {where}"]
    failed = place(bench, pod("b", cpu="9"))
    assert events(bench, "FailedScheduling") == [failed]
    bench.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "stir"}})
    assert events(bench, "FailedScheduling") == [failed], "once for each reason"


def test_gates(bench: ApiBench) -> None:
    place(bench, pod("a", schedulingGates=[{"name": "example.com/x"}, {"name": "example.com/y"}]))
    condition = bench.get("pods", "a")["status"]["conditions"]
    assert [(one["type"], one["status"], one["reason"]) for one in condition] == [
        ("PodScheduled", "False", "SchedulingGated")
    ]
    assert events(bench, "FailedScheduling") == []
    bench.call("PATCH", "pods a", {"spec": {"schedulingGates": [{"name": "example.com/y"}]}}, content_type=MERGE_PATCH)
    bench.settle()
    assert not outcome(bench, "a").startswith("node-")
    bench.call("PATCH", "pods a", {"spec": {"schedulingGates": None}}, content_type=MERGE_PATCH)
    bench.settle()
    assert outcome(bench, "a").startswith("node-")


def test_preemption(bench: ApiBench) -> None:
    fill(bench)
    where = place(bench, pod("vip", cpu="3", priorityClassName="high"))
    assert where.startswith("node-")
    gone = {"f0", "f1", "f2"} - set(bench.names("pods"))
    assert gone == {f"f{where[-1]}"}
    uid = bench.get("pods", "vip")["metadata"]["uid"]
    assert events(bench, "Preempted") == [f"Preempted by pod {uid} on node {where}"]
    assert "nominatedNodeName" not in bench.get("pods", "vip")["status"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"priorityClassName": "polite"}, "preemption: not eligible due to preemptionPolicy=Never."),
        ({"priorityClassName": "low"}, NO_VICTIMS),
        ({"priorityClassName": "high", "cpu": "5"}, "3 Preemption is not helpful for scheduling."),
    ],
)
def test_no_preemption(bench: ApiBench, spec: Object, said: str) -> None:
    fill(bench)
    assert place(bench, pod("p", **{"cpu": "1", **spec})).endswith(said)
    assert len(bench.names("pods")) == 4


def test_the_least_harm(bench: ApiBench) -> None:
    """Lowest priorities first, then fewest victims; whoever need not go stays."""
    fill(bench, 1, priorityClassName="high")
    place(bench, pod("b1", cpu="2", node="node-1", priorityClassName="low"))
    place(bench, pod("b2", cpu="2", node="node-1", priorityClassName="low"))
    place(bench, pod("c1", cpu="3", node="node-2", priorityClassName="low"))
    place(bench, pod("c2", cpu="1", node="node-2", priorityClassName="low"))
    assert place(bench, pod("vip", cpu="3", priorityClassName="higher")) == "node-2"
    assert bench.names("pods") == ["b1", "b2", "c2", "f0", "vip"]


def test_budgets_are_kept_where_possible(bench: ApiBench) -> None:
    fill(bench)
    for number in (0, 2):
        bench.patch("pods", f"f{number}", {"metadata": {"labels": {"guarded": "yes"}}})
    selector = {"matchLabels": {"guarded": "yes"}}
    bench.create({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "b"}, "spec": {"minAvailable": 2, "selector": selector}})  # fmt: skip
    assert place(bench, pod("a", cpu="3", priorityClassName="high")) == "node-1"
    assert place(bench, pod("b", cpu="3", priorityClassName="high")) in ("node-0", "node-2"), "but only where possible"


def test_room_is_kept_for_the_nominated(bench: ApiBench) -> None:
    for name in ("node-1", "node-2"):
        change_node(bench, name, unschedulable=True)
    body = pod("victim", cpu="3", priorityClassName="low")
    body["metadata"]["finalizers"] = ["example.com/hold"]
    assert place(bench, body) == "node-0"
    place(bench, pod("vip", cpu="4", priorityClassName="high"))
    assert bench.get("pods", "vip")["status"]["nominatedNodeName"] == "node-0"
    assert not place(bench, pod("small", cpu="1")).startswith("node-"), "there is room, but not for long"
    assert place(bench, pod("urgent", cpu="1", priorityClassName="higher")) == "node-0"
    bench.delete("pods", "urgent")
    bench.call("PATCH", "pods victim", {"metadata": {"finalizers": None}}, content_type=MERGE_PATCH)
    bench.settle()
    assert outcome(bench, "vip") == "node-0"
    assert not outcome(bench, "small").startswith("node-")


def test_a_resized_pod_counts_anew(bench: ApiBench) -> None:
    for name in ("node-1", "node-2"):
        change_node(bench, name, unschedulable=True)
    place(bench, pod("a", cpu="1"))
    bigger = {"spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": "3"}}}]}}
    bench.patch("pods", "a", bigger, subresource="resize")
    assert not place(bench, pod("b", cpu="2")).startswith("node-")
    assert place(bench, pod("c", cpu="1")) == "node-0"


def test_a_node_that_comes_back_has_its_pods(bench: ApiBench) -> None:
    set_nodes(bench, node("n"))
    assert place(bench, pod("a", cpu="3")) == "n"
    held = bench.get("nodes", "n")
    bench.call("DELETE", "nodes n")
    bench.call("POST", "nodes", {"metadata": {"name": "n", "labels": held["metadata"]["labels"]}})
    bench.patch("nodes", "n", {"status": held["status"]}, subresource="status")
    change_node(bench, "n", taints=None)
    if "a" in bench.names("pods"):
        assert not place(bench, pod("b", cpu="2")).startswith("n"), "the pod of before still takes its room"


def test_no_nodes(bench: ApiBench) -> None:
    set_nodes(bench)
    assert place(bench, pod()).startswith("no nodes available to schedule pods")
    set_nodes(bench, node("n"))
    assert outcome(bench, "p") == "n"


# Batches


def spread_of(bench: ApiBench) -> tuple[Counter[str], Counter[str]]:
    zones = {one["metadata"]["name"]: one["metadata"]["labels"].get(ZONE, "") for one in bench.all("nodes", None)}
    places = [one["spec"]["nodeName"] for one in bench.all("pods")]
    return Counter(places), Counter(zones[place] for place in places)


def test_many_alike_are_spread_evenly(bench: ApiBench) -> None:
    set_nodes(bench, *(node(f"n{number:02}", zone=f"z{number % 3}") for number in range(30)))
    bench.create(workload("ReplicaSet", "web", replicas=100))
    nodes, zones = spread_of(bench)
    assert sum(nodes.values()) == 100
    assert (max(nodes.values()) - min(nodes.values()), max(zones.values()) - min(zones.values())) <= (1, 1)
    bench.patch("replicasets.apps", "web", {"spec": {"replicas": 110}})
    nodes, zones = spread_of(bench)
    assert (max(nodes.values()) - min(nodes.values()), max(zones.values()) - min(zones.values())) <= (1, 1)


def test_batches_and_single_cycles_agree(bench: ApiBench) -> None:
    """Labels that differ take a pod out of no batch, but a constraint of its own does."""
    set_nodes(bench, *(node(f"n{number}", zone=f"z{number % 2}", cpu="3") for number in range(4)))
    body = workload("ReplicaSet", "web", replicas=8)
    body["spec"]["template"]["spec"]["containers"][0]["resources"] = {"requests": {"cpu": "1"}}
    bench.create(body)
    assert set(spread_of(bench)[0].values()) == {2}
    bench.patch("replicasets.apps", "web", {"spec": {"replicas": 20}})
    waiting = [one for one in bench.all("pods") if not one["spec"].get("nodeName")]
    assert len(waiting) == 8
    text = waiting[0]["status"]["conditions"][0]["message"]
    assert text.startswith("0/4 nodes are available: 4 Insufficient cpu.")
    one_more = place(bench, pod("single", requests={"memory": "1Mi"}))
    assert one_more.startswith("n")


# Volumes


def claim(bench: ApiBench, name: str, storage_class: str = "") -> None:
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
        "storageClassName": storage_class,
    }
    bench.create({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": spec})


def volume(bench: ApiBench, name: str, zone: str, storage_class: str = "") -> None:
    required = node_affinity({"matchExpressions": [{"key": ZONE, "operator": "In", "values": [zone]}]})["nodeAffinity"]
    spec = {
        "accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "local": {"path": "/x"}, "storageClassName": storage_class,
        "nodeAffinity": {"required": required["requiredDuringSchedulingIgnoredDuringExecution"]},
    }  # fmt: skip
    bench.create({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec})


def with_claim(name: str, claim_name: str, **spec: Any) -> Object:
    return pod(name, volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": claim_name}}], **spec)


def test_volumes(bench: ApiBench) -> None:
    unhelpful = (
        "no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    )
    found = place(bench, with_claim("a", "data"))
    assert found == f'0/3 nodes are available: persistentvolumeclaim "data" not found. {unhelpful}'
    claim(bench, "data")
    assert (
        outcome(bench, "a") == f"0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. {unhelpful}"
    )
    volume(bench, "v", "zone-b")
    assert outcome(bench, "a") == "node-1"
    found = place(bench, with_claim("b", "data", nodeSelector={ZONE: "zone-c"}))
    text = (
        "1 node(s) didn't match PersistentVolume's node affinity, 2 node(s) didn't match Pod's node affinity/selector"
    )
    assert found == f"0/3 nodes are available: {text}. {unhelpful}"


def test_volumes_that_wait_for_their_pod(bench: ApiBench) -> None:
    bench.create({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "local"}, "provisioner": "kubernetes.io/no-provisioner", "volumeBindingMode": "WaitForFirstConsumer"})  # fmt: skip
    claim(bench, "data", "local")
    unhelpful = (
        "no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    )
    text = f"0/3 nodes are available: 3 node(s) didn't find available persistent volumes to bind. {unhelpful}"
    assert place(bench, with_claim("a", "data")) == text
    volume(bench, "v", "zone-c", "local")
    assert outcome(bench, "a") == "node-2"
    bound = bench.get("persistentvolumeclaims", "data")
    assert (bound["spec"]["volumeName"], bound["status"]["phase"]) == ("v", "Bound")


# The property

_PODS = st.lists(
    st.tuples(st.integers(1, 30), st.integers(0, 6), st.sampled_from(["low", "high", "higher", ""]), st.booleans()),
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pods=_PODS, sizes=st.lists(st.integers(5, 40), min_size=1, max_size=4))
def test_no_node_holds_more_than_it_can(pods: list[tuple[int, int, str, bool]], sizes: list[int]) -> None:
    bench = ApiBench()
    make_priorities(bench)
    set_nodes(
        bench, *(node(f"n{index}", cpu=f"{size * 100}m", memory="4Gi", pods="5") for index, size in enumerate(sizes))
    )
    for index, (cpu, memory, priority, settled) in enumerate(pods):
        spec = {"priorityClassName": priority} if priority else {}
        bench.call("POST", "pods", pod(f"p{index}", requests={"cpu": f"{cpu * 100}m", "memory": f"{memory}Gi"}, **spec))
        if settled:
            bench.settle()
    bench.settle()
    for one in bench.all("nodes", None):
        here = [each for each in bench.all("pods") if each["spec"].get("nodeName") == one["metadata"]["name"]]
        for resource in ("cpu", "memory"):
            used = sum(requests(each).get(resource, 0) for each in here)
            assert used <= amount(resource, one["status"]["allocatable"][resource])
        assert len(here) <= 5
