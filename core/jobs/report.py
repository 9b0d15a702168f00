"""The report of periodic jobs in the admin: when, how they ended, which are late."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from core import spreadsheets
from core.jobs import registry, runs
from core.models import PeriodicJob

PERMISSION = "core.view_periodicjob"


def label(row: PeriodicJob) -> str:
    """Return the name of the job for people."""
    job = registry.find(row.name)
    return str(job.label) if job else row.name


def situation(row: PeriodicJob) -> str:
    """Return how the job stands in one or two words."""
    at = timezone.now()
    job = registry.find(row.name)
    if job and not job.is_set_up():
        return _("Not set up")
    if runs.is_late(row, at):
        return _("Late")
    if row.lease_until and row.lease_until > at:
        return _("Running")
    if row.failures:
        return pgettext("a job", "Failed")
    return _("Done") if row.finished_at else _("Not run yet")


def local_moment(moment: datetime | None) -> str:
    """Return day and time as they are written in Kazakhstan."""
    return f"{timezone.localtime(moment):%d.%m.%Y %H:%M:%S}" if moment else ""


def seconds(duration: timedelta | None) -> str:
    """Return a duration in seconds."""
    if duration is None:
        return ""
    return _("%(number)s s") % {"number": number_format(duration.total_seconds(), 1)}


COLUMNS = [
    Column("label", label=gettext_lazy("Job"), accessor=label),
    Column("name", label=gettext_lazy("Command")),
    Column("situation", label=gettext_lazy("State"), accessor=situation),
    Column(
        "run_after",
        label=gettext_lazy("Next run"),
        accessor=lambda row: local_moment(row.run_after),
    ),
    Column(
        "started_at",
        label=gettext_lazy("Last run"),
        accessor=lambda row: local_moment(row.started_at),
    ),
    Column("duration", label=gettext_lazy("Took"), accessor=lambda row: seconds(row.duration)),
    Column(
        "result",
        label=gettext_lazy("Last result"),
        accessor=lambda row: row.error or row.result,
    ),
    Column("failures", label=gettext_lazy("Failures in a row")),
]


class JobsReport(ReportView):
    """Every periodic job of this installation."""

    page_title = gettext_lazy("Periodic jobs")
    header_icon = "time"
    index_url_name = "periodic_jobs"
    index_results_url_name = "periodic_jobs_results"
    columns = COLUMNS
    list_export = [column.name for column in COLUMNS]

    def dispatch(self, request, *args, **kwargs):
        """Refuse users who do not look after the installation."""
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet:
        """Return the jobs that some package registers, the next one first."""
        names = [job.name for job in registry.registered()]
        return PeriodicJob.objects.filter(name__in=names).order_by("run_after")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep the order of the next run."""
        return queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """Return the report as CSV or XLSX."""
        header = [str(column.label) for column in COLUMNS]
        rows = [[column.get_value(row) for column in COLUMNS] for row in queryset]
        return spreadsheets.response(
            spreadsheet_format, "periodic-jobs", header, rows, title=str(self.page_title)
        )
