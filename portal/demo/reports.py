"""The demo's media reports: dated back from the day of the demo, each in three languages."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.i18n.localtext import CODES
from core.models import PortalImage
from core.workdays.source import working_calendar
from home.models import MediaIndexPage, MediaReportPage
from home.models.media import ReportFigure, ReportTask
from portal.demo.content import rows
from portal.demo.pages import body, index, prose, put
from portal.demo.pictures import of_topics
from portal.demo.schedule import reception_day
from services.models import Office, Official

PUBLISHED = time(17, 30)  # the press tells of a reception in the evening of its day
SOURCE = {
    "kk": "Қабылдау журналы; қатысушы органдардың мәліметі.",
    "ru": "Журнал приёма; сведения участвовавших органов.",
    "en": "The reception's visitors' log; information from the bodies that took part.",
}


def publish(at: datetime) -> int:
    """Twenty-four reports; returns how many pages are there."""
    hours = {row["slug"]: row for row in rows("officials", "official")}
    topics = {row["slug"]: row["name"] for row in rows("topics", "topic")}
    pictures, today = of_topics(), timezone.localdate(at)
    for row in rows("reports", "report"):
        who = hours[row["official"]]
        day = reception_day(who, today - timedelta(days=row["days_ago"]), step=-1)
        office = Office.objects.get(slug=row["office"])
        official = Official.objects.get(office__slug=who["office"], name_kk=who["name"]["kk"])
        told = timezone.make_aware(datetime.combine(day, PUBLISHED))
        picture = pictures[row["figures"][0]["topic"]]
        original: MediaReportPage | None = None
        for code in CODES:
            page = _page(row, code, day, office, official, picture)
            made = put(index(MediaIndexPage, code), page, original, min(told, at))
            if made is page:
                twin = original if isinstance(original, MediaReportPage) else None
                _figures(page, twin, row, topics, code)
                _tasks(page, twin, row, code, day)
            original = original or made
    return MediaReportPage.objects.count()


def _page(
    row: dict, code: str, day: date, office: Office, official: Official, picture: PortalImage
) -> MediaReportPage:
    return MediaReportPage(
        title=row["title"][code],
        slug=row["slug"],
        summary=row["lead"][code],
        body=body(row["slug"], prose([part[code] for part in row["paragraphs"]])),
        date=day,
        place=row["place"][code],
        office=office,
        official=official,
        came=row["came"],
        raised=row["raised"],
        controlled=row["controlled"],
        photo=picture,
        sources=SOURCE[code],
    )


def _figures(
    page: MediaReportPage, original: MediaReportPage | None, row: dict, topics: dict, code: str
) -> None:
    twins = list(original.figures.all()) if original else []
    made = []
    for order, figure in enumerate(row["figures"]):
        row_of_page = ReportFigure(
            page=page,
            sort_order=order,
            locale=page.locale,
            title=topics[figure["topic"]][code],
            count=figure["count"],
        )
        if twins:
            row_of_page.translation_key = twins[order].translation_key
        made.append(row_of_page)
    ReportFigure.objects.bulk_create(made)


def _tasks(
    page: MediaReportPage, original: MediaReportPage | None, row: dict, code: str, day: date
) -> None:
    twins = list(original.tasks.all()) if original else []
    calendar = working_calendar()
    made = []
    for order, task in enumerate(row["tasks"]):
        until = day + timedelta(days=task["due"])
        while not calendar.is_workday(until):
            until += timedelta(days=1)
        row_of_page = ReportTask(
            page=page,
            sort_order=order,
            locale=page.locale,
            task=task["task"][code],
            who=task["who"][code],
            until=until,
            stand=task["stand"],
        )
        if twins:
            row_of_page.translation_key = twins[order].translation_key
        made.append(row_of_page)
    ReportTask.objects.bulk_create(made)
