"""`/metrics` for Prometheus: requests by view, and how work stands. Nothing about any person.

Requests are counted over all processes that one gunicorn forks: prometheus-client counts in a file
for each of them, in memory where the machine has /dev/shm.
"""

import sqlite3
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.values import MutexValue, ValueClass

from appeals import deadlines, states
from appeals.models import Appeal
from core import rate_limit
from core.models import Notice, PeriodicJob
from core.page_cache import index

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 1, 5)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

requests = CollectorRegistry()
REQUESTS = Counter("portal_requests", "Requests", ["view", "status"], registry=requests)
DURATION = Histogram(
    "portal_request_seconds",
    "Time until the response",
    ["view"],
    registry=requests,
    buckets=SECONDS,
)


def count_request(view: str, status: int, seconds: float) -> None:
    """Count a request: `view` is a name of our URLs, never a path."""
    REQUESTS.labels(view, status).inc()
    DURATION.labels(view).observe(seconds)


class WorkCollector(Collector):
    """What the database says: letters, jobs, appeals."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures; only that the database does not answer when it does not."""
        try:
            figures = [_letters(), *_jobs(), *_appeals()]
        except DatabaseError:
            figures = []
        yield GaugeMetricFamily("portal_database_up", "Whether it answers", value=bool(figures))
        yield from figures
        if settings.PAGE_CACHE:
            yield GaugeMetricFamily("portal_pages_kept", "Rendered pages on the disk", _pages())


def _pages() -> int:
    try:
        query = "SELECT COUNT(*) FROM pages WHERE is_kept"
        return index.run(lambda db: db.execute(query).fetchone()[0])
    except (OSError, sqlite3.Error):
        return 0


def _letters() -> Metric:
    metric = GaugeMetricFamily("portal_letters", "Letters by state", labels=["state"])
    unsent = Notice.objects.exclude(delivery=Notice.Delivery.SENT)
    counts = dict(unsent.order_by().values_list("delivery").annotate(Count("pk")))
    for state in (Notice.Delivery.QUEUED, Notice.Delivery.FAILED):
        metric.add_metric([state], counts.get(state, 0))
    return metric


def _jobs() -> list[Metric]:
    finished = GaugeMetricFamily(
        "portal_job_finished_timestamp_seconds", "End of a job's last run", labels=["job"]
    )
    failures = GaugeMetricFamily("portal_job_failures", "Failures in a row", labels=["job"])
    for row in PeriodicJob.objects.all():
        failures.add_metric([row.name], row.failures)
        if row.finished_at:
            finished.add_metric([row.name], row.finished_at.timestamp())
    return [finished, failures]


def _appeals() -> list[Metric]:
    rows = Appeal.objects.filter(state__in=states.OPEN)
    late = rows.filter(deadlines.overdue(timezone.localdate()))
    return [
        GaugeMetricFamily("portal_appeals_open", "Appeals without an answer", rows.count()),
        GaugeMetricFamily("portal_appeals_overdue", "Open after their day", late.count()),
    ]


work = CollectorRegistry()
work.register(WorkCollector())


def metrics(request: HttpRequest) -> HttpResponse:
    """Return all figures as text, to HEALTH_ADDRESSES only."""
    if not rate_limit.is_from(request, settings.HEALTH_ADDRESSES):
        raise Http404
    counted = requests
    if ValueClass is not MutexValue:
        counted = CollectorRegistry()
        multiprocess.MultiProcessCollector(counted)
    body = generate_latest(counted) + generate_latest(work)
    return HttpResponse(body, content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})
