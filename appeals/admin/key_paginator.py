"""Pages of a long list."""

from django.core.paginator import Page
from wagtail.admin.paginator import WagtailPaginator


class KeyPaginator(WagtailPaginator):
    """Sort keys alone, then read the rows of one page.

    Sorting whole rows would read the text of every one of them from the disk.
    """

    def page(self, number) -> Page:
        """Return the page `number` with its rows in a list."""
        page = super().page(number)
        keys = list(page.object_list.values_list("pk", flat=True))
        rows = {row.pk: row for row in self.object_list.filter(pk__in=keys).order_by()}
        page.object_list = [rows[key] for key in keys if key in rows]
        return page
