"""System checks of the ground floor: what an operator should know before citizens do."""

from django.conf import settings
from django.core.checks import Warning, register
from django.db import DatabaseError
from django.utils import timezone

from core.models import CalendarDay


@register("calendar", deploy=True)
def calendar_is_seeded(app_configs=None, **kwargs) -> list[Warning]:
    """core.W001: the library knows no day moved by decree after 2025; editors must add them."""
    year = timezone.localdate().year
    try:
        known = CalendarDay.objects.filter(date__year=year).exists()
    except DatabaseError:
        return []  # before the first migration
    if known:
        return []
    return [
        Warning(
            f"No moved working day or day off is entered for {year}.",
            hint="Add the days of this year's decree in the admin: Settings, Working calendar.",
            id="core.W001",
        )
    ]


@register("letters", deploy=True)
def letters_leave(app_configs=None, **kwargs) -> list[Warning]:
    """core.W002: without EMAIL_URL letters stay in a folder."""
    if settings.EMAIL_URL:
        return []
    return [
        Warning(
            "Letters are only written to a folder: EMAIL_URL is not set.",
            hint="EMAIL_URL=smtp+tls://user:password@host:587",
            id="core.W002",
        )
    ]


@register("counters", deploy=True)
def counters_are_shared(app_configs=None, **kwargs) -> list[Warning]:
    """core.W003: without CACHE_URL each process counts guesses and floods for itself."""
    if settings.CACHE_URL:
        return []
    return [
        Warning(
            "Each process counts guesses and floods for itself: CACHE_URL is not set.",
            hint="CACHE_URL=redis://host:6379/0; one process alone can do without.",
            id="core.W003",
        )
    ]
