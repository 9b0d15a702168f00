"""Every public address for crawlers: pages, offices and published answers."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as PageSitemap

from appeals.models import PublishedAnswer
from appeals.views.answers import published_answers
from services.models import Office


class OfficeSitemap(Sitemap):
    """Offices, in every language."""

    i18n = alternates = True

    def items(self):
        return Office.objects.filter(active=True).order_by("slug")

    def location(self, item: Office) -> str:
        return reverse("services:office", args=[item.slug])


class AnswerSitemap(Sitemap):
    """Published answers, each at the address of its own language."""

    def items(self):
        return published_answers().order_by("-number")

    def location(self, item: PublishedAnswer) -> str:
        return f"/{item.language}/answers/{item.number}/"

    def lastmod(self, item: PublishedAnswer):
        return item.published_at


SITEMAPS = {"pages": PageSitemap, "offices": OfficeSitemap, "answers": AnswerSitemap}
