"""The second step of the sign-in: a password alone opens nothing of the staff side."""

import re
import threading
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, ModelLogEntry

from core.accounts.second_factor import LIMITS
from core.models import Notice, User
from tests.access.test_production_settings import run_manage
from tests.builders import a_clerk, an_editor, an_office
from tests.second_factor import add_app, code_of

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-1"
CODE, LIST = "/admin/account/second-factor/code/", "/admin/account/second-factor/"


@pytest.fixture
def clerk() -> User:
    return a_clerk(an_office())


@pytest.fixture
def key(clerk) -> str:
    """Add an app to the clerk's account; return its key."""
    key = add_app(sign_in("moldir"))
    forget_last_code()
    return key


def sign_in(username: str, following: str = "") -> Client:
    client = Client()
    data = {"username": username, "password": PASSWORD, "next": following}
    assert client.post("/admin/login/", data).status_code == 302
    return client


def forget_last_code() -> None:
    """Let time pass, so that the app shows codes that were never used."""
    TOTPDevice.objects.update(last_t=F("last_t") - 4)


def enter(client: Client, code: str, **data):
    return client.post(CODE, {"otp": code, **data})


def is_open(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200


def make_codes(client: Client) -> list[str]:
    page = client.post(reverse("second_factor_codes")).content.decode()
    return re.findall(r"<li><code>([0-9A-Z-]{14})</code>", page)


def test_password_alone_opens_nothing_and_the_code_opens_the_page_asked_for(clerk, key):
    inbox = reverse("appeals_admin:inbox")
    client = sign_in("moldir", inbox)
    for path in (inbox, "/admin/", "/admin/pages/", "/admin/reports/site-history/", LIST,
                 reverse("second_factor_app"), reverse("second_factor_codes"),
                 "/admin/api/main/pages/", "/admin/login/"):  # fmt: skip
        response = client.get(path)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, CODE), path
        assert client.post(path).status_code in {302, 405} or path == "/admin/login/"
    assert client.get("/kk/patterns/").status_code != 200
    before = client.session.session_key
    client.get(inbox, follow=True)
    response = enter(client, code_of(key))
    assert response["Location"] == inbox
    assert client.get(inbox).status_code == client.get("/kk/patterns/").status_code == 200
    assert client.session.session_key != before


def test_private_file_stays_closed_until_the_second_step(clerk, key):
    root = Collection.get_first_root_node()
    CollectionViewRestriction.objects.create(collection=root, restriction_type="login")
    file = ContentFile("Бұйрық".encode(), name="order.txt")
    document = Document.objects.create(title="Бұйрық", collection=root, file=file)
    client = sign_in("moldir")
    led = client.get(document.url, follow=True)
    assert led.redirect_chain[-1][0].startswith(CODE)
    assert enter(client, code_of(key))["Location"].endswith(document.url)
    assert client.get(document.url).status_code == 200


def test_sprite_words_of_the_admin_and_sign_out_stay_open(key):
    client = sign_in("moldir")
    for path in ("/admin/sprite/", "/admin/jsi18n/"):
        assert client.get(path).status_code == 200
    assert client.get(CODE).status_code == 200
    client.post("/admin/logout/")
    assert client.get(CODE)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(
    "wrong",
    ["", "000000", "abcdef", "12345", "1234567", "٣٤٥٦٧٨", "²²²²²²", "9" * 10_000, "' OR 1=1", "🔑" * 6],
)  # fmt: skip
def test_wrong_code_gets_a_sentence(key, wrong):
    client = sign_in("moldir")
    response = enter(client, wrong)
    assert response.status_code == 200
    assert "error-message" in response.content.decode()
    assert not is_open(client)


def test_code_with_spaces_is_accepted_and_opens_once(key):
    code = code_of(key)
    assert enter(sign_in("moldir"), f" {code[:3]} {code[3:]} ").status_code == 302
    second = sign_in("moldir")
    assert enter(second, code).status_code == 200
    assert not is_open(second)


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_twice_at_once_opens_one_session(key):
    clients, code = [sign_in("moldir") for _ in range(4)], code_of(key)
    start, answers = threading.Barrier(4), []

    def send(client: Client) -> None:
        start.wait()
        answers.append(enter(client, code).status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 200, 200, 302]


def test_attempts_are_limited_whichever_session_makes_them(key):
    for _ in range(LIMITS.per_account):
        enter(sign_in("moldir"), "000000")
    client = sign_in("moldir")
    assert "15 минут" in enter(client, code_of(key)).content.decode()
    assert not is_open(client)


def test_recovery_code_opens_once(clerk, key):
    client = sign_in("moldir")
    enter(client, code_of(key))
    codes = make_codes(client)
    assert len(set(codes)) == 10
    assert codes[0] not in client.get(reverse("second_factor_codes")).content.decode()
    page = sign_in("moldir")
    response = page.post(CODE, {"otp": codes[0].lower().replace("-", " ")}, follow=True)
    assert is_open(page)
    assert "9 қалпына келтіру коды" in response.content.decode()
    assert enter(sign_in("moldir"), codes[0]).status_code == 200
    assert StaticToken.objects.count() == 9
    make_codes(client)
    assert enter(sign_in("moldir"), codes[1]).status_code == 200


def test_table_holds_neither_keys_nor_recovery_codes(clerk, key):
    client = sign_in("moldir")
    enter(client, code_of(key))
    codes = make_codes(client)
    stored = str([*StaticToken.objects.values(), *TOTPDevice.objects.values()])
    assert key.replace(" ", "") not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_where_it_is_required_an_account_sets_it_up_before_anything_else(clerk, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    inbox = reverse("appeals_admin:inbox")
    client = sign_in("moldir", inbox)
    for path in (inbox, "/admin/", "/admin/account/"):
        assert client.get(path)["Location"].split("?")[0] == LIST
    before = client.session.session_key
    assert client.get(inbox, follow=True).redirect_chain[-1][0].startswith(LIST)
    add_app(client)
    assert client.session.session_key != before
    page = client.post(reverse("second_factor_codes")).content.decode()
    assert f'href="{inbox}"' in page
    assert client.get(inbox).status_code == 200


def test_last_device_stays_where_it_is_required(clerk, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client = sign_in("moldir")
    add_app(client, "Бірінші")
    first = TOTPDevice.objects.get()
    client.post(LIST, {"remove": f"app-{first.pk}"})
    assert TOTPDevice.objects.count() == 1
    add_app(client, "Екінші")
    client.post(LIST, {"remove": f"app-{first.pk}"})
    assert [device.name for device in TOTPDevice.objects.all()] == ["Екінші"]
    assert ModelLogEntry.objects.filter(action="core.second_factor_remove").count() == 1


@pytest.mark.parametrize("value", ["", "app", "app-x", "app-9" + "9" * 400, "user-1", "passkey--1"])
def test_hostile_removal_removes_nothing(clerk, key, value):
    client = sign_in("moldir")
    enter(client, code_of(key))
    assert client.post(LIST, {"remove": value}).status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_device_of_somebody_else_is_not_removed(clerk, key):
    an_editor()
    client = sign_in(User.objects.exclude(pk=clerk.pk).get().username)
    client.post(LIST, {"remove": f"app-{TOTPDevice.objects.get().pk}"})
    assert TOTPDevice.objects.count() == 1


def test_editor_without_citizens_data_is_not_asked_but_may_be(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    editor = an_editor()
    client = sign_in(editor.username)
    assert is_open(client)
    key = add_app(client)
    make_codes(client)
    second = sign_in(editor.username)
    assert not is_open(second)
    forget_last_code()
    enter(second, code_of(key))
    assert is_open(second)
    client.post(LIST, {"remove": f"app-{TOTPDevice.objects.get().pk}"})
    assert not StaticToken.objects.exists()
    assert is_open(sign_in(editor.username))


def test_new_right_to_see_appeals_asks_in_the_same_session(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    editor = an_editor()
    client = sign_in(editor.username)
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    assert client.get("/admin/")["Location"].startswith(LIST)


def test_session_of_an_earlier_version_is_asked(clerk, key):
    client = sign_in("moldir")
    session = client.session
    del session["second_factor"]
    session.save()
    assert client.get("/admin/")["Location"].startswith(CODE)


def test_adding_a_device_ends_the_other_sessions(clerk):
    other, client = sign_in("moldir"), sign_in("moldir")
    add_app(client)
    assert is_open(client)
    assert not is_open(other)


def test_reset_command_lets_the_owner_in_again(clerk, key):
    User.objects.update(email="moldir@example.kz")
    client = sign_in("moldir")
    enter(client, code_of(key))
    make_codes(client)
    output = StringIO()
    call_command("reset_second_factor", "moldir", stdout=output)
    assert "moldir" in output.getvalue()
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()
    assert Notice.objects.filter(to="moldir@example.kz", key__startswith="second-factor").exists()
    entry = ModelLogEntry.objects.get(action="core.second_factor_reset")
    assert entry.object_id == str(clerk.pk)
    assert is_open(sign_in("moldir"))
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody")


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_second_step_leads_to_no_other_host(key, url):
    client = sign_in("moldir")
    client.get(CODE, {"next": url})
    assert enter(client, code_of(key))["Location"] == "/admin/"


@pytest.mark.parametrize("answer", ["x", "{}", "[]", "null", "[" * 10_000, '{"id": 1}', "9" * 30_000,
                                    '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'])  # fmt: skip
def test_hostile_passkey_answer_gets_a_sentence(clerk, key, answer):
    client = sign_in("moldir")
    client.defaults["SERVER_NAME"] = "localhost"
    client.get(CODE)
    assert client.post(CODE, {"passkey": answer}).status_code == 200
    assert not is_open(client)
    enter(client, code_of(key))
    address = reverse("second_factor_passkey")
    client.get(address)
    assert client.post(address, {"name": "x", "passkey": answer}).status_code == 200


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_second_step_speaks_the_language_of_the_account(language):
    clerk = a_clerk(an_office(), language=language)
    client = sign_in(clerk.username)
    assert f'lang="{language}"' in client.get(reverse("second_factor_app")).content.decode()
    add_app(client)
    assert f'lang="{language}"' in sign_in(clerk.username).get(CODE).content.decode()


def test_production_requires_it_and_binds_passkeys_to_the_first_host():
    code = (
        "from django.conf import settings as s;"
        "print(s.SECOND_FACTOR_REQUIRED, s.OTP_WEBAUTHN_RP_ID == s.ALLOWED_HOSTS[0],"
        " s.OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN)"
    )
    process = run_manage("shell", "--no-imports", "-c", code)
    assert process.stdout.split() == ["True", "True", "False"], process.stderr
