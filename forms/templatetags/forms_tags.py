"""What the templates of this room ask of a step."""

from django import template

from core.i18n import dates
from forms.steps import Step

register = template.Library()


@register.filter
def is_short(step: Step, name: str) -> bool:
    """Whether the field `name` holds something narrow, a number for instance."""
    return name in step.short


register.filter("in_words", dates.format_date_with_weekday)
register.filter("moment", dates.format_day_and_time)
