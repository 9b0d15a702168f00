"""Who is away on a day, and who deputises."""

from datetime import date

from core.accounts.models import Absence


def deputy_of(user, on: date):
    """Return who deputises for `user` on the day `on`; None when nobody does or is needed."""
    absence = (
        Absence.objects.filter(
            user=user, first_day__lte=on, last_day__gte=on, deputy__is_active=True
        )
        .select_related("deputy")
        .first()
    )
    return absence.deputy if absence else None


def absences_from(user, on: date) -> list[Absence]:
    """Return the absences of `user` that last on the day `on` or begin later."""
    return list(Absence.objects.filter(user=user, last_day__gte=on).select_related("deputy"))
