"""The Atom feed of media reports."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.models import MediaReportPage


class MediaFeed(Feed):
    """The latest media reports in the language of the URL."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """Return the title of the feed."""
        return _("Reception results")

    def link(self) -> str:
        """Return the address of the list of reports."""
        return f"/{get_language()}/reports/"

    def items(self) -> QuerySet[MediaReportPage]:
        """Return the thirty latest reports."""
        reports = MediaReportPage.objects.live().public()
        return reports.filter(locale__language_code=get_language()).order_by("-date")[:30]

    def item_title(self, item: MediaReportPage) -> str:
        """Return the title of a report."""
        return item.title

    def item_description(self, item: MediaReportPage) -> str:
        """Return the summary of a report."""
        return item.summary

    def item_link(self, item: MediaReportPage) -> str:
        """Return the address of a report."""
        return item.url

    def item_updateddate(self, item: MediaReportPage) -> datetime:
        """Return when the report was last published, or nine o'clock of its day."""
        return item.last_published_at or timezone.make_aware(datetime.combine(item.date, time(9)))
