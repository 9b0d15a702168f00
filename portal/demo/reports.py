"""Media reports of the demo, dated back from its day, each in three languages."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.i18n.localtext import CODES
from core.models import PortalImage
from core.workdays.source import working_calendar
from home.models import MediaIndexPage, MediaReportPage
from home.models.media import ReportFigure, ReportTask
from portal import initial_content
from portal.content_files import build_blocks, serialize_blocks
from portal.demo.content import read_rows
from portal.demo.pages import add_page, get_index_page
from portal.demo.pictures import create_topic_images
from portal.demo.schedule import nearest_reception_day
from services.models import Office, Official

PUBLICATION_TIME = time(17, 30)  # in the evening of the reception day
SOURCE = {
    "kk": "Қабылдау журналы; қатысушы органдардың мәліметі.",
    "ru": "Журнал приёма; сведения участвовавших органов.",
    "en": "The reception's visitors' log; information from the bodies that took part.",
}


def create_reports(at: datetime) -> int:
    """Create the media reports; return how many pages there are."""
    hours = {row["slug"]: row for row in read_rows("officials", "official")}
    topics = {row["slug"]: row["name"] for row in initial_content.read_rows("topics", "topic")}
    pictures, today = create_topic_images(), timezone.localdate(at)
    for row in read_rows("reports", "report"):
        official_row = hours[row["official"]]
        day = nearest_reception_day(official_row, today - timedelta(days=row["days_ago"]), step=-1)
        office = Office.objects.get(slug=row["office"])
        official = Official.objects.get(
            office__slug=official_row["office"], name_kk=official_row["name"]["kk"]
        )
        published_at = timezone.make_aware(datetime.combine(day, PUBLICATION_TIME))
        picture = pictures[row["figures"][0]["topic"]]
        original: MediaReportPage | None = None
        for code in CODES:
            page = _report_page(row, code, day, office, official, picture)
            added = add_page(
                get_index_page(MediaIndexPage, code), page, original, min(published_at, at)
            )
            if added is page:
                source = original if isinstance(original, MediaReportPage) else None
                _create_figures(page, source, row, topics, code)
                _create_tasks(page, source, row, code, day)
            original = original or added
    return MediaReportPage.objects.count()


def _report_page(
    row: dict, code: str, day: date, office: Office, official: Official, picture: PortalImage
) -> MediaReportPage:
    return MediaReportPage(
        title=row["title"][code],
        slug=row["slug"],
        summary=row["lead"][code],
        body=serialize_blocks(
            row["slug"], build_blocks([part[code] for part in row["paragraphs"]])
        ),
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


def _create_figures(
    page: MediaReportPage, original: MediaReportPage | None, row: dict, topics: dict, code: str
) -> None:
    originals = list(original.figures.all()) if original else []
    figures = []
    for order, figure in enumerate(row["figures"]):
        row_of_page = ReportFigure(
            page=page,
            sort_order=order,
            locale=page.locale,
            title=topics[figure["topic"]][code],
            count=figure["count"],
        )
        if originals:
            row_of_page.translation_key = originals[order].translation_key
        figures.append(row_of_page)
    ReportFigure.objects.bulk_create(figures)


def _create_tasks(
    page: MediaReportPage, original: MediaReportPage | None, row: dict, code: str, day: date
) -> None:
    originals = list(original.tasks.all()) if original else []
    calendar = working_calendar()
    tasks = []
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
        if originals:
            row_of_page.translation_key = originals[order].translation_key
        tasks.append(row_of_page)
    ReportTask.objects.bulk_create(tasks)
