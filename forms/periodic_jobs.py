"""The periodic jobs of this package."""

from datetime import time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.jobs.registry import Job, register
from core.jobs.timetable import Daily, Every


def scans_files() -> bool:
    """Return whether there is a virus scanner."""
    return bool(settings.CLAMD_URL)


register(
    Job(
        "rescan_files", _("Files that wait for the virus scanner"), Every(timedelta(minutes=5)),
        timedelta(hours=1), scans_files,
    ),
    Job("drop_stale_drafts", _("Abandoned drafts"), Daily(time(1, 10)), timedelta(hours=12)),
)  # fmt: skip
