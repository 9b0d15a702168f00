"""Signed-in members of staff, admin addresses, and a booking of tomorrow."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from core.models import User
from services.booking import lifecycle
from services.models import Office, OfficeMember
from services.schedule.slots import free_slots


def sign_in(client, name: str, group: str = "", *offices: Office) -> User:
    """Sign in a new user of `group` (none: a superuser) who is a member of `offices`."""
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


def admin_url(model, name: str, *args) -> str:
    return reverse(f"wagtailsnippets_services_{model._meta.model_name}:{name}", args=args)


def book_tomorrow(official, **facts):
    at, today = timezone.now(), timezone.localdate()
    slot = free_slots(None, official, today + timedelta(days=1), today + timedelta(days=20), at)[0]
    return lifecycle.book(official=official, starts_at=slot.starts_at, name="Әсем", at=at, **facts)
