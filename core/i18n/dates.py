"""Dates inside a sentence: Kazakh bends the month where others put a word before it."""

from datetime import date

from django.utils.formats import date_format

from core.i18n.localtext import language

# қаңтар → қаңтарға: the dative of each month, January first
TOWARDS = (
    "қаңтарға", "ақпанға", "наурызға", "сәуірге", "мамырға", "маусымға",
    "шілдеге", "тамызға", "қыркүйекке", "қазанға", "қарашаға", "желтоқсанға",
)  # fmt: skip
BEFORE = {"ru": "до", "en": "by"}


def until(day: date) -> str:
    """«2026 жылғы 13 желтоқсанға дейін», «до 13 декабря 2026 г.», “by 13 December 2026”."""
    code = language()
    if code == "kk":
        return f"{day.year} жылғы {day.day} {TOWARDS[day.month - 1]} дейін"
    return f"{BEFORE[code]} {date_format(day, 'DATE_FORMAT')}"


def one_stop(text: str) -> str:
    """The text without a second full stop where a Russian date, which ends in «г.», ends it."""
    return text.replace("г..", "г.")
