"""The public figures: what came in, what was answered in time, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals import monthly_reports, statistics
from appeals.models import MonthlyReport
from core import charts
from core.spreadsheets import render_csv, render_xlsx
from core.workdays.source import working_calendar
from services.models import Office, Topic

MOST = 8  # topics in the chart; all are in its table
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Period:
    since: date
    until: date


def requested_period(request: HttpRequest, today: date) -> Period:
    """The period asked for, or the last twelve months; a wrong date falls back, never fails."""
    since = _date(request.GET.get("from", "")) or (today - timedelta(days=365)).replace(day=1)
    until = _date(request.GET.get("to", "")) or today
    return Period(min(since, until), max(since, until))


def _date(text: str) -> date | None:
    try:
        return parse_date(text.strip())
    except ValueError:
        return None


def figures(request: HttpRequest) -> HttpResponse:
    """Figures of a period and an office, with charts beside their tables."""
    today = timezone.localdate()
    period = requested_period(request, today)
    slug = request.GET.get("office", "")
    office = Office.objects.filter(slug=slug).first()
    found = statistics.registered_between(period.since, period.until, office)
    total = statistics.compute_figures(found, today, working_calendar())
    months = statistics.by_month(found, today)
    offices = statistics.by_office(found, today)
    titles = {topic.slug: topic.title for topic in Topic.objects.all()}
    topics = [(titles.get(slug, slug), n) for slug, n in statistics.by_topic(found)]
    context = {
        "period": period,
        "today": today,
        "office": office,
        "offices": Office.objects.filter(active=True),
        "figures": total,
        "sentence": quotable_sentence(total, period),
        "facts": key_facts(total),
        "parts": outcome_rows(total),
        "month_rows": [
            table_row(date_format(month, "YEAR_MONTH_FORMAT"), each) for month, each in months
        ],
        "month_chart": charts.render_line_chart(
            [(date_format(month, "M"), each.received) for month, each in months],
            title=_("Appeals received by month"),
            ident="by-month",
        ),
        "office_rows": [table_row(each_office.title, each) for each_office, each in offices],
        "office_chart": charts.render_bar_chart(
            [(each_office.title, each.received) for each_office, each in offices],
            title=_("Appeals received by office"),
            ident="by-office",
        ),
        "topic_rows": topics,
        "topic_chart": charts.render_bar_chart(
            topics[:MOST], title=_("Appeals by topic"), ident="by-topic"
        ),
        "columns": table_columns(_("Month")),
        "office_columns": table_columns(_("Office")),
        "topic_columns": [{"label": _("Topic")}, {"label": _("Received"), "number": True}],
        "reports": MonthlyReport.objects.order_by("-month")
        .values_list("month", flat=True)
        .distinct(),
    }
    return render(request, "appeals/figures.html", context)


def quotable_sentence(total: statistics.Figures, period: Period) -> str:
    """The sentence that a journalist may quote."""
    if not total.received:
        return _("No appeals were registered in this period.")
    words = {
        "since": date_format(period.since, "DATE_FORMAT"),
        "until": date_format(period.until, "DATE_FORMAT"),
        "received": total.received,
        "in_time": total.in_time,
        "overdue": total.overdue,
    }
    return (
        ngettext(
            "From %(since)s to %(until)s %(received)s appeal was received; "
            "%(in_time)s answered in time, %(overdue)s overdue now.",
            "From %(since)s to %(until)s %(received)s appeals were received; "
            "%(in_time)s answered in time, %(overdue)s overdue now.",
            total.received,
        )
        % words
    )


def key_facts(total: statistics.Figures) -> list[dict]:
    """The numbers in a row."""
    shown = [
        {"value": total.received, "label": _("received")},
        {"value": total.in_time, "label": _("answered in time")},
        {"value": total.late + total.overdue, "label": _("late, open ones counted")},
    ]
    if total.median_days is not None:
        shown.append(
            {"value": f"{total.median_days:g}", "label": _("working days to the answer, median")}
        )
    if total.rating is not None:
        label = ngettext(
            "mean of %(n)s rating, out of 5", "mean of %(n)s ratings, out of 5", total.ratings
        )
        shown.append({"value": total.rating, "label": label % {"n": total.ratings}})
    return shown


def outcome_rows(total: statistics.Figures) -> list[tuple[str, int]]:
    """What became of the appeals; the rows add up to the received ones."""
    return [
        (_("Answered in time"), total.in_time),
        (_("Answered late"), total.late),
        (_("Open and overdue"), total.overdue),
        (_("Open, within the term"), total.within_term),
        (_("Forwarded to another body"), total.forwarded),
        (_("Closed without an answer"), total.closed),
    ]


def table_columns(first: str) -> list[dict]:
    names = [_("Received"), _("In time"), _("Late"), _("Overdue"), _("Forwarded")]
    return [{"label": first}, *({"label": name, "number": True} for name in names)]


def table_row(name: str, each: statistics.Figures) -> list:
    return [name, each.received, each.in_time, each.late, each.overdue, each.forwarded]


def month_report(request: HttpRequest, month: str) -> HttpResponse:
    """A closed month, office by office; ?format=csv or xlsx for a spreadsheet."""
    day = _date(f"{month}-01")
    found = list(MonthlyReport.objects.filter(month=day).select_related("office")) if day else []
    if not found:
        raise Http404
    header = [_("Office"), *(str(column["label"]) for column in table_columns("")[1:])]
    rows = [
        [report.office.title, *(report.figures.get(name, 0) for name in _COLUMNS)]
        for report in found
    ]
    total = monthly_reports.sum_figures(found)
    sums = [_("In all"), *(total[name] for name in _COLUMNS)]
    wanted = request.GET.get("format")
    if wanted == "csv":
        return _file(render_csv(header, [*rows, sums]), "text/csv; charset=utf-8", f"{month}.csv")
    if wanted == "xlsx":
        return _file(render_xlsx(month, header, [*rows, sums]), XLSX, f"{month}.xlsx")
    context = {
        "month": day,
        "columns": table_columns(_("Office")),
        "rows": rows,
        "total": sums,
        "closed_at": found[0].closed_at,
    }
    return render(request, "appeals/month.html", context)


_COLUMNS = ("received", "in_time", "late", "overdue", "forwarded")


def _file(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
