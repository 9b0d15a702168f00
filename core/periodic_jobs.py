"""The periodic jobs of this package."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from core.jobs.registry import Job, register
from core.jobs.timetable import Daily, Every

OFTEN, NIGHT = Every(timedelta(seconds=15)), Daily(time(1))

register(
    Job("deliver", _("Letters and text messages"), OFTEN, timedelta(minutes=10)),
    Job("publish_scheduled", _("Planned pages"), OFTEN, timedelta(minutes=10)),
    Job("clearsessions", _("Ended sessions"), NIGHT, timedelta(hours=12)),
)
