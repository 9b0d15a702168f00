"""The periodic jobs of this package."""

from datetime import time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.jobs.registry import Job, register
from core.jobs.timetable import Daily, Every


def uses_elasticsearch() -> bool:
    """Return whether there is an index outside the database."""
    return bool(settings.ELASTICSEARCH_URL)


# While Elasticsearch is away the database searches: no alarm.
register(
    Job(
        "follow_search", _("Recent changes in Elasticsearch"), Every(timedelta(minutes=1)),
        timedelta(hours=1), uses_elasticsearch, alarms=False,
    ),
    Job(
        "compare_search", _("Comparison with Elasticsearch"), Daily(time(1, 40)),
        timedelta(hours=12), uses_elasticsearch, alarms=False,
    ),
    Job("tidy_search", _("Old search queries"), Daily(time(1, 25)), timedelta(hours=12)),
)  # fmt: skip
