"""System checks of deployment settings and data that operators must supply."""

from django.conf import settings
from django.core.checks import Warning, register
from django.db import DatabaseError
from django.utils import timezone

from core.models import CalendarDay


@register("calendar", deploy=True)
def check_calendar_days(app_configs=None, **kwargs) -> list[Warning]:
    """Warn (core.W001) when no day moved by decree is entered for this year.

    The holidays library knows none after 2025; editors must add them.
    """
    year = timezone.localdate().year
    try:
        has_days = CalendarDay.objects.filter(date__year=year).exists()
    except DatabaseError:
        return []  # before the first migration
    if has_days:
        return []
    return [
        Warning(
            f"No moved working day or day off is entered for {year}.",
            hint="Add the days of this year's decree in the admin: Settings, Working calendar.",
            id="core.W001",
        )
    ]


@register("letters", deploy=True)
def check_email_configured(app_configs=None, **kwargs) -> list[Warning]:
    """Warn (core.W002) that without EMAIL_URL letters are written to a folder."""
    if settings.EMAIL_URL:
        return []
    return [
        Warning(
            "Letters are only written to a folder: EMAIL_URL is not set.",
            hint="EMAIL_URL=smtp+tls://user:password@host:587",
            id="core.W002",
        )
    ]
