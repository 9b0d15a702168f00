"""Atom feed of the control codes of the public ledger: whoever keeps it can prove a change."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.ledger.models import LedgerRoot


class LedgerFeed(Feed):
    """The control codes of the latest days."""

    feed_type = Atom1Feed

    def title(self) -> str:
        """Return the title of the feed."""
        return _("Public ledger")

    def link(self) -> str:
        """Return the address of the list of codes."""
        return reverse("appeals:ledger")

    def items(self) -> list[LedgerRoot]:
        """Return the latest month."""
        return list(LedgerRoot.objects.order_by("-day")[:31])

    def item_title(self, item: LedgerRoot) -> str:
        """Return the day."""
        return date_format(item.day, "DATE_FORMAT")

    def item_description(self, item: LedgerRoot) -> str:
        """Return the day with its code, as `verify_journal --roots` reads it."""
        return f"{item.day} {item.size}:{item.root}"

    def item_link(self, item: LedgerRoot) -> str:
        """Return the address of the day in the list; the feed's items are told apart by it."""
        return f"{reverse('appeals:ledger')}#d{item.day}"

    def item_updateddate(self, item: LedgerRoot) -> datetime:
        """Return when the day was closed."""
        return item.closed_at
