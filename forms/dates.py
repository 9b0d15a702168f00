"""Days as a sentence wants them: in Kazakh and Russian, months and weekdays begin small."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from core.i18n.localtext import language


def _small(words: str) -> str:
    return words if language() == "en" else words.lower()


def in_words(day: date) -> str:
    """2026 жылғы 27 қараша (жұма)."""
    return _small(f"{date_format(day, 'DATE_FORMAT')} ({date_format(day, 'l')})")


def weekday(day: date) -> str:
    """жұма."""
    return _small(date_format(day, "l"))


def short(day: date) -> str:
    """27 қараша, жұма."""
    return _small(date_format(day, "j E, l"))


def moment(at: datetime) -> str:
    """27 қараша, 14:05."""
    local = timezone.localtime(at)
    return f"{_small(date_format(local, 'j E'))}, {local:%H:%M}"
