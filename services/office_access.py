"""Which offices a member of staff may see: the one rule behind every office permission.

Staff see the offices they are members of; heads also see the branches below them. A package
names the permission that makes somebody a head of its own rows.
"""

from django.db.models import QuerySet

from services.models.offices import Office, OfficeMember
from services.office_tree import ids_with_branches

CHANGE_ANY_OFFICE = "services.change_office"  # editors keep every office's facts and schedule
CHANGE_SCHEDULE = "services.change_receptionhours"  # heads keep the schedule of their offices


def accessible_office_ids(user, head_permission: str) -> set[int] | None:
    """Return the ids of the offices open to `user`; None means every office.

    `head_permission` is the permission codename that also opens the branches. Nobody (None),
    an anonymous user and an inactive account see no office.
    """
    if user is None or not user.is_active:
        return set()
    if user.is_superuser:
        return None
    own = set(OfficeMember.objects.filter(user=user).values_list("office_id", flat=True))
    return ids_with_branches(own) if user.has_perm(head_permission) else own


def accessible_offices(user, head_permission: str = CHANGE_SCHEDULE) -> QuerySet[Office]:
    """Return the offices open to `user`, by default those whose visitors he or she may handle."""
    ids = accessible_office_ids(user, head_permission)
    return Office.objects.all() if ids is None else Office.objects.filter(pk__in=ids)


def offices_with_editable_schedule(user) -> QuerySet[Office]:
    """Return the offices whose schedule `user` may change: every office for an editor."""
    if user.has_perm(CHANGE_ANY_OFFICE):
        return Office.objects.all()
    return accessible_offices(user)


def member_post(user, office: Office) -> str:
    """Return the post of a member of staff in `office`, else in another office of theirs."""
    members = list(OfficeMember.objects.filter(user=user).order_by("pk"))
    members.sort(key=lambda member: member.office_id != office.pk)
    return next((member.post for member in members if member.post), "")
