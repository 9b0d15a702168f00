"""An applicant asks to have the personal data deleted; a head decides, and says why not."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from appeals import lifecycle
from core.models import Notice
from tests.builders import an_appeal
from tests.citizen_form import interface_text, open_status_page, submit_staff_action
from tests.client import new_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return an_appeal(timezone.now() - timedelta(days=9), email="aigul@mail.example").answered()


def ask(visit, made, language="kk"):
    page = open_status_page(visit, language, made.appeal.number, made.secret)
    return page.send(
        {"deletion_why": "Деректерім керек емес."},
        button=interface_text(language, "Ask for deletion"),
    )


def letters(made) -> list[str]:
    return list(
        Notice.objects.filter(about=made.appeal.number)
        .order_by("pk")
        .values_list("body", flat=True)
    )


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_head_finds_the_request_and_deletes_the_personal_data(visit, made, language):
    page = ask(visit, made, language)
    assert not page.soup.select("form[action$='/deletion/']")
    assert "aigul" not in letters(made)[-1]
    head = new_client(made.head)
    assert (
        made.appeal.number in head(reverse("appeals_admin:inbox"), {"situation": "deletion"}).text
    )
    assert interface_text("kk", "deletion of personal data asked for") in head("/admin/").text
    submit_staff_action(head, made.appeal, "anonymise", sure="on")
    after = made.built()
    assert (after.name, after.email, after.matter) == ("", "", "")
    assert (
        made.appeal.number
        not in head(reverse("appeals_admin:inbox"), {"situation": "deletion"}).main
    )
    page = open_status_page(visit, language, made.appeal.number, made.secret)
    assert "Сейтқали" not in page.text


def test_declined_request_is_explained_and_may_be_made_again(visit, made):
    ask(visit, made)
    head = new_client(made.head)
    submit_staff_action(head, made.appeal, "decline_deletion", why="Мерзімі 2029 жылы бітеді.")
    assert "Мерзімі 2029 жылы бітеді." in letters(made)[-1]
    page = open_status_page(visit, "kk", made.appeal.number, made.secret)
    assert "Мерзімі 2029 жылы бітеді." in page.main
    assert page.soup.select("form[action$='/deletion/']")
    assert made.built().name


def test_open_or_held_case_is_not_deleted(visit, made):
    open_one = an_appeal(timezone.now(), email="b@mail.example")
    page = open_status_page(visit, "kk", open_one.appeal.number, open_one.secret)
    assert not page.soup.select("form[action$='/deletion/']")
    with pytest.raises(ValidationError):
        lifecycle.ask_deletion(open_one.appeal, at=timezone.now())
    lifecycle.ask_deletion(made.appeal, at=timezone.now())
    lifecycle.put_on_hold(made.appeal, "Сотта қаралуда.", by=made.head, at=timezone.now())
    with pytest.raises(ValidationError, match="Сотта қаралуда"):
        lifecycle.anonymise(made.appeal, by=made.head, at=timezone.now())


def test_only_a_head_decides_and_a_request_is_made_once(made):
    lifecycle.ask_deletion(made.appeal, at=timezone.now())
    with pytest.raises(ValidationError):
        lifecycle.ask_deletion(made.appeal, at=timezone.now())
    with pytest.raises(PermissionDenied):
        lifecycle.decline_deletion(made.appeal, why="Жоқ.", by=made.clerk, at=timezone.now())
    with pytest.raises(ValidationError):
        lifecycle.decline_deletion(made.appeal, why=" ", by=made.head, at=timezone.now())
    with pytest.raises(PermissionDenied):
        lifecycle.anonymise(made.appeal, by=made.clerk, at=timezone.now())
