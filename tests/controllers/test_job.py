"""Jobs: completion, failure and its policies, suspension, indexes, cleaning up."""

from typing import Any

import pytest
from workbench import Bench, conditions, job

from pykubectl.controllers.job import indexes

JOBS = "jobs.batch"


def unschedulable(name: str, **spec: Any) -> dict[str, Any]:
    """A job whose pods stay pending, so that the test says how they end."""
    made = job(name, **spec)
    made["spec"]["template"]["spec"]["nodeSelector"] = {"none": "such"}
    return made


def active(bench: Bench) -> list[str]:
    return [pod["metadata"]["name"] for pod in bench.all("pods") if pod["status"]["phase"] == "Pending"]


def fail(bench: Bench, name: str, code: int = 1) -> None:
    ended = {"exitCode": code, "reason": "Error", "finishedAt": bench.world.now.strftime("%Y-%m-%dT%H:%M:%SZ")}
    container = {
        "name": "c",
        "image": "app:1",
        "imageID": "",
        "ready": False,
        "restartCount": 0,
        "state": {"terminated": ended},
    }
    bench.set_pod_status(name, phase="Failed", containerStatuses=[container])


def test_completes(bench: Bench) -> None:
    bench.create(job("pi", completions=3, parallelism=2))
    bench.pass_seconds(10)
    found = bench.get(JOBS, "pi")
    assert conditions(found) == ["SuccessCriteriaMet=True CompletionsReached", "Complete=True CompletionsReached"]
    numbers = {key: found["status"][key] for key in ("succeeded", "ready", "terminating", "uncountedTerminatedPods")}
    assert numbers == {"succeeded": 3, "ready": 0, "terminating": 0, "uncountedTerminatedPods": {}}
    assert all("finalizers" not in pod["metadata"] for pod in bench.all("pods"))
    events = [event.split()[0] for event in bench.events("Job")]
    assert events == ["SuccessfulCreate"] * 3 + ["Completed"]


def test_indexes(bench: Bench) -> None:
    bench.create(job("idx", completions=4, parallelism=4, completionMode="Indexed"))
    bench.pass_seconds(10)
    assert bench.get(JOBS, "idx")["status"]["completedIndexes"] == "0-3"
    pod = bench.all("pods")[2]
    assert pod["metadata"]["name"].startswith("idx-2-")
    assert (pod["spec"]["hostname"], pod["metadata"]["labels"][indexes.INDEX]) == ("idx-2", "2")
    assert pod["spec"]["containers"][0]["env"][0]["name"] == "JOB_COMPLETION_INDEX"


def test_backs_off_then_fails(bench: Bench) -> None:
    bench.create(unschedulable("bad", backoffLimit=1))
    [first] = active(bench)
    fail(bench, first)
    assert active(bench) == []
    bench.pass_seconds(11)
    [second] = active(bench)
    fail(bench, second)
    found = bench.get(JOBS, "bad")
    assert conditions(found) == ["FailureTarget=True BackoffLimitExceeded", "Failed=True BackoffLimitExceeded"]
    assert found["status"]["failed"] == 2
    assert bench.events("Job")[-1] == "BackoffLimitExceeded Job has reached the specified backoff limit x1"


def test_suspends_and_resumes(bench: Bench) -> None:
    bench.create(job("later", suspend=True))
    assert conditions(bench.get(JOBS, "later")) == ["Suspended=True JobSuspended"]
    assert "startTime" not in bench.get(JOBS, "later")["status"]
    bench.patch(JOBS, "later", {"spec": {"suspend": False}})
    bench.pass_seconds(5)
    assert conditions(bench.get(JOBS, "later"))[0] == "Suspended=False JobResumed"
    assert [event.split()[0] for event in bench.events("Job")] == [
        "Suspended",
        "SuccessfulCreate",
        "Resumed",
        "Completed",
    ]


def test_suspended_pods_do_not_count_as_failed(bench: Bench) -> None:
    bench.create(unschedulable("later", parallelism=2))
    bench.patch(JOBS, "later", {"spec": {"suspend": True}})
    status = bench.get(JOBS, "later")["status"]
    assert (bench.names("pods"), status.get("failed", 0), status.get("active", 0)) == ([], 0, 0)


def test_deadline(bench: Bench) -> None:
    bench.create(unschedulable("slow", activeDeadlineSeconds=30))
    bench.pass_seconds(31)
    assert conditions(bench.get(JOBS, "slow")) == [
        "FailureTarget=True DeadlineExceeded",
        "Failed=True DeadlineExceeded",
    ]
    assert bench.names("pods") == []


@pytest.mark.parametrize(
    ("action", "conditions_after", "failed"),
    [
        ("FailJob", ["FailureTarget=True PodFailurePolicy", "Failed=True PodFailurePolicy"], 1),
        ("Ignore", [], 0),
        ("Count", [], 1),
    ],
)
def test_failure_policy(bench: Bench, action: str, conditions_after: list[str], failed: int) -> None:
    rule = {"action": action, "onExitCodes": {"containerName": "c", "operator": "In", "values": [42]}}
    bench.create(unschedulable("strict", podFailurePolicy={"rules": [rule]}))
    [pod] = active(bench)
    fail(bench, pod, 42)
    found = bench.get(JOBS, "strict")
    assert (conditions(found), found["status"].get("failed", 0)) == (conditions_after, failed)
    if action == "FailJob":
        text = f"Container c for pod default/{pod} failed with exit code 42 matching FailJob rule at index 0"
        assert found["status"]["conditions"][-1]["message"] == text


def test_limit_per_index(bench: Bench) -> None:
    spec = {"completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 0}
    bench.create(unschedulable("sweep", **spec))
    zero, one = active(bench)
    fail(bench, zero)
    assert bench.get(JOBS, "sweep")["status"]["failedIndexes"] == "0"
    bench.set_pod_status(one, phase="Succeeded")
    found = bench.get(JOBS, "sweep")
    assert conditions(found) == ["FailureTarget=True FailedIndexes", "Failed=True FailedIndexes"]
    assert found["status"]["completedIndexes"] == "1"


def test_success_policy(bench: Bench) -> None:
    spec = {"completions": 3, "parallelism": 3, "completionMode": "Indexed"}
    policy = {"rules": [{"succeededIndexes": "0"}]}
    bench.create(unschedulable("lead", **spec, successPolicy=policy))
    bench.set_pod_status(active(bench)[0], phase="Succeeded")
    found = bench.get(JOBS, "lead")
    assert conditions(found) == ["SuccessCriteriaMet=True SuccessPolicy", "Complete=True SuccessPolicy"]
    assert found["status"]["conditions"][0]["message"] == "Matched rules at index 0"
    assert len(bench.names("pods")) == 1


def test_is_deleted_after_its_time(bench: Bench) -> None:
    bench.create(job("gone", ttlSecondsAfterFinished=20))
    bench.pass_seconds(15)
    assert bench.names(JOBS) == ["gone"]
    bench.pass_seconds(15)
    assert (bench.names(JOBS), bench.names("pods")) == ([], [])


def test_orphaned_pods_lose_the_finalizer(bench: Bench) -> None:
    bench.create(unschedulable("pi"))
    bench.delete(JOBS, "pi", "Orphan")
    [pod] = bench.all("pods")
    assert not {"finalizers", "ownerReferences"} & pod["metadata"].keys()


@pytest.mark.parametrize(
    ("numbers", "text"), [((), ""), ((3,), "3"), ((0, 1), "0,1"), ((0, 1, 2, 5, 7, 8), "0-2,5,7,8")]
)
def test_index_sets(numbers: tuple[int, ...], text: str) -> None:
    assert indexes.render(numbers) == text
    assert indexes.parse(text, 100) == set(numbers)
