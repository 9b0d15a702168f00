"""The state of periodic jobs: when each is due, who runs it, how it ended.

A worker claims a job with one statement and holds it by a lease, which it extends while the job
runs. The job of a worker that was killed is free again when the lease has ended. Every statement
is a transaction of its own.
"""

import io
import logging
import traceback
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Q
from django.utils import timezone

from core.jobs import registry
from core.jobs.registry import Job
from core.jobs.timetable import Every, retry_delay
from core.models import PeriodicJob

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=60)
MAX_TEXT = 1000


def create_rows(at: datetime) -> None:
    """Create the rows of registered jobs that have none, each due at its first time after `at`."""
    known = set(PeriodicJob.objects.values_list("name", flat=True))
    local = timezone.localtime(at)
    for job in registry.registered():
        if job.name not in known:
            due = job.timetable.first(local)
            PeriodicJob.objects.get_or_create(
                name=job.name, defaults={"due_at": due, "run_after": due}
            )


def claim_due(holder: str, at: datetime, limit: int, running: Collection[str] = ()) -> list[Job]:
    """Claim up to `limit` jobs that are due and free, the longest due first.

    `running` are jobs of this holder that have not ended, though their lease may have.
    """
    is_free = Q(lease_until=None) | Q(lease_until__lte=at)
    due = PeriodicJob.objects.filter(is_free, run_after__lte=at).exclude(name__in=running)
    claimed: list[Job] = []
    values = {"holder": holder, "lease_until": at + LEASE, "started_at": at, "finished_at": None}
    for name in due.order_by("run_after").values_list("name", flat=True):
        job = registry.find(name)
        if len(claimed) == limit or job is None or not job.is_set_up():
            continue
        # Another worker may have been faster: the update checks the condition again.
        if due.filter(name=name).update(**values):
            claimed.append(job)
    return claimed


def extend_leases(holder: str, names: set[str], at: datetime) -> None:
    """Keep jobs that are still running for another LEASE."""
    PeriodicJob.objects.filter(holder=holder, name__in=names).update(lease_until=at + LEASE)


def release(holder: str, at: datetime) -> None:
    """Free the jobs that a worker leaves unfinished, so that they run again at once."""
    PeriodicJob.objects.filter(holder=holder, lease_until__gt=at).update(lease_until=at)


def run(job: Job, holder: str, clock: Callable[[], datetime]) -> bool:
    """Run a claimed job and record how it ended; return whether it did its work."""
    output = io.StringIO()
    try:
        call_command(job.name, stdout=output, stderr=io.StringIO(), no_color=True)
    except (Exception, SystemExit) as error:  # whatever one job raises, the others go on
        _record_failure(job, holder, describe_error(error), clock())
        return False
    _record_success(job, holder, output.getvalue().strip(), clock())
    return True


def describe_error(error: BaseException) -> str:
    """Return what an operator may read: the words of a command, else the kind of the error only.

    The text of any other exception may hold what a citizen wrote; it goes nowhere.
    """
    if isinstance(error, CommandError):
        return str(error)
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s in a periodic job:\n%s", type(error).__name__, frames)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} ({last.filename.rpartition('/')[2]}:{last.lineno})"


def _record_success(job: Job, holder: str, result: str, at: datetime) -> None:
    row = PeriodicJob.objects.filter(name=job.name, holder=holder).first()
    if row is None or row.started_at is None:
        return  # the lease was lost: another worker has the job
    due = job.timetable.next_after(timezone.localtime(row.started_at))
    _end(
        row, holder, at, due_at=due, run_after=due, failures=0, error="", result=result[-MAX_TEXT:]
    )


def _record_failure(job: Job, holder: str, error: str, at: datetime) -> None:
    row = PeriodicJob.objects.filter(name=job.name, holder=holder).first()
    if row is None:
        return
    delay = retry_delay(row.failures + 1)
    if isinstance(job.timetable, Every):
        delay = min(delay, job.timetable.interval)
    log.warning("job %s failed: %s", job.name, error)
    _end(row, holder, at, run_after=at + delay, failures=row.failures + 1, error=error[:MAX_TEXT])


def _end(row: PeriodicJob, holder: str, at: datetime, **values) -> None:
    duration = at - row.started_at if row.started_at else None
    PeriodicJob.objects.filter(pk=row.pk, holder=holder).update(
        finished_at=at, duration=duration, lease_until=None, holder="", **values
    )


def is_late(row: PeriodicJob, at: datetime) -> bool:
    """Return whether a job should have ended well some time ago and has not."""
    job = registry.find(row.name)
    return bool(job and job.is_set_up() and row.due_at + job.late_after < at)


def list_late(at: datetime) -> list[str] | None:
    """Return the names of the late jobs that raise an alarm; None before `prepare` made rows."""
    rows = list(PeriodicJob.objects.all())
    alarming = {job.name for job in registry.registered() if job.alarms}
    return [row.name for row in rows if row.name in alarming and is_late(row, at)] if rows else None
