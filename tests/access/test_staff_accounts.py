"""Accounts of staff: an invitation opens one, leaving closes it, a deputy stands in for the absent."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from core.accounts.models import Invitation
from core.models import Notice, User
from portal import permissions
from services.models import OfficeMember
from tests.builders import an_office
from tests.client import PageClient, new_client

pytestmark = pytest.mark.django_db
PASSWORD = "зонт вторник чайник лес"
NEW = {"first_name": "Айша", "last_name": "Серікқызы",
       "new_password1": PASSWORD, "new_password2": PASSWORD}  # fmt: skip


@pytest.fixture
def root() -> PageClient:
    return new_client(User.objects.create_superuser("root", "root@example.kz", PASSWORD))


def invite(root: PageClient, email="aisha@example.kz", **values):
    group = Group.objects.get(name=permissions.STAFF)
    data = {"email": email, "groups": [group.pk], "language": "ru", **values}
    return root("/admin/users/invite/").send(data, button="Шақыруды жіберу")


def link_in_letter(email="aisha@example.kz") -> str:
    body = Notice.objects.filter(to=email).latest("pk").body
    found = re.search(r"/admin/invitation/[\w-]+/", body)
    assert found, body
    return found.group()


# --- invitation -------------------------------------------------------------------------------


def test_invited_person_chooses_name_and_password_and_works_in_the_office(root):
    office = an_office("KEN")
    page = invite(root, office=office.pk)
    assert "aisha@example.kz" in page
    letter = Notice.objects.get()
    assert letter.subject == "Приглашение на портал приёмной"
    assert letter.language == "ru"
    token = link_in_letter().split("/")[-2]
    assert token not in Invitation.objects.get().digest

    visit = new_client()
    page = visit(link_in_letter())
    assert page.path == "/admin/invitation/"
    page = page.send(NEW)
    assert page.path == "/admin/login/"
    assert "aisha@example.kz" in page
    page = page.send({"username": "aisha@example.kz", "password": PASSWORD})
    assert page.path == "/admin/"
    user = User.objects.get(email="aisha@example.kz")
    assert (user.get_full_name(), user.is_superuser) == ("Айша Серікқызы", False)
    assert user.has_perm("appeals.handle_appeal")
    assert OfficeMember.objects.get(user=user).office == office


def test_link_works_once(root):
    invite(root)
    visit = new_client()
    visit(link_in_letter()).send(NEW)
    again = new_client()(link_in_letter(), status=410)
    assert "Бұл сілтеме жұмыс істемейді" in again
    visit.client.post("/admin/invitation/", {**NEW, "first_name": "Басқа"})
    assert User.objects.get(email="aisha@example.kz").first_name == "Айша"


def test_link_ends_after_seven_days_also_while_the_page_is_open(root):
    invite(root)
    visit = new_client()
    page = visit(link_in_letter())
    invitation = Invitation.objects.get()
    assert invitation.expires_at - invitation.invited_at == timedelta(days=7)
    Invitation.objects.update(expires_at=invitation.invited_at)
    page.send(NEW, status=410)
    new_client()(link_in_letter(), status=410)
    assert not User.objects.get(email="aisha@example.kz").is_active


@pytest.mark.parametrize("token", ["x", "a" * 43, "-" * 500, "..", "0"])
def test_made_up_link_opens_nothing(root, token):
    invite(root)
    new_client()(f"/admin/invitation/{token}/", status=410)
    assert Client().post("/admin/invitation/", NEW).status_code == 410
    assert not User.objects.get(email="aisha@example.kz").is_active


def test_new_invitation_replaces_the_former(root):
    invite(root)
    former = link_in_letter()
    opened = new_client()
    page = opened(former)
    invite(root)
    assert link_in_letter() != former
    page.send(NEW, status=410)
    new_client()(former, status=410)
    new_client()(link_in_letter())
    assert User.objects.filter(email="aisha@example.kz").count() == 1


@pytest.mark.parametrize("email", ["root@example.kz", "ROOT@EXAMPLE.KZ", "left@example.kz"])
def test_address_of_an_account_is_not_invited(root, email):
    User.objects.create_user("left", "left@example.kz", PASSWORD, is_active=False)
    page = invite(root, email=email)
    assert "Бұл мекенжаймен тіркелгі бар" in page
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"new_password2": "басқа сөз тіркесі мұнда"}, "құпиясөз"),
        ({"new_password1": "құпиясөз2026", "new_password2": "құпиясөз2026"}, "табу оңай"),
        ({"first_name": " "}, "толтырыңыз"),
    ],
)
def test_wrong_input_keeps_the_invitation_and_what_was_typed(root, values, message):
    invite(root, language="kk")
    visit = new_client()
    page = visit(link_in_letter()).send({**NEW, **values})
    assert page.path == "/admin/invitation/"
    assert message in page
    assert page.soup.select_one('[name="last_name"]')["value"] == "Серікқызы"
    assert page.send(NEW).path == "/admin/login/"


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@b.kz\nBcc: c@d.kz"])
def test_wrong_address_is_refused(root, email):
    client = root.client
    data = {"email": email, "groups": [Group.objects.first().pk], "language": "kk"}
    response = client.post("/admin/users/invite/", data)
    assert response.status_code == 200
    assert not Notice.objects.exists()


def test_only_who_may_add_accounts_invites_and_only_who_names_members_an_office():
    office = an_office("KEN")
    clerk = User.objects.create_user("asem", "asem@example.kz", PASSWORD)
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    data = {"email": "aisha@example.kz", "language": "kk", "office": office.pk,
            "groups": [Group.objects.get(name=permissions.STAFF).pk]}  # fmt: skip
    new_client(clerk).client.post("/admin/users/invite/", data)
    assert not Invitation.objects.exists()
    clerk.user_permissions.add(Permission.objects.get(codename="add_user"))
    new_client(User.objects.get(pk=clerk.pk)).client.post("/admin/users/invite/", data)
    assert Invitation.objects.exists()
    assert not OfficeMember.objects.exists()
