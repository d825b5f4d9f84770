"""Where pods may go, and exactly what is said when they may go nowhere. The nodes: node-0 (zone-a), node-1 (b), node-2 (c), 4 cpu each."""

from typing import Any

import pytest

from pykubectl import Object
from tests.api_bench import ApiBench
from tests.scheduler.builders import (
    HOST,
    NO_VICTIMS,
    UNHELPFUL,
    ZONE,
    change_node,
    expression,
    node_affinity,
    outcome,
    place,
    pod,
    pod_affinity,
    spread,
)  # fmt: skip

_NO_MATCH = f"0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. {UNHELPFUL}"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"cpu": "5"}, f"0/3 nodes are available: 3 Insufficient cpu. {UNHELPFUL}"),
        ({"cpu": "4001m", "requests": {"memory": "9Gi", "ephemeral-storage": "1Ti"}}, f"0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient ephemeral-storage, 3 Insufficient memory. {UNHELPFUL}"),
        ({"requests": {"example.com/gpu": "1"}}, f"0/3 nodes are available: 3 Insufficient example.com/gpu. {UNHELPFUL}"),
        ({"nodeSelector": {"kubernetes.io/os": "windows"}}, _NO_MATCH),
        ({"nodeSelector": {ZONE: "zone-b"}}, "node-1"),
        ({"schedulerName": "other"}, ""),
        ({"schedulingGates": [{"name": "example.com/wait"}]}, "Scheduling is blocked due to non-empty scheduling gates"),
    ],
)  # fmt: skip
def test_one_pod(bench: ApiBench, asked: Object, expected: str) -> None:
    assert place(bench, pod(**asked)) == expected


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ([expression(ZONE, "In", "zone-c", "none")], "node-2"),
        ([expression(ZONE, "NotIn", "zone-a", "zone-c")], "node-1"),
        ([expression("none", "NotIn", "x"), expression(ZONE, "In", "zone-a")], "node-0"),
        ([expression("size", "Exists")], "node-1"),
        ([expression("size", "DoesNotExist"), expression(ZONE, "NotIn", "zone-a")], "node-2"),
        ([expression("size", "Gt", "4")], "node-1"),
        ([expression("size", "Lt", "6")], "node-1"),
        ([expression("size", "Gt", "5")], _NO_MATCH),
        ([expression("size", "Lt", "5")], _NO_MATCH),
        ([expression(ZONE, "Gt", "5")], _NO_MATCH),
    ],
)
def test_node_affinity(bench: ApiBench, requirements: list[Object], expected: str) -> None:
    change_node(bench, "node-1", labels={"size": "5"})
    assert place(bench, pod(affinity=node_affinity({"matchExpressions": requirements}))) == expected


def test_terms_of_node_affinity(bench: ApiBench) -> None:
    """Any term will do, all of a term must; fields name the node; nodeSelector comes on top."""
    either = [
        {"matchExpressions": [expression("none", "Exists")]},
        {"matchFields": [expression("metadata.name", "In", "node-2")]},
    ]
    assert place(bench, pod("a", affinity=node_affinity(*either))) == "node-2"
    assert place(bench, pod("b", affinity=node_affinity(*either), nodeSelector={ZONE: "zone-a"})) == _NO_MATCH


@pytest.mark.parametrize(
    ("tolerations", "tolerated"),
    [
        ([], False),
        ([{"operator": "Exists"}], True),
        ([{"key": "k", "operator": "Exists"}], True),
        ([{"key": "k", "operator": "Exists", "effect": "NoSchedule"}], True),
        ([{"key": "k", "operator": "Exists", "effect": "NoExecute"}], False),
        ([{"key": "k", "value": "v"}], True),
        ([{"key": "k", "operator": "Equal", "value": "w"}], False),
        ([{"key": "j", "operator": "Exists"}], False),
    ],
)
def test_taints(bench: ApiBench, tolerations: list[Object], tolerated: bool) -> None:
    for name in ("node-0", "node-1", "node-2"):
        change_node(bench, name, taints=[{"key": "k", "value": "v", "effect": "NoSchedule"}])
    found = place(bench, pod(tolerations=tolerations))
    assert found.startswith("node-") == tolerated
    assert tolerated or found == f"0/3 nodes are available: 3 node(s) had untolerated taint(s). {UNHELPFUL}"


def test_cordoned_nodes(bench: ApiBench) -> None:
    for name in ("node-0", "node-1"):
        change_node(bench, name, unschedulable=True)
    assert place(bench, pod("a")) == "node-2"
    change_node(bench, "node-2", unschedulable=True)
    text = "0/3 nodes are available: 3 node(s) were unschedulable."
    assert place(bench, pod("b")) == f"{text} {UNHELPFUL}"
    change_node(bench, "node-0", unschedulable=None, taints=None)
    assert outcome(bench, "b") == "node-0", "a node that opens is tried at once"


def test_reasons_are_counted_and_sorted(bench: ApiBench) -> None:
    change_node(bench, "node-0", unschedulable=True)
    change_node(bench, "node-1", taints=[{"key": "k", "effect": "NoSchedule"}])
    text = (
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable."
    )
    assert place(bench, pod(cpu="5")) == f"{text} {UNHELPFUL}"


def test_full_nodes_and_room_again(bench: ApiBench) -> None:
    for number in range(3):
        assert place(bench, pod(f"p{number}", cpu="3")) == f"node-{number}" or number
    assert place(bench, pod("late", cpu="2")) == f"0/3 nodes are available: 3 Insufficient cpu. {NO_VICTIMS}"
    bench.delete("pods", "p1")
    assert outcome(bench, "late").startswith("node-")


def test_too_many_pods(bench: ApiBench) -> None:
    for number in range(3):
        bench.patch("nodes", f"node-{number}", {"status": {"allocatable": {"pods": "0"}}}, subresource="status")
    assert place(bench, pod()) == f"0/3 nodes are available: 3 Too many pods. {NO_VICTIMS}"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"initContainers": [{"name": "i", "image": "i", "resources": {"requests": {"cpu": "5"}}}]}, False),
        ({"initContainers": [{"name": "i", "image": "i", "resources": {"requests": {"cpu": "4"}}}]}, True),
        ({"initContainers": [{"name": "i", "image": "i", "restartPolicy": "Always", "resources": {"requests": {"cpu": "3500m"}}}]}, False),
        ({"initContainers": [{"name": "i", "image": "i", "restartPolicy": "Always", "resources": {"requests": {"cpu": "3"}}}]}, True),
    ],
)  # fmt: skip
def test_what_a_pod_asks_for(bench: ApiBench, more: Object, expected: bool) -> None:
    """The greatest init container, or the containers with their sidecars."""
    assert place(bench, pod(cpu="1", **more)).startswith("node-") == expected


def test_host_ports(bench: ApiBench) -> None:
    places = [place(bench, pod(f"p{number}", port=80)) for number in range(3)]
    assert sorted(places) == ["node-0", "node-1", "node-2"]
    text = "0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports."
    assert place(bench, pod("late", port=80)) == f"{text} {NO_VICTIMS}"
    assert place(bench, pod("other", port=81)).startswith("node-")
    bench.delete("pods", "p0")
    assert outcome(bench, "late") == places[0]


def test_a_named_node_is_not_asked_about(bench: ApiBench) -> None:
    change_node(bench, "node-1", unschedulable=True)
    assert place(bench, pod(node="node-1", cpu="1")) == "node-1"
    assert bench.get("pods", "p")["status"]["phase"] == "Running"


# Inter-pod affinity


def test_affinity(bench: ApiBench) -> None:
    near = pod_affinity("podAffinity", "web")
    text = "0/3 nodes are available: 3 node(s) didn't match pod affinity rules."
    assert place(bench, pod("a", affinity=near)) == f"{text} {UNHELPFUL}"
    assert place(bench, pod("web", node="node-1")) == "node-1"
    assert outcome(bench, "a") == "node-1", "a pod that comes is tried for at once"
    assert place(bench, pod("b", affinity=pod_affinity("podAffinity", "web", key=ZONE))) == "node-1"
    assert place(bench, pod("c", affinity=pod_affinity("podAffinity", "web", key="none"))) == f"{text} {UNHELPFUL}"


def test_the_first_of_a_kind_may_stand_alone(bench: ApiBench) -> None:
    first = place(bench, pod("x", labels={"app": "self"}, affinity=pod_affinity("podAffinity", "self")))
    assert first.startswith("node-")
    assert place(bench, pod("y", labels={"app": "self"}, affinity=pod_affinity("podAffinity", "self"))) == first


def test_several_terms_mean_one_pod(bench: ApiBench) -> None:
    """A pod that is there must be meant by all the terms."""
    terms = {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
        {"topologyKey": ZONE, "labelSelector": {"matchLabels": {"app": "web"}}},
        {"topologyKey": HOST, "labelSelector": {"matchLabels": {"tier": "x"}}},
    ]}}  # fmt: skip
    place(bench, pod("web", node="node-1"))
    place(bench, pod("tier", labels={"tier": "x"}, node="node-1"))
    assert "didn't match pod affinity rules" in place(bench, pod("a", affinity=terms))
    place(bench, pod("both", labels={"app": "web", "tier": "x"}, node="node-2"))
    assert outcome(bench, "a") == "node-2"


def test_anti_affinity(bench: ApiBench) -> None:
    away = pod_affinity("podAntiAffinity", "web")
    places = {place(bench, pod(f"p{number}", labels={"app": "web"}, affinity=away)) for number in range(3)}
    assert places == {"node-0", "node-1", "node-2"}
    text = "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules."
    assert place(bench, pod("late", labels={"app": "web"}, affinity=away)) == f"{text} {NO_VICTIMS}"
    text = "0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules."
    assert place(bench, pod("plain", labels={"app": "web"})) == f"{text} {NO_VICTIMS}"
    assert place(bench, pod("else")).startswith("node-")


def test_namespaces_of_terms(bench: ApiBench) -> None:
    bench.call("POST", "/api/v1/namespaces", {"metadata": {"name": "far", "labels": {"team": "x"}}})
    bench.create(pod("web", node="node-2"), "far")

    def near(**more: Any) -> Object:
        term = {"topologyKey": HOST, "labelSelector": {"matchLabels": {"app": "web"}}, **more}
        return {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}

    assert place(bench, pod("a", affinity=near(namespaces=["far"]))) == "node-2"
    assert place(bench, pod("b", affinity=near(namespaceSelector={"matchLabels": {"team": "x"}}))) == "node-2"
    assert place(bench, pod("c", affinity=near(namespaceSelector={}))) == "node-2"
    assert "pod affinity rules" in place(bench, pod("d", affinity=near()))


# Topology spread


def test_hard_spread(bench: ApiBench) -> None:
    places = [
        place(bench, pod(f"p{number}", labels={"app": "w"}, topologySpreadConstraints=[spread(ZONE, "w")]))
        for number in range(6)
    ]
    assert sorted(places) == sorted(["node-0", "node-1", "node-2"] * 2)
    change_node(bench, "node-0", unschedulable=True)
    for number in (6, 7):
        assert (
            place(bench, pod(f"p{number}", labels={"app": "w"}, topologySpreadConstraints=[spread(ZONE, "w")]))
            != "node-0"
        )
    text = (
        "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod topology spread constraints."
    )
    last = place(bench, pod("p8", labels={"app": "w"}, topologySpreadConstraints=[spread(ZONE, "w")]))
    assert last.startswith(text)


def test_spread_needs_the_label(bench: ApiBench) -> None:
    text = "0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints (missing required label)."
    assert place(bench, pod(topologySpreadConstraints=[spread("none", "p")])) == f"{text} {UNHELPFUL}"


def test_min_domains(bench: ApiBench) -> None:
    constraint = spread(ZONE, "w", minDomains=4)
    for number in range(3):
        assert place(bench, pod(f"p{number}", labels={"app": "w"}, topologySpreadConstraints=[constraint])).startswith(
            "node-"
        )
    assert "topology spread" in place(bench, pod("late", labels={"app": "w"}, topologySpreadConstraints=[constraint]))


def test_soft_spread(bench: ApiBench) -> None:
    constraint = spread(HOST, "w", strict=False)
    places = [
        place(bench, pod(f"p{number}", labels={"app": "w"}, topologySpreadConstraints=[constraint]))
        for number in range(9)
    ]
    assert sorted(places) == sorted(["node-0", "node-1", "node-2"] * 3)
    change_node(bench, "node-0", unschedulable=True)
    change_node(bench, "node-1", unschedulable=True)
    assert place(bench, pod("more", labels={"app": "w"}, topologySpreadConstraints=[constraint])) == "node-2"


# Scores


def test_preferences(bench: ApiBench) -> None:
    zone_c = {"weight": 100, "preference": {"matchExpressions": [expression(ZONE, "In", "zone-c")]}}
    assert place(bench, pod("a", affinity=node_affinity(preferred=[zone_c]))) == "node-2"
    place(bench, pod("web", node="node-1"))
    assert place(bench, pod("b", affinity=pod_affinity("podAffinity", "web", preferred=100))) == "node-1"
    assert place(bench, pod("c", affinity=pod_affinity("podAntiAffinity", "web", "a", "b", preferred=100))) == "node-0"


def test_soft_taints(bench: ApiBench) -> None:
    for name in ("node-0", "node-1"):
        change_node(bench, name, taints=[{"key": "k", "effect": "PreferNoSchedule"}])
    assert {place(bench, pod(f"p{number}")) for number in range(4)} == {"node-2"}


def test_emptier_nodes_first(bench: ApiBench) -> None:
    place(bench, pod("a", node="node-0", cpu="2"))
    place(bench, pod("b", node="node-1", cpu="1"))
    assert place(bench, pod("c", requests={"cpu": "1", "memory": "1Gi"})) == "node-2"
