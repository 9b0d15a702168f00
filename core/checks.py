"""System checks of deployment settings and data that operators must supply."""

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register
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


@register("several_servers", deploy=True)
def check_several_servers(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Warn of what only one server has, where CACHE_URL says that there are several.

    core.W004: the database is a file. core.I001: files lie in folders, which may be a shared mount.
    """
    if not settings.CACHE_URL:
        return []
    messages: list[CheckMessage] = []
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        messages.append(
            Warning(
                "CACHE_URL is for several servers, but the database is a file of this one.",
                hint="DATABASE_URL=postgres://user:password@host/name",
                id="core.W004",
            )
        )
    if not settings.STORAGE_URL:
        messages.append(
            Info(
                "MEDIA_ROOT and PRIVATE_ROOT must be the same folders on every server.",
                hint="Mount them from one place, or set STORAGE_URL=s3://KEY:SECRET@host/bucket",
                id="core.I001",
            )
        )
    return messages
