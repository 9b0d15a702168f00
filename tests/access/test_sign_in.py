"""Passwords cannot be guessed: every door counts attempts by account and by address."""

import re
import threading

import pytest
from django.core import mail
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from core.models import User
from portal.sign_in import PASSWORD_RESET, SHARED_PASSWORD, SIGN_IN

pytestmark = pytest.mark.django_db
PASSWORD = "tau-men-dala-2026"
DOORS = ["/admin/login/", "/kk/_util/login/"]


@pytest.fixture
def head():
    return User.objects.create_superuser("moldir", "moldir@example.kz", PASSWORD)


def post_password(
    username: str, password: str, address: str = "10.0.0.1", door: str = DOORS[0], **headers
):
    client = Client(REMOTE_ADDR=address, headers=headers)
    return client.post(door, {"username": username, "password": password, "next": "/kk/"})


def page_text(response, *typed: str) -> str:
    text = re.sub(r"\b\w{64}\b", "", response.content.decode())  # tokens against forgery
    for value in typed:
        text = text.replace(value, "…")
    return text


@pytest.mark.parametrize("door", DOORS)
def test_wrong_passwords_of_one_account_are_limited_from_every_address(head, door):
    for number in range(SIGN_IN.per_account):
        assert post_password("moldir", "wrong", f"10.0.1.{number}", door).status_code == 200
    wrong = post_password("moldir", "wrong", "10.0.2.1", door)
    right = post_password("moldir", PASSWORD, "10.0.2.2", door)
    assert wrong.status_code == right.status_code == 200
    assert page_text(wrong) == page_text(right)
    assert "15 минут" in right.content.decode()
    assert "_auth_user_id" not in right.client.session


@pytest.mark.parametrize("door", DOORS)
def test_one_address_cannot_try_many_accounts(head, door):
    for number in range(SIGN_IN.per_address):
        assert post_password(f"name{number}", "wrong", door=door).status_code == 200
    assert "15 минут" in post_password("moldir", PASSWORD, door=door).content.decode()
    assert post_password("moldir", PASSWORD, "10.0.0.2", door).status_code == 302


def test_both_doors_share_the_limit_whatever_the_case_of_the_name(head):
    for number in range(SIGN_IN.per_account):
        post_password(["moldir", "MOLDIR", " moldir"][number % 3], "wrong", door=DOORS[number % 2])
    assert post_password("moldir", PASSWORD).status_code == 200


def test_unknown_name_gets_the_same_answers(head):
    for _ in range(SIGN_IN.per_account + 2):
        known = post_password("moldir", "wrong", "10.0.0.1")
        unknown = post_password("nobody", "wrong", "10.0.0.2")
        assert page_text(known, "moldir") == page_text(unknown, "nobody")


def test_right_password_resets_the_account_and_does_not_count_for_the_address(head):
    for _ in range(3):
        for _ in range(SIGN_IN.per_account - 1):
            post_password("moldir", "wrong", "10.0.3.1")
        assert post_password("moldir", PASSWORD, "10.0.0.9").status_code == 302
    for _ in range(SIGN_IN.per_address + 1):
        assert post_password("moldir", PASSWORD, "10.0.0.9").status_code == 302


def test_forged_forwarding_header_does_not_evade_the_limit(head):
    for number in range(SIGN_IN.per_address):
        post_password(f"name{number}", "wrong", **{"X-Forwarded-For": f"10.9.9.{number}"})
    assert post_password("moldir", PASSWORD, **{"X-Forwarded-For": "10.9.8.1"}).status_code == 200


def request_reset(email: str, address: str = "10.0.0.1"):
    response = Client(REMOTE_ADDR=address).post("/admin/password_reset/", {"email": email})
    for thread in threading.enumerate():
        if thread.name == "password-reset":
            thread.join()
    return response


def test_letters_for_a_new_password_are_limited_and_tell_nobody_who_exists(head):
    for number in range(PASSWORD_RESET.per_account):
        assert request_reset("moldir@example.kz", f"10.0.4.{number}").status_code == 302
        assert request_reset("nobody@example.kz", f"10.0.5.{number}").status_code == 302
    known = request_reset("moldir@example.kz", "10.0.6.1")
    unknown = request_reset("nobody@example.kz", "10.0.6.2")
    assert known.status_code == unknown.status_code == 200
    assert "15 минут" in known.content.decode()
    assert page_text(known, "moldir@") == page_text(unknown, "nobody@")
    assert len(mail.outbox) == PASSWORD_RESET.per_account
    assert "/admin/password_reset/confirm/" in mail.outbox[0].body


def test_one_address_cannot_ask_letters_for_many_people(head):
    for number in range(PASSWORD_RESET.per_address):
        assert request_reset(f"name{number}@example.kz").status_code == 302
    assert request_reset("moldir@example.kz").status_code == 200
    assert not mail.outbox


@pytest.fixture
def shared_password_doors():
    """Return the addresses that take the password of a page and of a document."""
    home = Site.objects.get(is_default_site=True).root_page
    page = PageViewRestriction.objects.create(
        page=home, restriction_type=PageViewRestriction.PASSWORD, password=PASSWORD
    )
    collection = Collection.get_first_root_node().add_child(name="Құпия")
    documents = CollectionViewRestriction.objects.create(
        collection=collection,
        restriction_type=CollectionViewRestriction.PASSWORD,
        password=PASSWORD,
    )
    return [
        f"/kk/_util/authenticate_with_password/{page.pk}/{home.pk}/",
        f"/documents/authenticate_with_password/{documents.pk}/",
    ]


@pytest.mark.parametrize("kind", [0, 1])
def test_passwords_of_pages_and_documents_are_limited(shared_password_doors, kind):
    door = shared_password_doors[kind]

    def post(password: str, address: str = "10.0.0.1"):
        data = {"password": password, "return_url": "/kk/"}
        return Client(REMOTE_ADDR=address).post(door, data)

    for _ in range(SHARED_PASSWORD.per_address):
        assert post("wrong").status_code == 200
    stopped = post(PASSWORD)
    assert stopped.status_code == 429
    assert 0 < int(stopped["Retry-After"]) <= 900
    assert "15 мин" in stopped.content.decode()
    assert post(PASSWORD, "10.0.0.2").status_code == 302
