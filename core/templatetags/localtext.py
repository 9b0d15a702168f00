"""Template tags for texts in three languages, dates and tables typed as lines."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

from core.i18n import dates
from core.i18n.localtext import get_localized

register = template.Library()

# «11-і», «7-терезе»: the hyphen between a number and its ending, where a line would break.
NUMBER_ENDING = re.compile(r"(?<=\d)-(?=[а-яёәіңғүұқөһ])")


@register.filter
def cells(rows: str) -> list[list[str]]:
    """Return lines of «a | b» as a list of rows of cells."""
    return [
        [cell.strip() for cell in line.split("|")] for line in rows.splitlines() if line.strip()
    ]


@register.simple_tag
def text_in(row, name: str, code: str) -> str:
    """Return the text `name` of a row in a language other than the active one (the stand)."""
    return get_localized(row, name, code)


@register.filter
def until(day) -> str:
    """Return «2026 жылғы 13 желтоқсанға дейін», «до 13 декабря 2026 г.», “by 13 December 2026”."""
    return dates.format_deadline(day) if day else ""


@register.filter(is_safe=True)
def one_stop(text) -> str:
    """Return «Отчёт закрыт 5 ноября 2026 г.» instead of «… г..»."""
    return dates.merge_full_stops(str(text))


@register.filter
def keep_endings(text) -> str:
    """Return a text, HTML too, whose numbers no line parts from their endings: «11-і бақылауда»."""
    html = text.__html__() if hasattr(text, "__html__") else conditional_escape(text)
    return mark_safe(NUMBER_ENDING.sub("\N{NON-BREAKING HYPHEN}", html))  # escaped or HTML already
