"""What of this room may be found: media reports and plain pages, each in its own language."""

from collections.abc import Iterator

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from home.models import HomePage, MediaIndexPage, MediaReportPage, StandardPage
from search import sources
from search.entry import Entry


def page_entries(page) -> Iterator[Entry]:
    """The entry of a live page; none for a draft or a page behind a password."""
    if not page.live or page.get_view_restrictions().exists():
        return
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
    """A media report, with the office and the day it tells of."""
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
