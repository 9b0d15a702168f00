"""A saved search as an Atom feed."""

from datetime import datetime, time
from urllib.parse import urlencode

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search.backends import get_backend
from search.models import SearchEntry
from search.query.request import URL_PARAMETERS, Query, parse_request


class SearchFeed(Feed):
    """What a query finds, newest first."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Query:
        params = {**request.GET.dict(), "sort": "date", "page": "1"}
        return parse_request(params, get_language())

    def title(self, query: Query) -> str:
        return _("Search: %(words)s") % {"words": query.words} if query.words else _("What is new")

    def link(self, query: Query) -> str:
        """Return the results page of the same search; feed readers identify the feed by it."""
        params = {"q": query.words, "from": query.since, "to": query.until, "sort": "date"}
        params |= {URL_PARAMETERS.get(name, name): code for name, code in query.filters.items()}
        given = {name: value for name, value in params.items() if value}
        return f"{reverse('search:results')}?{urlencode(given, errors='replace')}"

    def items(self, query: Query) -> list[SearchEntry]:
        return [hit.entry for hit in get_backend().search(query).hits]

    def item_title(self, item: SearchEntry) -> str:
        return item.title

    def item_description(self, item: SearchEntry) -> str:
        return item.summary

    def item_link(self, item: SearchEntry) -> str:
        return item.url

    def item_updateddate(self, item: SearchEntry) -> datetime:
        """Return the day of publication, or the time of the last change when there is none."""
        if item.published_on is None:
            return item.changed_at
        return datetime.combine(item.published_on, time(9), timezone.get_default_timezone())
