"""Accounts of staff: an invitation opens one, leaving closes it, a deputy stands in for the absent."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from appeals import lifecycle
from appeals.reminders import reminder_recipients
from core.accounts.models import Absence, AccountSession, Invitation
from core.models import Notice, User
from portal import permissions
from services.models import OfficeMember
from tests.builders import a_clerk, a_head, an_appeal, an_office
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


# --- leaving ----------------------------------------------------------------------------------


@pytest.fixture
def leaver():
    return a_clerk(an_office("KEN"))


def appeal_of(clerk, **values):
    made = an_appeal(office=an_office("KEN"), **values).routed().built()
    return lifecycle.assign(made, clerk, by=a_head(an_office("KEN")), at=timezone.now())


def test_leaving_closes_the_account_and_hands_its_appeals_to_a_colleague(root, leaver):
    colleague = a_clerk(an_office("KEN"), name="dana")
    appeal, visit = appeal_of(leaver), new_client(leaver)
    root("/admin/users/").follow(f"/admin/users/leave/{leaver.pk}/")
    page = root(f"/admin/users/leave/{leaver.pk}/")
    assert "Ашық жолданымдар: 1" in page
    assert appeal.number in page
    page = page.send({"colleague": colleague.pk}, button="Тіркелгіні жабу")
    assert page.path == "/admin/users/"
    appeal.refresh_from_db()
    assert appeal.officer == colleague
    event = appeal.events.latest("pk")
    assert (event.act, event.by.username) == ("assign", "root")
    assert visit.client.get("/admin/").status_code == 302
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert not AccountSession.objects.filter(user=leaver).exists()


def test_nothing_changes_when_the_colleague_works_in_another_office(root, leaver):
    stranger = a_clerk(an_office("ALA"), name="dana")
    appeal = appeal_of(leaver)
    page = root(f"/admin/users/leave/{leaver.pk}/").send({"colleague": stranger.pk})
    assert appeal.number in page
    assert "Ештеңе өзгерген жоқ" in page
    leaver.refresh_from_db()
    assert leaver.is_active
    page.send({"colleague": ""})
    leaver.refresh_from_db()
    assert not leaver.is_active
    appeal.refresh_from_db()
    assert appeal.officer == leaver


@pytest.mark.parametrize("colleague", ["x", "0", "9" * 30, "self"])
def test_wrong_colleague_is_refused(root, leaver, colleague):
    value = str(leaver.pk) if colleague == "self" else colleague
    response = root.client.post(f"/admin/users/leave/{leaver.pk}/", {"colleague": value})
    assert response.status_code == 200
    leaver.refresh_from_db()
    assert leaver.is_active


def test_only_who_looks_after_accounts_closes_them_and_nobody_the_own(root, leaver):
    superuser = User.objects.get(username="root")
    colleague = a_clerk(an_office("KEN"), name="dana")
    new_client(colleague).client.post(f"/admin/users/leave/{leaver.pk}/", {})
    root.client.post(f"/admin/users/leave/{superuser.pk}/", {})
    leaver.user_permissions.add(Permission.objects.get(codename="change_user"))
    manager = new_client(User.objects.get(pk=leaver.pk))
    manager.client.post(f"/admin/users/leave/{superuser.pk}/", {})
    assert set(User.objects.filter(is_active=False)) == set()
    appeal = appeal_of(colleague)
    page = manager(f"/admin/users/leave/{colleague.pk}/")
    assert appeal.number in page  # of the same office


# --- absence ----------------------------------------------------------------------------------


def test_deputy_gets_the_letters_of_the_absent(leaver):
    office, today = an_office("KEN"), timezone.localdate()
    deputy, far = a_clerk(office, name="dana"), a_clerk(an_office("ALA"), name="asem")
    appeal = appeal_of(leaver)
    days = {"first_day": today, "last_day": today + timedelta(days=7)}
    Absence.objects.create(user=leaver, deputy=far, **days)  # may not see this office
    assert reminder_recipients(appeal, today) == [leaver]
    Absence.objects.all().delete()
    visit = new_client(leaver)
    page = visit(f"/admin/users/absence/{leaver.pk}/").send(
        {"first_day": f"{days['first_day']:%d.%m.%Y}", "last_day": f"{days['last_day']:%d.%m.%Y}",
         "deputy": deputy.pk}, button="Енгізу",
    )  # fmt: skip
    assert f"{days['last_day']:%d.%m.%Y}" in page
    assert reminder_recipients(appeal, today) == [deputy]
    assert reminder_recipients(appeal, today + timedelta(days=8)) == [leaver]
    appeal_of(leaver)
    assert Notice.objects.latest("pk").to == deputy.email
    page.send(button="Жою")
    assert reminder_recipients(appeal, today) == [leaver]


@pytest.mark.parametrize(
    "values",
    [
        {"first_day": "2031-01-09", "last_day": "2031-01-08"},
        {"first_day": "2020-01-08", "last_day": "2020-01-09"},
        {"first_day": "x", "last_day": "2031-01-08"},
        {"deputy": "0"},
        {"deputy": "self"},
        {"deputy": ""},
        {"first_day": "2031-02-05", "last_day": "2031-02-06"},
    ],
)
def test_wrong_absence_is_refused_in_words(leaver, values):
    deputy = a_clerk(an_office("KEN"), name="dana")
    Absence.objects.create(
        user=leaver, deputy=deputy, first_day=date(2031, 2, 1), last_day=date(2031, 2, 5)
    )
    if values.get("deputy") == "self":
        values = {"deputy": str(leaver.pk)}
    whole = {"first_day": "2031-01-08", "last_day": "2031-01-09", "deputy": str(deputy.pk)}
    response = new_client(leaver).client.post(
        f"/admin/users/absence/{leaver.pk}/", {**whole, **values}
    )
    assert response.status_code == 200
    assert Absence.objects.count() == 1


def test_absence_of_others_is_entered_by_whoever_looks_after_accounts(root, leaver):
    deputy = a_clerk(an_office("KEN"), name="dana")
    data = {"first_day": "2031-01-08", "last_day": "2031-01-09", "deputy": deputy.pk}
    new_client(deputy).client.post(f"/admin/users/absence/{leaver.pk}/", data)
    assert not Absence.objects.exists()
    root.client.post(f"/admin/users/absence/{leaver.pk}/", data)
    assert Absence.objects.get().user == leaver
