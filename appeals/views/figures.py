"""The public figures and the closed monthly reports."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals import monthly_reports, statistics
from appeals.forms import PeriodForm
from appeals.models import MonthlyReport
from core import charts, spreadsheets
from core.i18n.dates import parse_iso_date
from core.workdays.source import working_calendar
from services.models import Office, Topic

MAX_CHART_TOPICS = 8  # the table under the chart has all
MISSING = "—"  # a month was frozen before the figure existed


@dataclass(frozen=True)
class Period:
    """The days from `since` to `until`, both included."""

    since: date
    until: date


def requested_period(form: PeriodForm) -> Period:
    """Return the period of a valid form; its two days may stand in any order."""
    return Period(*sorted((form.cleaned_data["from"], form.cleaned_data["to"])))


def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period and an office, with charts beside their tables.

    A date that is not understood is refused: no other period is shown in its place.
    """
    today = timezone.localdate()
    form = PeriodForm(request.GET, today)
    office = Office.objects.filter(slug=request.GET.get("office", "")).first()
    context = {"form": form, "office": office, "offices": Office.objects.filter(active=True)}
    if form.is_valid():
        context |= _figures_context(requested_period(form), office, today)
    return render(request, "appeals/figures.html", context)


def _figures_context(period: Period, office: Office | None, today: date) -> dict:
    appeals = statistics.registered_between(period.since, period.until, office)
    total = statistics.compute_figures(appeals, today, working_calendar())
    return {
        "period": period,
        "today": today,
        "figures": total,
        "sentence": quotable_sentence(total, period),
        "facts": key_facts(total),
        "parts": [(column.outcome, total[column.key]) for column in statistics.OUTCOMES],
        **_month_table(statistics.by_month(appeals, today)),
        **_office_table(statistics.by_office(appeals, today)),
        **_topic_table(statistics.by_topic(appeals)),
        "reports": MonthlyReport.objects.order_by("-month")
        .values_list("month", flat=True)
        .distinct(),
    }


def _month_table(months: list[tuple[date, statistics.Figures]]) -> dict:
    return {
        "columns": table_columns(_("Month")),
        "month_rows": [
            table_row(date_format(month, "YEAR_MONTH_FORMAT"), counts) for month, counts in months
        ],
        "month_chart": charts.render_line_chart(
            [(date_format(month, "M"), counts["received"]) for month, counts in months],
            title=_("Appeals received by month"),
            ident="by-month",
        ),
    }


def _office_table(offices: list[tuple[Office, statistics.Figures]]) -> dict:
    return {
        "office_columns": table_columns(_("Office")),
        "office_rows": [table_row(office.title, counts) for office, counts in offices],
        "office_chart": charts.render_bar_chart(
            [(office.title, counts["received"]) for office, counts in offices],
            title=_("Appeals received by office"),
            ident="by-office",
        ),
    }


def _topic_table(topics: list[tuple[str, int]]) -> dict:
    titles = {topic.slug: topic.title for topic in Topic.objects.all()}
    rows = [(titles.get(slug, slug), count) for slug, count in topics]
    return {
        "topic_columns": [{"label": _("Topic")}, {"label": _("Received"), "number": True}],
        "topic_rows": rows,
        "topic_chart": charts.render_bar_chart(
            rows[:MAX_CHART_TOPICS], title=_("Appeals by topic"), ident="by-topic"
        ),
    }


def quotable_sentence(total: statistics.Figures, period: Period) -> str:
    """Return the figures as one sentence that a journalist may quote."""
    if not total["received"]:
        return _("No appeals were registered in this period.")
    sentence = ngettext(
        "From %(since)s to %(until)s %(received)s appeal was received; "
        "%(in_time)s answered in time, %(overdue)s overdue now.",
        "From %(since)s to %(until)s %(received)s appeals were received; "
        "%(in_time)s answered in time, %(overdue)s overdue now.",
        total["received"],
    )
    return sentence % {
        "since": date_format(period.since, "DATE_FORMAT"),
        "until": date_format(period.until, "DATE_FORMAT"),
        **total.counts,
    }


def key_facts(total: statistics.Figures) -> list[dict]:
    """Return the main figures for components/facts/facts.html."""
    facts: list[dict] = [
        {"value": total["received"], "label": _("received")},
        {"value": total["in_time"], "label": _("answered in time")},
        {"value": total["late"] + total["overdue"], "label": _("late, open ones counted")},
    ]
    if total.median_days is not None:
        facts.append(
            {"value": f"{total.median_days:g}", "label": _("working days to the answer, median")}
        )
    if total.rating is not None:
        label = ngettext(
            "mean of %(n)s rating, out of 5", "mean of %(n)s ratings, out of 5", total.ratings
        )
        facts.append({"value": total.rating, "label": label % {"n": total.ratings}})
    return facts


def table_columns(first: str) -> list[dict]:
    """Return the columns of a table of figures for the component data_table."""
    labels = (column.label for column in statistics.TABLE_COLUMNS)
    return [{"label": first}, *({"label": label, "number": True} for label in labels)]


def table_row(name: str, counts: statistics.Figures | dict[str, int | None]) -> list:
    """Return a row of a table of figures; counts of a frozen month may lack a figure."""
    values = counts.counts if isinstance(counts, statistics.Figures) else counts
    row = (values.get(column.key) for column in statistics.TABLE_COLUMNS)
    return [name, *(MISSING if value is None else value for value in row)]


def month_report(request: HttpRequest, month: str) -> HttpResponse:
    """Show a closed month, office by office; ?format=csv or xlsx returns a spreadsheet."""
    day = parse_iso_date(f"{month}-01")
    reports = list(MonthlyReport.objects.filter(month=day).select_related("office")) if day else []
    if not reports:
        raise Http404
    columns = table_columns(_("Office"))
    rows = [table_row(report.office.title, report.figures) for report in reports]
    total = table_row(_("In all"), monthly_reports.sum_figures(reports))
    file_format = request.GET.get("format")
    if file_format in spreadsheets.CONTENT_TYPES:
        header = [str(column["label"]) for column in columns]
        return spreadsheets.response(file_format, month, header, [*rows, total], title=month)
    context = {
        "month": day,
        "columns": columns,
        "rows": rows,
        "total": total,
        "closed_at": reports[0].closed_at,
    }
    return render(request, "appeals/month.html", context)
