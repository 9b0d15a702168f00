"""Who works at the desk, where, and the visitors they expect."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from core.models import User
from services.booking import lifecycle as verbs
from services.models import Office, OfficeMember
from services.schedule.slots import free_slots


def sign_in(client, name: str, group: str = "", *offices: Office) -> User:
    """Somebody of `group` (none: the administrator) who works in `offices`."""
    user = User.objects.create_user(name, f"{name}@example.kz", "x" * 14)
    if group:
        user.groups.add(Group.objects.get(name=group))
    else:
        user.is_superuser = user.is_staff = True
        user.save()
    for office in offices:
        OfficeMember.objects.create(user=user, office=office)
    client.force_login(user)
    return user


def url(model, name: str, *args) -> str:
    return reverse(f"wagtailsnippets_services_{model._meta.model_name}:{name}", args=args)


def tomorrow_booking(official, **facts):
    at, today = timezone.now(), timezone.localdate()
    slot = free_slots(None, official, today + timedelta(days=1), today + timedelta(days=20), at)[0]
    return verbs.book(official=official, starts_at=slot.starts_at, name="Әсем", at=at, **facts)
