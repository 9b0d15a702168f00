"""The contents of the front page: next receptions, figures, latest answers and reports."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals import cohorts
from appeals.dependencies import ANSWER_TABLE, answers_in
from appeals.models import PublishedAnswer
from core import page_cache
from core.moments import format_for_script, next_midnight, start_of_day
from home.models.media import MediaReportPage
from services.offices.opening_hours import format_time_range
from services.schedule.slots import Reception, receptions

LOOK_AHEAD_DAYS = 14
MAX_RECEPTIONS, MAX_ANSWERS, MAX_REPORTS = 1, 4, 3
MINUTES_TO_FILE = 10  # the same number as on the form's first page


def front_page_context(at: datetime, code: str) -> dict:
    """Return the template context of the front page at `at` in language `code`."""
    today = timezone.localdate(at)
    upcoming = [row for row in _receptions(today) if row.ends_at > at][:MAX_RECEPTIONS]
    return {
        "reception_lines": [format_reception(row) for row in upcoming],
        "until": min([next_midnight(at), *(row.ends_at for row in upcoming)]),
        "minutes": MINUTES_TO_FILE,
        "answers": page_cache.kept_value(("latest answers", code), lambda: latest_answers(code)),
        "figures": page_cache.kept_value(
            ("month figures", today, get_language()), lambda: month_figures(today)
        ),
        "reports": page_cache.kept_value(("latest reports", code), lambda: latest_reports(code)),
    }


def _receptions(today: date) -> list[Reception]:
    """Return the next receptions of all offices, kept while nobody edits a schedule."""
    last = today + timedelta(days=LOOK_AHEAD_DAYS)
    return page_cache.kept_value(
        ("next receptions", today, get_language()), lambda: receptions(None, today, last)
    )


def month_figures(today: date) -> dict:
    """Return the title and figures of the last full month, {} when no appeals came in it.

    The figures after the first add up to it.
    """
    start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    figures = cohorts.received_in(start, on=today)
    if not figures["received"]:
        return {}
    facts = [
        {"value": figures["received"], "label": _("appeals received")},
        {"value": figures["in_time"], "label": _("answered in time")},
        {"value": figures["late"] + figures["overdue"], "label": _("late, open ones counted")},
        {
            "value": figures["within_term"] + figures["forwarded"] + figures["closed"],
            "label": _("open within the term, forwarded or closed without an answer"),
        },
    ]
    month = date_format(start, "YEAR_MONTH_FORMAT")
    title = _("Figures of %(month)s") % {"month": month}
    return {"title": title, "facts": facts, "counted_on": today}


def format_reception(reception: Reception) -> SafeString:
    """Return «28 November 10:00–12:00: who, where» in the active language.

    portal.js writes “Today” or “Tomorrow” instead of the date.
    """
    day = format_html(
        '<time data-day="{}" datetime="{}" data-today="{}" data-tomorrow="{}">{}</time>',
        format_for_script(start_of_day(reception.day)),
        reception.day.isoformat(),
        _capitalize(_("today")),
        _capitalize(_("tomorrow")),
        date_format(reception.day, "MONTH_DAY_FORMAT"),
    )
    parts = {
        "day": day,
        "time": format_time_range(reception.starts, reception.ends),
        "who": reception.official.name,
        "office": reception.official.office.title,
    }
    line = conditional_escape(_("%(day)s %(time)s: %(who)s, %(office)s"))
    return mark_safe(line % {name: conditional_escape(text) for name, text in parts.items()})


def _capitalize(word: str) -> str:
    return word[:1].upper() + word[1:]


def latest_answers(code: str) -> list[PublishedAnswer]:
    """Return the latest published answers in a language."""
    rows = PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED, language=code)
    with page_cache.named(answers_in(code), ANSWER_TABLE):
        return list(rows.select_related("topic")[:MAX_ANSWERS])


def latest_reports(code: str) -> list[MediaReportPage]:
    """Return the latest media reports in a language."""
    reports = MediaReportPage.objects.live().public().defer_streamfields()
    reports = reports.filter(locale__language_code=code).order_by("-first_published_at")
    return list(reports[:MAX_REPORTS])
