"""What the templates of this room ask of a step."""

from django import template

from forms import dates
from forms.steps import Step

register = template.Library()


@register.filter
def is_short(step: Step, name: str) -> bool:
    """Whether the field `name` holds something narrow, a number for instance."""
    return name in step.short


register.filter("in_words", dates.in_words)
register.filter("moment", dates.moment)
