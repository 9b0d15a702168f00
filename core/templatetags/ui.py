"""Tags and filters of the page frame and of components."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from django import template
from django.template.context import Context
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import page_links
from core.i18n.localtext import active_language
from core.moments import format_for_script, start_of_day
from core.phones import format_phone, format_tel_uri

NUMBER_CLASS = mark_safe(' class="number"')
register = template.Library()
register.filter("telephone", format_tel_uri)
register.filter("spaced", format_phone)
register.filter("for_script", format_for_script)


@register.simple_tag
def page_url(role: str, *args: object) -> str:
    """Return the address of the page that plays a role, or "" when there is none."""
    return page_links.page_url(role, *args)


@register.simple_tag(takes_context=True)
def with_page(context: Context, number: int, parameter: str = "page") -> str:
    """Return the query string of the current address with another page number."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?{parameter}={number}"
    query[parameter] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def elided_pages(page: Any) -> list[Any]:
    """Return page numbers around the current one, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def language_note(code: str) -> str:
    """Return «In Kazakh» when a text in language `code` stands on a page of another one."""
    notes = {"kk": _("In Kazakh"), "ru": _("In Russian"), "en": _("In English")}
    return "" if code == active_language() else notes.get(code, "")


@register.filter
def day_for_script(day: date) -> str:
    """Return the midnight with which `day` begins, for data-day of portal.js."""
    return format_for_script(start_of_day(day))


@register.simple_tag
def data_cells(cells: Sequence[Any], columns: Sequence[dict] | None) -> SafeString:
    """Return the cells of a row of the component data_table; the first one names the row.

    In Python: a page of figures has hundreds of cells.
    """
    heads = [(column.get("number"), column["label"]) for column in columns or ()]
    rows = zip_longest(cells[1:], heads[1 : len(cells)], fillvalue=(False, ""))
    return format_html(
        '<th scope="row">{}</th>{}',
        _localize_cell(cells[0]),
        format_html_join(
            "\n",
            '<td{} data-label="{}">{}</td>',
            (
                (NUMBER_CLASS if is_number else "", label, _localize_cell(value))
                for value, (is_number, label) in rows
            ),
        ),
    )


def _localize_cell(value: Any) -> Any:
    is_plain = type(value) is int and 0 <= value < 1000  # written alike in every language
    return value if is_plain else localize(value)
