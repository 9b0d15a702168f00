"""The registry of periodic jobs, filled by each package when its app is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise

from core.jobs.timetable import Daily, Every


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Job:
    """A management command without arguments that is run at its time; safe to repeat.

    late_after   how long after its due moment the job counts as late
    is_set_up    whether this installation has what the job needs; where not, it is never run
    alarms       whether the portal counts as ill while the job is late
    """

    name: str
    label: str | Promise
    timetable: Every | Daily
    late_after: timedelta
    is_set_up: Callable[[], bool] = _always
    alarms: bool = True


_jobs: dict[str, Job] = {}


def register(*jobs: Job) -> None:
    """Add jobs; a job of the same name is replaced."""
    _jobs.update({job.name: job for job in jobs})


def registered() -> list[Job]:
    """Return every job, in the order of registration."""
    return list(_jobs.values())


def find(name: str) -> Job | None:
    """Return the job of a name, or None when no package has it (any more)."""
    return _jobs.get(name)
