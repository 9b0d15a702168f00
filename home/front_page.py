"""What stands behind the three doors of the front page at a moment."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from appeals import statistics
from appeals.models import PublishedAnswer
from core.workdays.source import working_calendar
from services.models import Office
from services.offices.opening_hours import format_time_range
from services.schedule.slots import Reception, receptions_in

SOON_DAYS = 14
RECEPTIONS, ANSWERS, REPORTS = 3, 4, 3
MINUTES_TO_FILE = 10  # what the form itself says on its first page


def front(at: datetime, code: str) -> dict:
    """Context of the front page: who receives next, the latest answers and reports."""
    today = timezone.localdate(at)
    offices = Office.objects.filter(active=True)
    coming = receptions_in(offices, today, today + timedelta(days=SOON_DAYS))
    upcoming = [each for each in coming if each.ends_at > at][:RECEPTIONS]
    answers = PublishedAnswer.objects.filter(stage=PublishedAnswer.Stage.PUBLISHED)
    own = list(answers.filter(language=code).select_related("topic", "office")[:ANSWERS])
    return {
        "reception_lines": [reception_line(each, at) for each in upcoming],
        "minutes": MINUTES_TO_FILE,
        "answers": own,
        "figures": month_figures(today),
        "reports": latest_reports(code),
    }


def month_figures(today: date) -> dict:
    """Three numbers of the last month that is over, with its name."""
    end = today.replace(day=1) - timedelta(days=1)
    start = end.replace(day=1)
    found = statistics.registered_between(start, end)
    counted = statistics.compute_figures(found, today, working_calendar())
    if not counted["received"]:
        return {}
    facts = [
        {"value": counted["received"], "label": _("appeals received")},
        {"value": counted["in_time"], "label": _("answered in time")},
        {"value": counted["late"] + counted["overdue"], "label": _("late, open ones counted")},
    ]
    month = date_format(start, "YEAR_MONTH_FORMAT")
    return {"title": _("Figures of %(month)s") % {"month": month}, "facts": facts}


def reception_line(reception: Reception, at: datetime) -> str:
    """«Today 10:00–12:00, who, where» in the active language."""
    today = timezone.localdate(at)
    if reception.day == today:
        day = _("today")
    elif reception.day == today + timedelta(days=1):
        day = _("tomorrow")
    else:
        day = date_format(reception.day, "MONTH_DAY_FORMAT")
    return _("%(day)s %(time)s: %(who)s, %(office)s") % {
        "day": day[:1].upper() + day[1:],
        "time": format_time_range(reception.starts, reception.ends),
        "who": reception.official.name,
        "office": reception.official.office.title,
    }


def latest_reports(code: str) -> list[Page]:
    """The newest media reports in a language."""
    return [
        page.specific
        for page in Page.objects.live()
        .public()
        .filter(locale__language_code=code, content_type__model="mediareportpage")
        .order_by("-first_published_at")[:REPORTS]
    ]
