"""Addresses and node ports of services: given, asked for, kept, changed with the type, and taken back."""

from typing import Any

import pytest

from pykubectl import Object
from pykubectl.machinery.requests import MERGE_PATCH
from tests.api_bench import ApiBench


def service(name: str, *ports: Any, **spec: Any) -> Object:
    listed = [port if isinstance(port, dict) else {"port": port, "name": f"p{port}"} for port in ports or (80,)]
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"ports": listed, **spec}}


def create(bench: ApiBench, name: str, *ports: Any, **spec: Any) -> Object:
    return dict(bench.call("POST", "services", service(name, *ports, **spec)).body["spec"])


def change(bench: ApiBench, name: str, **spec: Any) -> Object:
    return dict(bench.call("PATCH", f"services {name}", {"spec": spec}, content_type=MERGE_PATCH).body["spec"])


def addresses(bench: ApiBench) -> list[str]:
    return bench.names("ipaddresses.networking.k8s.io", None)


def node_ports(spec: Object) -> list[int]:
    return [port["nodePort"] for port in spec["ports"]]


def test_none_is_given_twice(bench: ApiBench) -> None:
    given = [create(bench, f"s{number}", type="NodePort") for number in range(60)]
    assert len({spec["clusterIP"] for spec in given}) == len({node_ports(spec)[0] for spec in given}) == 60
    assert all(spec["clusterIPs"] == [spec["clusterIP"]] for spec in given)
    assert sorted(addresses(bench)) == sorted([*(spec["clusterIP"] for spec in given), "10.96.0.1"])
    assert all(30000 <= node_ports(spec)[0] <= 32767 for spec in given)


def test_a_deleted_service_gives_back_what_it_had(bench: ApiBench) -> None:
    spec = create(bench, "old", type="NodePort")
    bench.call("DELETE", "services old")
    assert addresses(bench) == ["10.96.0.1"]
    again = create(
        bench, "new", {"port": 80, "nodePort": node_ports(spec)[0]}, type="NodePort", clusterIP=spec["clusterIP"]
    )
    assert (again["clusterIP"], node_ports(again)) == (spec["clusterIP"], node_ports(spec))


def test_a_refused_service_takes_nothing(bench: ApiBench) -> None:
    bench.refused("POST", "services", service("s", type="NodePort", sessionAffinity="Odd"))
    bench.call("POST", "services", service("s"), dryRun="All")
    assert addresses(bench) == ["10.96.0.1"]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"clusterIP": "10.96.0.1"}, 'spec.clusterIPs: Invalid value: ["10.96.0.1"]: failed to allocate IP 10.96.0.1: provided IP is already allocated'),
        ({"clusterIP": "1.2.3.4"}, 'spec.clusterIPs: Invalid value: ["1.2.3.4"]: failed to allocate IP 1.2.3.4: the provided network does not match the current range'),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 80}]}, "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767"),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30001}]}, "spec.ports[0].nodePort: Invalid value: 30001: provided port is already allocated"),
    ],
)  # fmt: skip
def test_refusals(bench: ApiBench, spec: Object, text: str) -> None:
    create(bench, "first", {"port": 1, "nodePort": 30001}, type="NodePort")
    error = bench.refused("POST", "services", service("s", **spec))
    assert (error.code, error.message) == (422, f'Service "s" is invalid: {text}')
    assert len(addresses(bench)) == 2


def test_an_update_keeps_the_address(bench: ApiBench) -> None:
    spec = create(bench, "s")
    body = service("s", 81)
    body["metadata"]["resourceVersion"] = bench.get("services", "s")["metadata"]["resourceVersion"]
    assert bench.call("PUT", "services s", body).body["spec"]["clusterIP"] == spec["clusterIP"]
    error = bench.refused("PATCH", "services s", {"spec": {"clusterIP": "10.96.1.1"}}, content_type=MERGE_PATCH)
    assert "field is immutable" in error.message or "may not change once set" in error.message


def test_types(bench: ApiBench) -> None:
    spec = create(bench, "s", 80, 81)
    assert (spec["type"], "nodePort" in spec["ports"][0]) == ("ClusterIP", False)
    as_node_port = change(bench, "s", type="NodePort")
    assert len(set(node_ports(as_node_port))) == 2
    assert as_node_port["clusterIP"] == spec["clusterIP"]
    balanced = change(bench, "s", type="LoadBalancer")
    assert (node_ports(balanced), balanced["allocateLoadBalancerNodePorts"]) == (node_ports(as_node_port), True)
    back = change(bench, "s", type="ClusterIP")
    assert [port for port in back["ports"] if "nodePort" in port] == []
    assert "allocateLoadBalancerNodePorts" not in back
    external = change(bench, "s", type="ExternalName", externalName="x.example", clusterIP=None, clusterIPs=None)
    assert external.keys() & {"clusterIP", "clusterIPs", "ipFamilies"} == set()
    assert addresses(bench) == ["10.96.0.1"]
    inside = change(bench, "s", type="ClusterIP", externalName=None)
    assert inside["clusterIP"] in addresses(bench)


def test_headless(bench: ApiBench) -> None:
    spec = create(bench, "s", clusterIP="None", selector={"a": "b"})
    assert (spec["clusterIP"], spec["clusterIPs"], spec["ipFamilyPolicy"]) == ("None", ["None"], "SingleStack")
    # Without a selector nobody knows better than both families.
    spec = create(bench, "t", clusterIP="None")
    assert (spec["ipFamilies"], spec["ipFamilyPolicy"]) == (["IPv4", "IPv6"], "RequireDualStack")
    assert change(bench, "t", publishNotReadyAddresses=True)["publishNotReadyAddresses"]
    assert addresses(bench) == ["10.96.0.1"]


def test_a_port_taken_away_gives_its_node_port_back(bench: ApiBench) -> None:
    first, second = node_ports(create(bench, "s", 80, 81, type="NodePort"))
    change(bench, "s", ports=[{"port": 80, "nodePort": first}])
    assert node_ports(create(bench, "t", {"port": 1, "nodePort": second}, type="NodePort")) == [second]


def test_same_port_of_two_protocols_shares_a_node_port(bench: ApiBench) -> None:
    ports = [
        {"port": 53, "name": "a", "protocol": "TCP", "nodePort": 30053},
        {"port": 53, "name": "b", "protocol": "UDP", "nodePort": 30053},
    ]
    assert node_ports(create(bench, "dns", *ports, type="NodePort")) == [30053, 30053]
