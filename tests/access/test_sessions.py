"""Sessions of staff: they end by themselves, lose nothing that was typed, and can be ended."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.accounts import session_rules
from core.accounts.models import AccountSession, KnownDevice
from core.models import Notice, User
from tests.client import initial_values

pytestmark = pytest.mark.django_db
PASSWORD = "tau-men-dala-2026"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IDLE, LONGEST = settings.STAFF_SESSION_IDLE, settings.STAFF_SESSION_LONGEST
ACCOUNT = "/admin/account/"
TYPED = {
    "name_email-first_name": "Мөлдір Ұзақ",
    "name_email-last_name": "Жолаушы",
    "name_email-email": "moldir@example.kz",
    "csrfmiddlewaretoken": "x",
    "password-old_password": "құпия",
}


@pytest.fixture
def moldir() -> User:
    return User.objects.create_superuser("moldir", "moldir@example.kz", PASSWORD)


@pytest.fixture
def dana() -> User:
    return User.objects.create_superuser("dana", "dana@example.kz", PASSWORD)


def sign_in(username: str, client: Client | None = None, **data) -> Client:
    client = client or Client(headers={"User-Agent": FIREFOX}, REMOTE_ADDR="10.1.1.1")
    response = client.post("/admin/login/", {"username": username, "password": PASSWORD, **data})
    assert response.status_code == 302, response.content.decode()
    return client


def pass_time(client: Client, seconds: float, began: bool = False) -> None:
    """Move the last request of a session into the past, and its beginning too."""
    session = client.session
    times = dict(session[session_rules.TIMES])
    times["seen"] -= seconds
    times["began"] -= seconds if began else 0
    session[session_rules.TIMES] = times
    session.save()


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/account/session-left/").status_code == 200


# --- the end ----------------------------------------------------------------------------------


def test_session_ends_after_the_idle_time(moldir):
    client = sign_in("moldir")
    pass_time(client, IDLE - 30)
    assert is_signed_in(client)
    pass_time(client, 31)
    response = client.get(ACCOUNT, follow=True)
    assert response.redirect_chain == [("/admin/login/?next=/admin/account/", 302)]
    assert "Сеанс аяқталды" in response.content.decode()
    assert client.get("/kk/").wsgi_request.user.is_anonymous


def test_requests_renew_a_session_until_its_longest_time(moldir):
    client = sign_in("moldir")
    for _ in range(3):
        pass_time(client, IDLE - 60, began=True)
        assert client.post("/admin/account/session-stay/").status_code == 204
    session = client.session
    session[session_rules.TIMES] = {
        **session[session_rules.TIMES], "began": timezone.now().timestamp() - LONGEST,
    }  # fmt: skip
    session.save()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/account/session-left/",
        "/admin/editing-sessions/ping/core/user/1/1/",
        "/admin/jsi18n/",
        "/admin/sprite/",
    ],
)
def test_background_requests_keep_no_session_alive(moldir, path):
    client = sign_in("moldir")
    pass_time(client, IDLE - 100)
    client.get(path)
    client.post(path)
    pass_time(client, 200)
    assert not is_signed_in(client)


def test_stay_signed_in_renews_the_session_and_the_time_left_is_told(moldir):
    client = sign_in("moldir")
    pass_time(client, IDLE - 100)
    left = client.get("/admin/account/session-left/").json()["seconds"]
    assert 90 <= left <= 100
    assert client.post("/admin/account/session-stay/").status_code == 204
    assert client.get("/admin/account/session-left/").json()["seconds"] > IDLE - 10
    assert client.get("/admin/account/session-stay/").status_code == 405


def test_session_of_an_earlier_version_goes_on(moldir):
    client = sign_in("moldir")
    session = client.session
    del session[session_rules.TIMES]
    session.save()
    AccountSession.objects.all().delete()
    assert client.post("/admin/account/session-stay/").status_code == 204
    assert session_rules.TIMES in client.session
    assert AccountSession.objects.get().user == moldir


# --- what was typed ---------------------------------------------------------------------------


def send_too_late(client: Client, path: str = ACCOUNT, values=TYPED):
    pass_time(client, IDLE + 1)
    return client.post(path, values)


def test_form_sent_after_the_end_is_shown_again_and_can_be_sent(moldir, visit):
    visit.client = sign_in("moldir")
    whole = initial_values(visit(ACCOUNT).form(["name_email-first_name"]))
    response = send_too_late(visit.client, values={**whole, **TYPED})
    assert response["Location"] == f"/admin/login/?next={reverse('account_kept_form')}"
    assert User.objects.get().first_name == ""
    page = visit(response["Location"])
    assert "бір сағат сақталады" in page
    page = page.send({"username": "moldir", "password": PASSWORD})
    assert page.path == reverse("account_kept_form")
    assert "Мөлдір Ұзақ" in page
    assert "құпия" not in page.content.decode()
    page = page.send(button="Қайта жіберу")
    assert User.objects.get().first_name == "Мөлдір Ұзақ"
    assert visit(reverse("account_kept_form")).path == "/admin/"


def test_kept_form_is_not_shown_to_another_account(moldir, dana):
    client = sign_in("moldir")
    send_too_late(client)
    sign_in("dana", client)
    response = client.get(reverse("account_kept_form"), follow=True)
    assert "Ұзақ" not in response.content.decode()
    client.post("/admin/logout/")
    sign_in("moldir", client)
    assert client.get(reverse("account_kept_form")).status_code == 302


def test_kept_form_waits_an_hour(moldir):
    client = sign_in("moldir")
    send_too_late(client)
    session = client.session
    session["kept_form"] = {**session["kept_form"], "until": timezone.now().timestamp() - 1}
    session.save()
    sign_in("moldir", client)
    assert client.get(reverse("account_kept_form")).status_code == 302


def test_kept_form_stays_with_the_browser_and_tampering_finds_nothing(moldir):
    client = sign_in("moldir")
    send_too_late(client)
    other = sign_in("moldir")
    assert other.get(reverse("account_kept_form")).status_code == 302
    client.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key[::-1]
    sign_in("moldir", client)
    assert client.get(reverse("account_kept_form")).status_code == 302


def test_nothing_is_kept_of_files_of_what_is_too_large_or_of_an_ended_session(moldir):
    client = sign_in("moldir")
    with open(__file__, "rb") as file:
        send_too_late(client, values={**TYPED, "avatar-avatar": file})
    sign_in("moldir", client)
    page = client.get(reverse("account_kept_form")).content.decode()
    assert "файлдарыңызды қайта таңдау" in page
    client = sign_in("moldir")
    response = send_too_late(client, values={"text": "а" * 1_000_001})
    assert "kept-form" not in response["Location"]
    client = sign_in("moldir")
    client.session.delete()
    assert "kept-form" not in client.post(ACCOUNT, TYPED)["Location"]


def test_kept_form_can_be_discarded(moldir, visit):
    visit.client = sign_in("moldir")
    send_too_late(visit.client)
    sign_in("moldir", visit.client)
    page = visit(reverse("account_kept_form")).send(button="Жою және бетті ашу")
    assert page.path == ACCOUNT
    assert "kept_form" not in visit.client.session


def test_forged_form_is_not_kept(moldir):
    client = sign_in("moldir")
    client.handler.enforce_csrf_checks = True
    assert send_too_late(client).status_code == 403
    assert "kept_form" not in client.session


# --- the list ---------------------------------------------------------------------------------


def test_own_sessions_are_listed_and_one_is_ended(moldir, visit):
    visit.client, other = sign_in("moldir"), sign_in("moldir")
    page = visit(ACCOUNT).follow("Қай жерде кіргенсіз")
    assert "Firefox, Windows" in page
    assert "10.1.1.1" in page
    assert "Осы сеанс" in page
    page = page.send(button="Аяқтау")
    assert not is_signed_in(other)
    assert is_signed_in(visit.client)


def test_all_other_sessions_are_ended(moldir, dana, visit):
    visit.client, others = sign_in("moldir"), [sign_in("moldir"), sign_in("moldir")]
    stranger = sign_in("dana")
    visit("/admin/account/sessions/").send(button="Басқа сеанстардың бәрін аяқтау")
    assert [is_signed_in(client) for client in (visit.client, *others, stranger)] == [
        True, False, False, True,
    ]  # fmt: skip


def test_foreign_session_cannot_be_ended(moldir, dana):
    client, stranger = sign_in("moldir"), sign_in("dana")
    row = AccountSession.objects.get(user=dana)
    for chosen in (row.pk, "x", "", "9" * 30):
        client.post("/admin/account/sessions/", {"session": chosen})
    assert is_signed_in(stranger)


def test_administrator_ends_the_sessions_of_a_user(moldir, visit):
    clerk = User.objects.create_user("asem", "asem@example.kz", PASSWORD)
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    visit.client, hers = sign_in("moldir"), sign_in("asem")
    assert hers.get(f"/admin/users/sessions/{moldir.pk}/").status_code == 302
    assert "/admin/users/sessions/" in visit("/admin/users/").content.decode()
    visit(f"/admin/users/sessions/{clerk.pk}/").send(button="Барлық сеансты аяқтау")
    assert not is_signed_in(hers)
    assert "Сеанстар аяқталды" in visit("/admin/reports/site-history/")


def test_manager_of_accounts_cannot_end_sessions_of_a_superuser(moldir):
    manager = User.objects.create_user("asem", "asem@example.kz", PASSWORD)
    codes = ["access_admin", "change_user"]
    manager.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client, root = sign_in("asem"), sign_in("moldir")
    client.post(f"/admin/users/sessions/{moldir.pk}/", {"others": "1"})
    assert is_signed_in(root)


def test_changed_password_ends_the_other_sessions(moldir, visit):
    visit.client, other = sign_in("moldir"), sign_in("moldir")
    new = "бұлтты күнгі сапар"
    visit(ACCOUNT).send(
        {
            "name_email-first_name": "Мөлдір",
            "name_email-last_name": "Ұзақ",
            "password-old_password": PASSWORD,
            "password-new_password1": new,
            "password-new_password2": new,
        }
    )
    assert is_signed_in(visit.client)
    assert not is_signed_in(other)
    assert len(visit("/admin/account/sessions/").soup.select("main tbody tr")) == 1


def test_closed_account_is_out_at_once(moldir, dana):
    client = sign_in("dana")
    User.objects.filter(pk=dana.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_session_key_changes_at_sign_in(moldir):
    client = Client()
    client.get("/admin/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    sign_in("moldir", client)
    assert client.session.session_key != session.session_key


# --- a new device -----------------------------------------------------------------------------


def test_letter_tells_of_a_sign_in_from_a_new_browser(moldir):
    before = timezone.now()
    client = sign_in("moldir")
    letter = Notice.objects.get()
    assert letter.to == "moldir@example.kz"
    assert letter.language == "kk"
    assert letter.subject == "Жаңа браузерден кіру"
    assert "Firefox, Windows" in letter.body
    assert "10.1.1.1" in letter.body
    assert "/admin/account/sessions/" in letter.body
    cookie = client.cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["max-age"] >= timedelta(days=300).total_seconds()
    device = KnownDevice.objects.get()
    assert cookie.value not in device.digest
    assert device.first_seen_at >= before
    client.post("/admin/logout/")
    sign_in("moldir", client)
    assert Notice.objects.count() == 1


def test_browser_of_a_colleague_is_new_for_another_account(moldir, dana):
    client = sign_in("moldir")
    client.post("/admin/logout/")
    sign_in("dana", client)
    assert set(Notice.objects.values_list("to", flat=True)) == {moldir.email, dana.email}


@pytest.mark.parametrize("value", ["", "x", "a" * 39, "é" * 40, "a" * 4000, "';--" * 10])
def test_made_up_device_cookie_is_replaced(moldir, value):
    client = Client()
    client.cookies[settings.DEVICE_COOKIE_NAME] = value
    sign_in("moldir", client)
    assert client.cookies[settings.DEVICE_COOKIE_NAME].value != value
    assert Notice.objects.count() == 1


def test_account_without_an_address_signs_in_without_a_letter(moldir):
    User.objects.update(email="")
    sign_in("moldir")
    assert not Notice.objects.exists()


def test_wrong_password_sends_no_letter_and_sets_no_cookie(moldir):
    response = Client().post("/admin/login/", {"username": "moldir", "password": "wrong"})
    assert settings.DEVICE_COOKIE_NAME not in response.cookies
    assert not Notice.objects.exists()
