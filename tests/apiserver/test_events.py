"""Events as recorders make them: counted up, combined from the tenth on, silent after a burst of 25."""

from datetime import timedelta

import pytest

from pykubectl import Object
from pykubectl.apiserver.actor import Actor
from tests.api_bench import ApiBench


@pytest.fixture
def pod(bench: ApiBench) -> Object:
    return bench.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"nodeName": "node-0", "containers": [{"name": "c", "image": "i"}]}})  # fmt: skip


def report(
    bench: ApiBench, about: Object, *messages: str, actor: str = "kubelet", reason: str = "R", type: str = "Normal"
) -> None:
    for message in messages:
        Actor(bench.cluster.server, actor, "bare").event(about, type, reason, message)


def told(bench: ApiBench, reason: str = "R") -> list[tuple[str, int]]:
    found = [event for event in bench.all("events") if event["reason"] == reason]
    found.sort(key=lambda event: int(event["metadata"]["resourceVersion"]))
    return [(event["message"], event.get("count", (event.get("series") or {}).get("count", 1))) for event in found]


def later(bench: ApiBench, **units: float) -> None:
    bench.world.advance_to(bench.world.now + timedelta(**units))


def test_the_same_again_is_counted(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, "m")
    first = bench.all("events")[-1] if bench.all("events")[-1]["reason"] == "R" else None
    later(bench, seconds=7)
    report(bench, pod, "m", "other")
    assert told(bench) == [("m", 2), ("other", 1)]
    event = next(one for one in bench.all("events") if one["message"] == "m")
    assert event["firstTimestamp"] < event["lastTimestamp"]
    assert first is None or event["metadata"]["uid"] == first["metadata"]["uid"]


@pytest.mark.parametrize("change", [{"reason": "Q"}, {"type": "Warning"}, {"actor": "other"}])
def test_other_reports_are_other_events(bench: ApiBench, pod: Object, change: dict[str, str]) -> None:
    before = len(bench.all("events"))
    report(bench, pod, "m")
    report(bench, pod, "m", **change)
    assert len(bench.all("events")) == before + 2


def test_what_an_event_says(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, "m")
    event = next(one for one in bench.all("events") if one["reason"] == "R")
    assert event["metadata"]["name"].startswith("p.")
    assert event["involvedObject"] == {
        "kind": "Pod", "namespace": "default", "name": "p", "uid": pod["metadata"]["uid"], "apiVersion": "v1",
        "resourceVersion": pod["metadata"]["resourceVersion"],
    }  # fmt: skip
    assert (event["source"], event["reportingComponent"]) == ({"component": "kubelet", "host": "node-0"}, "kubelet")
    node = bench.get("nodes", "node-0")
    report(bench, node, "n")
    about_node = next(one for one in bench.all("events") if one["message"] == "n")
    assert about_node["metadata"]["namespace"] == "default"


def test_the_tenth_of_many_words_combines(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, *(f"m{number}" for number in range(12)))
    assert told(bench) == [*((f"m{number}", 1) for number in range(9)), ("(combined from similar events): m11", 3)]


def test_words_said_before_are_counted_though_many(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, *(f"m{number}" for number in range(9)), "m3")
    assert ("m3", 2) in told(bench)


def test_after_ten_minutes_words_stand_alone_again(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, *(f"m{number}" for number in range(9)))
    later(bench, minutes=11)
    report(bench, pod, "late")
    assert told(bench)[-1] == ("late", 1)


def test_silence_after_a_burst_of_25(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, *["m"] * 40)
    assert told(bench) == [("m", 25)]
    report(bench, pod, "m", actor="another")
    assert told(bench)[-1] == ("m", 1), "others are still heard"
    later(bench, seconds=301)
    report(bench, pod, *["m"] * 5)
    assert ("m", 26) in told(bench), "one every five minutes"


def test_the_scheduler_is_neither_combined_nor_silenced(bench: ApiBench, pod: Object) -> None:
    report(bench, pod, *(f"m{number}" for number in range(30)), actor="default-scheduler")
    assert len(told(bench)) == 30
    report(bench, pod, "m1", actor="default-scheduler")
    assert ("m1", 2) in told(bench)
    event = next(one for one in bench.all("events") if one["message"] == "m1")
    assert (event["eventTime"] is not None, event["firstTimestamp"], event["series"]["count"]) == (True, None, 2)


def test_no_event_goes_to_a_namespace_that_ends(bench: ApiBench) -> None:
    bench.call("POST", "/api/v1/namespaces", {"metadata": {"name": "n"}})
    body = {"metadata": {"name": "c", "namespace": "n"}}
    about = bench.call("POST", "/api/v1/namespaces/n/configmaps", body).body
    bench.call("DELETE", "/api/v1/namespaces/n")
    report(bench, about, "m")
    assert bench.all("events", "n") == []
