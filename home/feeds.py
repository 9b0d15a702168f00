"""Media reports as a feed."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.models import MediaReportPage


class MediaFeed(Feed):
    """The latest reports on reception results, in the address's language."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("Reception results")

    def link(self) -> str:
        return f"/{get_language()}/reports/"

    def items(self) -> QuerySet[MediaReportPage]:
        found = MediaReportPage.objects.live().public()
        found = found.filter(locale__language_code=get_language())
        return found.order_by("-date")[:30]

    def item_title(self, item: MediaReportPage) -> str:
        return item.title

    def item_description(self, item: MediaReportPage) -> str:
        return item.summary

    def item_link(self, item: MediaReportPage) -> str:
        return item.url

    def item_updateddate(self, item: MediaReportPage) -> datetime:
        return item.last_published_at or timezone.make_aware(datetime.combine(item.date, time(9)))
