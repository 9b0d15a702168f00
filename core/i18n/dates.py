"""Dates inside a sentence: Kazakh inflects the month, Kazakh and Russian write it small."""

import re
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from core.i18n.localtext import active_language

# қаңтар → қаңтарға: the dative of each month, January first
KAZAKH_MONTHS_DATIVE = (
    "қаңтарға", "ақпанға", "наурызға", "сәуірге", "мамырға", "маусымға",
    "шілдеге", "тамызға", "қыркүйекке", "қазанға", "қарашаға", "желтоқсанға",
)  # fmt: skip
# the accusative with its preposition, Monday first
RUSSIAN_ON_WEEKDAY = (
    "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу",
    "в воскресенье",
)  # fmt: skip
PREPOSITIONS = {"ru": "до", "en": "by"}


def parse_iso_date(text: str) -> date | None:
    """Return the date written YYYY-MM-DD, or None for any other text."""
    try:
        return parse_date(text.strip())
    except ValueError:  # 2026-02-30
        return None


def parse_typed_date(text: str) -> date | None:
    """Return the date written 30.11.2026 or YYYY-MM-DD, or None for any other text."""
    day_first = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text.strip(), re.ASCII)
    return parse_iso_date("{2}-{1:0>2}-{0:0>2}".format(*day_first.groups()) if day_first else text)


def format_deadline(day: date) -> str:
    """Return «2026 жылғы 13 желтоқсанға дейін», «до 13 декабря 2026 г.», “by 13 December 2026”."""
    code = active_language()
    if code == "kk":
        return f"{day.year} жылғы {day.day} {KAZAKH_MONTHS_DATIVE[day.month - 1]} дейін"
    return f"{PREPOSITIONS[code]} {date_format(day, 'DATE_FORMAT')}"


def format_date_with_weekday(day: date) -> str:
    """Return 2026 жылғы 27 қараша (жұма)."""
    return _lowercase_names(f"{date_format(day, 'DATE_FORMAT')} ({date_format(day, 'l')})")


def format_weekday(day: date) -> str:
    """Return жұма."""
    return _lowercase_names(date_format(day, "l"))


def format_on_weekday(day: date) -> str:
    """Return the weekday as “on %(day)s” takes it: дүйсенбі, в понедельник, Monday."""
    if active_language() == "ru":
        return RUSSIAN_ON_WEEKDAY[day.weekday()]
    return format_weekday(day)


def format_day(day: date) -> str:
    """Return 27 қараша, жұма."""
    return _lowercase_names(date_format(day, "j E, l"))


def format_day_and_time(at: datetime) -> str:
    """Return 27 қараша, 14:05, in local time."""
    local = timezone.localtime(at)
    return f"{_lowercase_names(date_format(local, 'j E'))}, {local:%H:%M}"


def merge_full_stops(text: str) -> str:
    """Drop the second full stop after a Russian date, which ends in «г.», at a sentence's end."""
    return text.replace("г..", "г.")


def _lowercase_names(text: str) -> str:
    return text if active_language() == "en" else text.lower()
