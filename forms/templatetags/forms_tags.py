"""Filters of the templates of the forms."""

from django import template

from core.i18n import dates
from forms.steps import Step

register = template.Library()


@register.filter
def is_short_field(step: Step, name: str) -> bool:
    """Return whether the field `name` is shown in a narrow input."""
    return name in step.short_fields


register.filter("date_with_weekday", dates.format_date_with_weekday)
register.filter("day_and_time", dates.format_day_and_time)
