"""Search entries of media reports and plain pages, each in its own language."""

from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from home.models import HomePage, MediaIndexPage, MediaReportPage, StandardPage
from search import sources
from search.entry import Entry


def page_entries(page) -> Iterator[Entry]:
    """Yield the entry of a page."""
    code = page.locale.language_code
    yield Entry(
        ref=f"{sources.prefix(page)}{code}",
        kind="page",
        language=code,
        group=f"page:{page.translation_key}",
        title=page.title,
        summary=page.summary,
        body=page.search_text(),
        url=page.url or "",
        published_on=page.first_published_at and localdate(page.first_published_at),
    )


def report_entries(page: MediaReportPage) -> Iterator[Entry]:
    """Yield the entry of a media report with its office, date, place and tasks."""
    for entry in page_entries(page):
        tasks = "\n".join(f"{task.task} – {task.who}" for task in page.tasks.all())
        yield Entry(
            **{
                **vars(entry),
                "kind": "report",
                "office": page.office.slug if page.office else "",
                "published_on": page.date,
                "body": f"{entry.body}\n{page.place}\n{tasks}",
            }
        )


sources.register(
    MediaReportPage,
    report_entries,
    MediaReportPage.objects.live,
    kind="report",
    label=_("Reception results"),
)
sources.register(
    StandardPage, page_entries, StandardPage.objects.live, kind="page", label=_("Page")
)
sources.exclude(HomePage, MediaIndexPage, reason="They only list their children.")
