"""Sitemaps of pages, offices and published answers."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as WagtailSitemap
from wagtail.models import Page

from appeals.models import PublishedAnswer
from appeals.views.answers import published_answers
from services.models import Office


class PageSitemap(WagtailSitemap):
    """Pages of editors, in every language."""

    def items(self):
        """Return the live pages; their address needs no field of their own models."""
        return Page.objects.live().public().filter(depth__gt=1).order_by("path")


class OfficeSitemap(Sitemap):
    """Offices, in every language."""

    i18n = alternates = True

    def items(self):
        """Return the active offices."""
        return Office.objects.filter(active=True).order_by("slug")

    def location(self, item: Office) -> str:
        """Return the address of an office."""
        return reverse("services:office", args=[item.slug])


class AnswerSitemap(Sitemap):
    """Published answers, each at the address of its own language."""

    def items(self):
        """Return the published answers, newest first."""
        return published_answers().order_by("-number")

    def location(self, item: PublishedAnswer) -> str:
        """Return the address of an answer in its own language."""
        return f"/{item.language}/answers/{item.number}/"

    def lastmod(self, item: PublishedAnswer):
        """Return the moment of publication."""
        return item.published_at


SITEMAPS = {"pages": PageSitemap, "offices": OfficeSitemap, "answers": AnswerSitemap}
