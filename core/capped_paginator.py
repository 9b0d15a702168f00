"""Pages of a long list, which end after its first MAX_ROWS rows: whoever seeks more, filters."""

from collections.abc import Sequence
from itertools import islice

from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

MAX_ROWS = 10_000


class CappedPaginator(WagtailPaginator):
    """Read the keys of at most MAX_ROWS rows and one more, then the rows of one page.

    Counting and skipping every row costs more the longer the list is, and sorting whole rows would
    read the text of each. `parts` are the list's own parts in their order, for an order that no
    index has as a whole.
    """

    def __init__(self, object_list: QuerySet, *args, parts: Sequence[QuerySet] = (), **kwargs):
        super().__init__(object_list, *args, **kwargs)
        self.parts = parts or [object_list]

    @cached_property
    def keys(self) -> list:
        """Return the keys of the rows, in their order."""
        keys: list = []
        for part in self.parts:
            keys += part.values_list("pk", flat=True)[: MAX_ROWS + 1 - len(keys)]
        return keys

    @cached_property
    def count(self) -> int:
        """Return how many rows are listed."""
        return min(len(self.keys), MAX_ROWS)

    @property
    def has_more(self) -> bool:
        """Return whether there are rows that are not listed."""
        return len(self.keys) > MAX_ROWS

    @property
    def items_count_label(self) -> str:
        """Return how many rows there are, in words."""
        if not self.has_more:
            return super().items_count_label
        return _("more than %(number)s; only the first are listed") % {
            "number": number_format(MAX_ROWS, force_grouping=True)
        }

    def page(self, number) -> Page:
        """Return the page `number` with its rows in a list."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = list(islice(self.keys, first, min(first + self.per_page, self.count)))
        rows = {row.pk: row for row in self.object_list.filter(pk__in=keys).order_by()}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)
