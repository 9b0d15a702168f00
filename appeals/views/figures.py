"""The public figures of a period, counted live."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals import cohorts, statistics
from appeals.forms import PeriodForm
from appeals.models import MonthlyReport
from appeals.views.figure_tables import live_columns, live_row
from core import charts
from search.facets import labels_of
from services.models import Office
from services.names import office_titles

MAX_CHART_TOPICS = 8  # the table under the chart has all


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

    A date that is not understood is refused: no other period is shown in its place. An office
    stands for itself and its branches.
    """
    today = timezone.localdate()
    form = PeriodForm(request.GET, today)
    slug = request.GET.get("office", "")
    office = get_object_or_404(Office, slug=slug, active=True) if slug else None
    context = {"form": form, "office": office, "offices": office_titles().items()}
    if form.is_valid():
        context |= _figures_context(requested_period(form), office, today)
    return render(request, "appeals/figures.html", context)


def _figures_context(period: Period, office: Office | None, today: date) -> dict:
    cohort = cohorts.received_between(period.since, period.until, office, on=today)
    total = cohorts.compute_figures(cohort)
    return {
        "period": period,
        "today": today,
        "figures": total,
        "sentence": quotable_sentence(total, period),
        "facts": key_facts(total),
        "parts": [
            (column.outcome, total[column.key], bool(column.part_of))
            for column in statistics.COLUMNS
            if column.outcome
        ],
        **_month_table(cohorts.by_month(cohort)),
        **_office_table(cohort, cohorts.by_office(cohort)),
        **_topic_table(cohorts.by_topic(cohort)),
        "reports": MonthlyReport.objects.order_by("-month")
        .values_list("month", flat=True)
        .distinct(),
    }


def _month_table(months: list[tuple[date, statistics.Figures]]) -> dict:
    return {
        "columns": live_columns(_("Month")),
        "month_rows": [
            live_row(date_format(month, "YEAR_MONTH_FORMAT"), figures.counts)
            for month, figures in months
        ],
        "month_chart": charts.render_line_chart(
            [(date_format(month, "M"), figures["received"]) for month, figures in months],
            title=_("Appeals received by month"),
            ident="by-month",
        ),
    }


def _office_table(cohort: cohorts.Cohort, offices: dict[Office, statistics.Figures]) -> dict:
    counts = {office.pk: figures.counts for office, figures in offices.items()}
    return {
        "office_columns": live_columns(_("Office")),
        "office_rows": [
            live_row(office.title, figures.counts) for office, figures in offices.items()
        ],
        "branch_rows": [
            live_row(office.title, sums)
            for office, sums in cohorts.sum_with_branches(counts, cohort.offices_by_id.values())
        ],
        "office_chart": charts.render_bar_chart(
            [(office.title, figures["received"]) for office, figures in offices.items()],
            title=_("Appeals received by office"),
            ident="by-office",
        ),
    }


def _topic_table(topics: list[tuple[str, int]]) -> dict:
    titles = labels_of("topic")
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
    if total.share_in_time is not None:
        facts.append({"value": f"{total.share_in_time}\u00a0%", "label": _("share in time")})
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
