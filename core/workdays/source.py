"""The calendar in force: holidays of Kazakhstan, and above them the editors' own days.

The `holidays` library knows the law's days, but from 2026 not the days moved by decree: editors
add those (CalendarDay), and theirs win.
"""

from datetime import date
from functools import lru_cache

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from core.i18n.localtext import CODES, columns, language
from core.models import CalendarDay
from core.workdays.calendar import Calendar

FIRST_YEAR, LAST_YEAR = 2019, 2036
CACHE_KEY = "core.workdays.source"
EDITORS_WORD = ("date", "kind", *columns("name"))
# The library speaks neither Russian nor our Kazakh: its names are words of our own catalogues.
NAMES = [
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
    gettext_noop("First President Day"),
    gettext_noop("Independence Day"),
    gettext_noop("Eid al-Adha"),
    gettext_noop("Day off (substituted)"),
]


@lru_cache(maxsize=1)
def _from_library() -> tuple[dict[date, str], frozenset[date]]:
    import holidays  # with the first question and not with every start

    found = holidays.KZ(years=range(FIRST_YEAR, LAST_YEAR + 1), language="en_US")
    return dict(found.items()), frozenset(found.weekend_workdays)


def _reason(name: str) -> str:
    """A library name in the active language; "(observed)" means moved from a weekend."""
    words = []
    for part in name.split("; "):
        plain = part.replace(" (estimated)", "")
        if plain.startswith("Day off (substituted"):
            words.append(_("Day off (substituted)"))
        elif plain.endswith(" (observed)"):
            words.append(
                _("%(holiday)s (moved from a weekend)")
                % {"holiday": _(plain.removesuffix(" (observed)"))}
            )
        else:
            words.append(_(plain))
    return "; ".join(words)


def working_calendar() -> Calendar:
    """The calendar with its reasons in the active language."""
    rows = cache.get(CACHE_KEY)
    if rows is None:
        rows = tuple(CalendarDay.objects.values_list(*EDITORS_WORD))
        cache.set(CACHE_KEY, rows, 600)
    return _with_editors_days(rows, language())


@lru_cache(maxsize=12)
def _with_editors_days(rows: tuple[tuple, ...], code: str) -> Calendar:
    """Built once for the same rows: a page of figures asks for the calendar hundreds of times."""
    names, worked = _from_library()
    with override(code):  # what is kept for a language must be in it, whoever asked first
        days_off, moved = {day: _reason(name) for day, name in names.items()}, set(worked)
        weekend = _("weekend")
    for day, kind, *named in rows:
        if kind == CalendarDay.Kind.WORKDAY:
            moved.add(day)
            days_off.pop(day, None)
        else:
            in_languages = dict(zip(CODES, named, strict=True))
            days_off[day] = in_languages[code] or next(filter(None, named), "")
            moved.discard(day)
    return Calendar(days_off, frozenset(moved), weekend)


@receiver([post_save, post_delete], sender=CalendarDay)
def forget(sender, **kwargs) -> None:
    """Now for this request, and after the commit for whoever read the old days meanwhile."""
    cache.delete(CACHE_KEY)
    transaction.on_commit(lambda: cache.delete(CACHE_KEY))
