"""Which offices a member of staff works for: at the counter an office is a wall."""

from django.db.models import QuerySet

from services.models.offices import Office, OfficeMember

EVERYWHERE = "services.change_office"  # editors keep every office's facts and schedule
LEADS = "services.change_receptionhours"  # heads keep the schedule of their offices and below


def offices_of(user) -> QuerySet[Office]:
    """The offices whose schedule and visitors `user` may handle."""
    if not user.is_active:
        return Office.objects.none()
    if user.is_superuser:
        return Office.objects.all()
    own = set(OfficeMember.objects.filter(user=user).values_list("office_id", flat=True))
    return Office.objects.filter(pk__in=_below(own) if user.has_perm(LEADS) else own)


def schedules_of(user) -> QuerySet[Office]:
    """The offices whose schedule `user` may change: an editor's are all."""
    return Office.objects.all() if user.has_perm(EVERYWHERE) else offices_of(user)


def _below(offices: set[int]) -> set[int]:
    found: set[int] = set()
    ahead = offices
    while ahead:
        found |= ahead
        below = Office.objects.filter(parent__in=ahead).values_list("pk", flat=True)
        ahead = set(below) - found
    return found
