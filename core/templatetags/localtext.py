"""Template helpers for texts in three languages and small typed tables."""

from django import template

from core.i18n import dates
from core.i18n.localtext import in_language

register = template.Library()


@register.filter
def cells(rows: str) -> list[list[str]]:
    """Lines of «a | b» as a list of rows of cells."""
    return [
        [cell.strip() for cell in line.split("|")] for line in rows.splitlines() if line.strip()
    ]


@register.simple_tag
def text_in(row, name: str, code: str) -> str:
    """The text `name` of a fact in a language other than the active one (the bilingual stand)."""
    return in_language(row, name, code)


@register.filter
def until(day) -> str:
    """«2026 жылғы 13 желтоқсанға дейін», «до 13 декабря 2026 г.», “by 13 December 2026”."""
    return dates.until(day) if day else ""


@register.filter(is_safe=True)
def one_stop(text) -> str:
    """«Отчёт закрыт 5 ноября 2026 г.» and not «… г..»."""
    return dates.one_stop(str(text))
