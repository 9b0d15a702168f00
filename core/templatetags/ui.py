"""Tags of the frame: the stylesheet's address, where to go, and small arithmetic of components."""

from typing import Any

from django import template
from django.forms import BoundField
from django.template.context import Context
from django.urls import reverse

from core import stylesheet
from core.phones import format_phone, format_tel_uri

register = template.Library()
register.filter("telephone", format_tel_uri)
register.filter("spaced", format_phone)


@register.simple_tag
def stylesheet_url() -> str:
    """Address of the one stylesheet; changes when its text changes."""
    return reverse("stylesheet", args=[stylesheet.current().digest])


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
    """Page numbers around the present one, an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: `choices`, `parts`, `tick`, `hidden` or `plain`."""
    widget = field.field.widget
    input_type = getattr(widget, "input_type", "")
    if field.is_hidden:
        return "hidden"
    if input_type in {"radio", "checkbox"} and field.use_fieldset:
        return "choices"
    if field.use_fieldset:
        return "parts"
    return "tick" if input_type == "checkbox" else "plain"


@register.filter
def at_place(values: list[Any], place: int) -> Any:
    """Return the value at an index counted from 0, or an empty string beyond the list."""
    return values[place] if values and place < len(values) else ""
