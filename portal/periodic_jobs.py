"""The periodic jobs of this package."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from core.jobs.registry import Job, register
from core.jobs.timetable import Daily
from portal.operations import nightly_backup

register(
    Job(
        "backup", _("Backup"), Daily(time(2)), timedelta(hours=12), nightly_backup.is_set_up,
    )
)  # fmt: skip
