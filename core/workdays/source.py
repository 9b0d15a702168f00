"""The calendar in force: the `holidays` library, overridden by the editors' CalendarDay rows.

The library knows the days of the law, but from 2026 not the days moved by decree: editors add
those.
"""

from datetime import date
from functools import lru_cache

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.i18n.localtext import CODES, active_language, localized_fields
from core.models import CalendarDay
from core.workdays.calendar import Calendar

FIRST_YEAR, LAST_YEAR = 2019, 2036
# Renamed in Kazakh, as the library's Kazakh list says; no source has another Russian name.
RENAMED_REPUBLIC_DAY = 2026
CACHE_KEY = "core.workdays.source"
CALENDAR_DAY_COLUMNS = ("date", "kind", *localized_fields("name"))
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


def _translate_holiday(name: str) -> str:
    """Return a library name in the active language; "(observed)" means moved from a weekend."""
    reasons = []
    for part in name.split("; "):
        plain = part.replace(" (estimated)", "")
        if plain.startswith("Day off (substituted"):
            reasons.append(_("Day off (substituted)"))
        elif plain.endswith(" (observed)"):
            reasons.append(
                _("%(holiday)s (moved from a weekend)")
                % {"holiday": _(plain.removesuffix(" (observed)"))}
            )
        else:
            reasons.append(_(plain))
    return "; ".join(reasons)


def working_calendar() -> Calendar:
    """Return the calendar in force, with reasons in the active language."""
    rows = cache.get(CACHE_KEY)
    if rows is None:
        rows = tuple(CalendarDay.objects.values_list(*CALENDAR_DAY_COLUMNS))
        cache.set(CACHE_KEY, rows, 600)
    return _build_calendar(rows, active_language())


@lru_cache(maxsize=12)
def _build_calendar(rows: tuple[tuple, ...], code: str) -> Calendar:
    """Build a calendar once per rows and language: the figures page reads it hundreds of times."""
    names, library_workdays = _load_library_holidays()
    with override(code):  # the cached reasons are in the language of the cache key
        days_off, moved_workdays = (
            {day: _translate_holiday(name) for day, name in names.items()},
            set(library_workdays),
        )
        weekend = _("weekend")
    moved_workdays = set(library_workdays)
    for day, kind, *reasons in rows:
        if kind == CalendarDay.Kind.WORKDAY:
            moved_workdays.add(day)
            days_off.pop(day, None)
        else:
            by_language = dict(zip(CODES, reasons, strict=True))
            days_off[day] = by_language[code] or next(filter(None, reasons), "")
            moved_workdays.discard(day)
    return Calendar(days_off, frozenset(moved_workdays), weekend)


@receiver([post_save, post_delete], sender=CalendarDay)
def clear_calendar_cache(sender, **kwargs) -> None:
    """Clear the cache now, and after the commit again: another process may have cached old rows."""
    cache.delete(CACHE_KEY)
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
