"""Tags and filters of the page frame and of components."""

from datetime import date
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from core import page_links
from core.i18n.localtext import active_language
from core.moments import format_for_script, start_of_day
from core.phones import format_phone, format_tel_uri

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


@register.filter
def at_place(values: list[Any], place: int) -> Any:
    """Return the value at an index counted from 0, or an empty string beyond the list."""
    return values[place] if values and place < len(values) else ""
