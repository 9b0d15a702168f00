"""Periodic jobs: when they are due, who runs them, what is recorded."""

from datetime import datetime, time, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from core.jobs import registry, runs
from core.jobs.registry import Job
from core.jobs.timetable import MONDAY_TO_FRIDAY, Daily, Every, retry_delay
from core.models import PeriodicJob
from portal.settings.base import TIME_ZONE
from tests.builders import almaty_time, an_editor
from tests.client import new_client

NIGHT = almaty_time("2026-11-28 01:00")  # a Saturday
HOUR = timedelta(hours=1)
HOURLY = Every(HOUR)


@pytest.fixture
def jobs(db):
    """Register only the jobs of a test; the project's come back afterwards."""
    kept = dict(registry._jobs)
    registry._jobs.clear()
    yield registry
    registry._jobs.clear()
    registry._jobs.update(kept)


def register(*names: str, timetable=HOURLY, at=NIGHT, **values) -> None:
    registry.register(*(Job(name, name, timetable, HOUR, **values) for name in names))
    runs.create_rows(at)


def run_due(at: datetime, holder="a") -> dict[str, bool]:
    return {job.name: runs.run(job, holder, lambda: at) for job in runs.claim_due(holder, at, 9)}


@pytest.mark.parametrize(
    ("timetable", "after", "due"),
    [
        (Every(HOUR), "2026-11-28 01:00", "2026-11-28 02:00"),
        (Daily(time(2)), "2026-11-28 01:00", "2026-11-28 02:00"),
        (Daily(time(2)), "2026-11-28 02:00", "2026-11-29 02:00"),
        (Daily(time(8), MONDAY_TO_FRIDAY), "2026-11-27 08:00", "2026-11-30 08:00"),
        (Daily(time(1, 30), monthday=1), "2026-11-28 01:00", "2026-12-01 01:30"),
        (Daily(time(1, 30), monthday=1), "2026-12-01 01:30", "2027-01-01 01:30"),
    ],
)
def test_next_moment_of_a_timetable(timetable, after, due):
    assert TIME_ZONE == "Asia/Almaty"
    assert timetable.next_after(almaty_time(after)) == almaty_time(due)


def test_retries_grow_to_an_hour():
    minutes = [retry_delay(number).total_seconds() / 60 for number in (1, 2, 3, 7, 500)]
    assert minutes == [1, 2, 4, 60, 60]


def test_two_workers_never_claim_one_job(jobs):
    register("clearsessions", "deliver")
    first = runs.claim_due("a", NIGHT, 1)
    second = runs.claim_due("b", NIGHT, 9)
    assert [job.name for job in (*first, *second)] == ["clearsessions", "deliver"]
    assert not runs.claim_due("c", NIGHT, 9)


def test_job_of_a_dead_worker_runs_again_when_its_lease_ends(jobs):
    register("clearsessions")
    assert runs.claim_due("dead", NIGHT, 9)
    assert not run_due(NIGHT + runs.LEASE - timedelta(seconds=1), "b")
    assert run_due(NIGHT + runs.LEASE, "b") == {"clearsessions": True}
    row = PeriodicJob.objects.get()
    assert (row.holder, row.error, row.due_at) == ("", "", NIGHT + runs.LEASE + HOUR)


def test_extended_lease_keeps_a_long_job(jobs):
    register("clearsessions")
    runs.claim_due("a", NIGHT, 9)
    later = NIGHT + runs.LEASE - timedelta(seconds=1)
    runs.extend_leases("a", {"clearsessions"}, later)
    assert not runs.claim_due("b", NIGHT + runs.LEASE, 9)
    assert not runs.claim_due("a", later + HOUR, 9, {"clearsessions"}), "it still runs there"


def test_worker_that_lost_its_lease_changes_nothing(jobs):
    register("clearsessions")
    [job] = runs.claim_due("slow", NIGHT, 9)
    runs.claim_due("b", NIGHT + runs.LEASE, 9)
    assert runs.run(job, "slow", lambda: NIGHT + HOUR)
    assert PeriodicJob.objects.get().holder == "b"


def test_failing_job_is_recorded_and_retried_and_the_others_go_on(jobs):
    register("no_such_command", "clearsessions", timetable=Daily(time(1)), at=NIGHT - HOUR)
    assert run_due(NIGHT) == {"no_such_command": False, "clearsessions": True}
    row = PeriodicJob.objects.get(name="no_such_command")
    assert (row.failures, row.due_at) == (1, NIGHT)
    assert row.error == "Unknown command: 'no_such_command'"
    assert not run_due(NIGHT + timedelta(seconds=59))
    assert run_due(NIGHT + timedelta(minutes=1)) == {"no_such_command": False}
    assert PeriodicJob.objects.get(name="no_such_command").failures == 2


def test_text_of_an_unexpected_error_is_not_kept(caplog):
    name = "Асанов Бауыржан"
    try:
        int(name)
    except ValueError as error:
        text = runs.describe_error(error)
    assert text.startswith("ValueError (test_periodic_jobs.py:")
    assert "Асанов" not in caplog.text


def test_job_is_late_until_it_has_done_its_work(jobs):
    register("clearsessions", "no_such_command")
    assert runs.list_late(NIGHT + HOUR) == []
    assert runs.list_late(NIGHT + HOUR * 2) == ["clearsessions", "no_such_command"]
    run_due(NIGHT + HOUR * 2)
    assert runs.list_late(NIGHT + HOUR * 2) == ["no_such_command"]


def test_job_that_is_not_set_up_is_neither_run_nor_late(jobs):
    register("clearsessions", is_set_up=lambda: False)
    assert not run_due(NIGHT + HOUR)
    assert runs.list_late(NIGHT + HOUR * 9) == []
    client = new_client(get_user_model().objects.create_superuser("root", "r@x.example", "p"))
    assert "Бапталмаған" in client("/admin/reports/jobs/")


@pytest.mark.parametrize("address", ["127.0.0.1", "203.0.113.9"])
def test_health_turns_red_and_names_the_late_job_to_monitors_only(address, client, jobs):
    at = timezone.now() - HOUR * 2
    register("clearsessions", at=at)
    response = client.get("/healthz", REMOTE_ADDR=address)
    assert response.status_code == 503
    assert ("clearsessions" in response.content.decode()) is (address == "127.0.0.1")
    run_due(timezone.now())
    assert client.get("/healthz", REMOTE_ADDR=address).status_code == 200


def test_late_job_that_raises_no_alarm_leaves_health_green(client, jobs):
    register("clearsessions", at=timezone.now() - HOUR * 2, alarms=False)
    assert client.get("/healthz").json()["jobs"] == "ok"


def test_report_tells_how_each_job_ended(jobs):
    register("no_such_command", "clearsessions", at=timezone.now())
    run_due(timezone.now())
    root = new_client(get_user_model().objects.create_superuser("root", "r@x.example", "p"))
    page = root("/admin/reports/jobs/")
    assert "Unknown command" in page
    assert "Орындалды" in page
    assert "Орындалмады" in page
    table = root.client.get("/admin/reports/jobs/?export=csv").content.decode()
    assert "clearsessions" in table
    assert new_client(an_editor()).client.get("/admin/reports/jobs/").status_code == 302


def test_every_registered_job_is_a_command_with_words_in_every_language(db):
    at = timezone.now()
    runs.create_rows(at)
    names = {job.name for job in registry.registered()}
    assert {"deliver", "publish_scheduled", "remind_due", "close_month", "clearsessions"} <= names
    assert set(PeriodicJob.objects.values_list("name", flat=True)) == names
