"""The periodic jobs of this package."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from core.jobs.registry import Job, register
from core.jobs.timetable import MONDAY_TO_FRIDAY, Daily, Every

register(
    Job(
        "remind_due", _("Reminders of terms"), Daily(time(8), MONDAY_TO_FRIDAY), timedelta(hours=2)
    ),
    Job(
        "close_month", _("Figures of the last month"), Daily(time(1, 30), monthday=1),
        timedelta(hours=12),
    ),
    Job(
        "fill_ledger", _("Ledger after an upgrade"), Every(timedelta(minutes=5)),
        timedelta(hours=1),
    ),
    Job("verify_journal", _("Check of the journals"), Daily(time(1, 20)), timedelta(hours=12)),
    Job("verify_terms", _("Check of the terms"), Daily(time(1, 40)), timedelta(hours=12)),
    Job("verify_figures", _("Check of the figures"), Daily(time(1, 50)), timedelta(hours=12)),
)  # fmt: skip
