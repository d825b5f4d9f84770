"""Cron jobs: runs, missed runs, concurrency, history."""

from typing import Any

import pytest
from workbench import Bench, job

CRONJOBS, JOBS = "cronjobs.batch", "jobs.batch"


def cronjob(schedule: str, **spec: Any) -> dict[str, Any]:
    stuck = job("x")["spec"]
    spec.setdefault("jobTemplate", {"metadata": {"labels": {"from": "tick"}}, "spec": stuck})
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {"schedule": schedule, **spec},
    }


def stuck(schedule: str, **spec: Any) -> dict[str, Any]:
    """One whose jobs never end."""
    made = cronjob(schedule, **spec)
    made["spec"]["jobTemplate"]["spec"]["template"]["spec"]["nodeSelector"] = {"none": "such"}
    return made


def test_runs_and_keeps_three(bench: Bench) -> None:
    bench.create(cronjob("*/10 * * * *"))
    bench.pass_seconds(3600 + 30)
    assert len(bench.names(JOBS)) == 3
    status = bench.get(CRONJOBS, "tick")["status"]
    assert status["lastScheduleTime"] == "2026-03-01T01:00:00Z"
    assert "active" not in status
    made = bench.all(JOBS)[-1]["metadata"]
    minutes = int(bench.world.now.timestamp()) // 3600 * 60
    assert (made["name"], made["labels"]) == (f"tick-{minutes}", {"from": "tick"})
    assert made["annotations"] == {"batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-03-01T01:00:00Z"}
    events = bench.events("CronJob")
    assert f"SuccessfulCreate Created job tick-{minutes} x1" in events
    assert f"SawCompletedJob Saw completed job: tick-{minutes}, condition: Complete x1" in events


@pytest.mark.parametrize(("policy", "jobs", "active"), [("Allow", 3, 3), ("Forbid", 1, 1), ("Replace", 1, 1)])
def test_concurrency(bench: Bench, policy: str, jobs: int, active: int) -> None:
    bench.create(stuck("*/5 * * * *", concurrencyPolicy=policy))
    bench.pass_seconds(15 * 60)
    assert len(bench.names(JOBS)) == jobs
    assert len(bench.get(CRONJOBS, "tick")["status"]["active"]) == active
    said = any(event.startswith("JobAlreadyActive Not starting job") for event in bench.events("CronJob"))
    assert said == (policy == "Forbid")


def test_suspended_and_late(bench: Bench) -> None:
    bench.create(stuck("*/5 * * * *", suspend=True, startingDeadlineSeconds=60))
    bench.pass_seconds(12 * 60)
    assert bench.names(JOBS) == []
    bench.patch(CRONJOBS, "tick", {"spec": {"suspend": False}})
    assert bench.names(JOBS) == []
    bench.pass_seconds(4 * 60)
    assert len(bench.names(JOBS)) == 1


def test_time_zone(bench: Bench) -> None:
    bench.create(stuck("31 5 * * *", timeZone="Asia/Kolkata"))
    bench.pass_seconds(90)
    [made] = bench.all(JOBS)
    stamp = made["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"]
    assert stamp == "2026-03-01T05:31:00+05:30"
