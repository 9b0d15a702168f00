"""Changes of reception hours: what has been held stays in the calendar as it was.

Hours that have begun are ended the day before the change, and new ones begin on its day.
"""

from datetime import date, timedelta

from django.db import transaction

from services.models.schedule import ReceptionHours


def has_begun(hours: ReceptionHours, today: date) -> bool:
    """Return whether some day of `hours` before `today` belongs to the past."""
    return hours.pk is not None and hours.valid_from < today


def has_ended(hours: ReceptionHours, today: date) -> bool:
    """Return whether all days of `hours` belong to the past."""
    return hours.valid_until is not None and hours.valid_until < today


@transaction.atomic
def replace_hours(changed: ReceptionHours) -> ReceptionHours:
    """End the stored hours before `changed.valid_from`; save `changed` as hours of its own.

    Return the hours that end.
    """
    previous = ReceptionHours.objects.select_for_update().get(pk=changed.pk)
    previous.valid_until = changed.valid_from - timedelta(days=1)
    previous.save(update_fields=["valid_until"])
    changed.pk = None
    changed._state.adding = True
    changed.save()
    return previous


def end_hours(hours: ReceptionHours, today: date) -> None:
    """Let yesterday be the last day of hours that have begun."""
    hours.valid_until = today - timedelta(days=1)
    hours.save(update_fields=["valid_until"])
