"""The calendar in force: the `holidays` library, overridden by the editors' CalendarDay rows.

The library knows the days of the law, but from 2026 not the days moved by decree: editors add
those.
"""

import re
from collections import Counter
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core import page_cache
from core.i18n.localtext import CODES, active_language, localized_fields
from core.models import CalendarDay
from core.workdays.calendar import FIVE_DAYS, SIX_DAYS, Calendar

FIRST_YEAR, LAST_YEAR = 2019, 2036
# Renamed in Kazakh, as the library's Kazakh list says; no source has another Russian name.
RENAMED_REPUBLIC_DAY = 2026
CALENDAR_DAY_COLUMNS = ("date", "kind", "five_day_only", *localized_fields("name"))
SUNDAY = 6
OBSERVED = " (observed)"
SUBSTITUTED = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")
# The library has no Russian and a poor Kazakh: its English names are translated by our catalogues.
HOLIDAY_NAMES = [
    gettext_noop("New Year's Day"),
    gettext_noop("Orthodox Christmas"),
    gettext_noop("International Women's Day"),
    gettext_noop("Nowruz Holiday"),
    gettext_noop("Kazakhstan's People Solidarity Holiday"),
    gettext_noop("Defender of the Fatherland Day"),
    gettext_noop("Victory Day"),
    gettext_noop("Capital Day"),
    gettext_noop("Constitution Day"),
    gettext_noop("Republic Day"),
    gettext_noop("Day of the Republic of Kazakhstan"),
    gettext_noop("First President Day"),
    gettext_noop("Independence Day"),
    gettext_noop("Eid al-Adha"),
    gettext_noop("Day off (substituted)"),
]


@lru_cache(maxsize=1)
def _load_library_holidays() -> tuple[dict[date, str], frozenset[date]]:
    import holidays  # at first use instead of at every start

    library = holidays.KZ(years=range(FIRST_YEAR, LAST_YEAR + 1), language="en_US")
    names = {
        day: name.replace("Republic Day", "Day of the Republic of Kazakhstan")
        if day.year >= RENAMED_REPUBLIC_DAY
        else name
        for day, name in library.items()
    }
    return names, frozenset(library.weekend_workdays)


@lru_cache(maxsize=1)
def _six_day_holidays() -> tuple[dict[date, str], frozenset[date]]:
    """Return the library's days for a week of six days.

    Its Saturdays are worked, so no law or decree moves one: only what is moved from a Sunday stays.
    """
    names, workdays = _load_library_holidays()
    sundays = Counter(
        (day.year, part)
        for day, name in names.items()
        if day.weekday() == SUNDAY
        for part in name.split("; ")
    )
    kept: dict[date, str] = {}
    for day in sorted(names):
        parts = [
            part
            for part in names[day].split("; ")
            if _is_off_in_six_day_week(part, day.year, sundays)
        ]
        if parts:
            kept[day] = "; ".join(parts)
    return kept, frozenset(day for day in workdays if day.weekday() == SUNDAY)


def _is_off_in_six_day_week(part: str, year: int, sundays: Counter) -> bool:
    """Return whether a holiday's name in the library is a day off there; count moved Sundays."""
    if moved_from := SUBSTITUTED.search(part):
        month, day, year = map(int, moved_from.groups())
        return date(year, month, day).weekday() == SUNDAY
    if not part.endswith(OBSERVED):
        return True
    holiday = (year, part.removesuffix(OBSERVED))
    sundays[holiday] -= 1
    return sundays[holiday] >= 0


def _translate_holiday(name: str) -> str:
    """Return a library name in the active language; "(observed)" means moved from a weekend."""
    reasons = []
    for part in name.split("; "):
        plain = part.replace(" (estimated)", "")
        if plain.startswith("Day off (substituted"):
            reasons.append(_("Day off (substituted)"))
        elif plain.endswith(OBSERVED):
            reasons.append(
                _("%(holiday)s (moved from a weekend)")
                % {"holiday": _(plain.removesuffix(OBSERVED))}
            )
        else:
            reasons.append(_(plain))
    return "; ".join(reasons)


def working_calendar(week: int = FIVE_DAYS) -> Calendar:
    """Return the calendar in force for a week of five or six days.

    Its reasons are in the active language.
    """
    rows = page_cache.kept_value("workdays", read_rows)
    return build_calendar(rows, active_language(), week)


def read_rows(without: int | None = None, plus: CalendarDay | None = None) -> tuple[tuple, ...]:
    """Return the editors' days as rows for build_calendar.

    The row with the id `without` is left out and the unsaved day `plus` is added: what the calendar
    would be.
    """
    days = CalendarDay.objects.all()
    if without is not None:
        days = days.exclude(pk=without)
    rows = tuple(days.values_list(*CALENDAR_DAY_COLUMNS))
    return (*rows, tuple(getattr(plus, name) for name in CALENDAR_DAY_COLUMNS)) if plus else rows


@lru_cache(maxsize=24)
def build_calendar(rows: tuple[tuple, ...], code: str, week: int = FIVE_DAYS) -> Calendar:
    """Build a calendar out of rows of CALENDAR_DAY_COLUMNS, with reasons in the language `code`.

    Once for the same arguments: a page of figures reads it hundreds of times.
    """
    six_days = week == SIX_DAYS
    names, library_workdays = _six_day_holidays() if six_days else _load_library_holidays()
    with override(code):  # the cached reasons are in the language of the cache key
        days_off = {day: _translate_holiday(name) for day, name in names.items()}
        weekend = _("weekend")
    moved_workdays = set(library_workdays)
    for day, kind, five_day_only, *reasons in rows:
        if five_day_only and six_days:
            continue
        if kind == CalendarDay.Kind.WORKDAY:
            moved_workdays.add(day)
            days_off.pop(day, None)
        else:
            by_language = dict(zip(CODES, reasons, strict=True))
            days_off[day] = by_language[code] or next(filter(None, reasons), "")
            moved_workdays.discard(day)
    return Calendar(days_off, frozenset(moved_workdays), weekend, week)
