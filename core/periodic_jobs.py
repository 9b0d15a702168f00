"""The periodic jobs of this package."""

from datetime import time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.jobs.registry import Job, register
from core.jobs.timetable import Daily, Every

OFTEN, NIGHT = Every(timedelta(seconds=15)), Daily(time(1))
AFTER_MIDNIGHT = Daily(time(0, 10))  # what was sent before midnight is written by then
SOON = Every(timedelta(seconds=5))  # "open now" must not stand long after closing time


def keeps_pages() -> bool:
    """Return whether this installation keeps rendered pages."""
    return settings.PAGE_CACHE


register(
    Job("deliver", _("Letters and text messages"), OFTEN, timedelta(minutes=10)),
    Job("publish_scheduled", _("Planned pages"), OFTEN, timedelta(minutes=10)),
    Job("refresh_pages", _("Kept pages"), SOON, timedelta(minutes=10), keeps_pages, alarms=False),
    Job("place_leaves", _("New entries of the ledger"), OFTEN, timedelta(minutes=10)),
    Job("close_ledger", _("Root of the ledger"), AFTER_MIDNIGHT, timedelta(hours=12)),
    Job("drop_lost_files", _("Files that belong to nothing"), NIGHT, timedelta(hours=12)),
    Job(
        "close_reading_day", _("Reading record in the ledger"), AFTER_MIDNIGHT, timedelta(hours=12)
    ),
    Job(
        "verify_reading_record",
        _("Check of the reading record"),
        Daily(time(1, 15)),
        timedelta(hours=12),
    ),
    Job("retain", _("Terms of keeping"), Daily(time(3)), timedelta(hours=12)),
    Job("clearsessions", _("Ended sessions"), NIGHT, timedelta(hours=12)),
)
