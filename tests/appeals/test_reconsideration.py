"""A citizen who does not agree asks for reconsideration; a head decides; the ways on are named."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from appeals import lifecycle, notifications, remedies
from appeals.forms import AskAgainForm
from appeals.models import Event
from appeals.reconsideration import MAX_LENGTH
from appeals.states import Act
from core.models import Notice
from tests.builders import MONDAY, an_appeal
from tests.citizen_form import interface_text, submit_staff_action
from tests.client import new_client

pytestmark = pytest.mark.django_db
WHY = "Шатыр әлі ағып тұр, жөндеу басталған жоқ."


@pytest.fixture
def refused():
    return an_appeal(timezone.now() - timedelta(days=2)).answered("refused")


def open_status(visit, made, language="kk"):
    values = {"number": made.appeal.number, "secret": made.secret}
    return visit(f"/{language}/appeals/status/").send(values)


def last_letter(made) -> Notice:
    return Notice.objects.filter(about=made.appeal.number).order_by("pk").last()


def test_refused_citizen_asks_again_and_a_head_opens_the_appeal_again(visit, refused):
    page = open_status(visit, refused)
    button = interface_text("kk", "Send the request")
    empty = page.send({"why": ""}, button=button)
    assert interface_text("kk", "Write what you do not agree with.") in empty.text
    page = empty.send({"why": WHY}, button=button)
    assert WHY in page.main  # under what has happened
    assert " күні қайта қарауды сұрадыңыз" in page.main
    assert not page.soup.select("form[action$='/again/']")
    assert refused.built().state == "answered"
    head = new_client(refused.head)
    inbox = head(reverse("appeals_admin:inbox"), {"situation": "again"})
    assert refused.appeal.number in inbox.text
    assert "?situation=again" in head("/admin/").content.decode()
    assert WHY in head(reverse("appeals_admin:case", args=[refused.appeal.pk])).text
    submit_staff_action(head, refused.appeal, "reopen", why="Қайта тексереміз.")
    appeal = refused.built()
    assert appeal.state == "routed"
    assert appeal.asked_again_decided_at is not None
    assert "Қайта тексереміз." in last_letter(refused).body
    assert (
        refused.appeal.number
        not in head(reverse("appeals_admin:inbox"), {"situation": "again"}).text
    )


def test_declined_request_is_explained_with_the_higher_body_and_the_court(visit, refused):
    lifecycle.ask_again(refused.appeal, why=WHY, at=timezone.now())
    clerk, head = new_client(refused.clerk), new_client(refused.head)
    case = reverse("appeals_admin:case", args=[refused.appeal.pk])
    assert "/decline_again/" not in clerk(case).content.decode()
    reasons = "Жаңа мән-жай көрсетілмеген."
    submit_staff_action(head, refused.appeal, "decline_again", why=reasons)
    assert refused.built().state == "answered"
    page = open_status(visit, refused)
    with translation.override("kk"):
        ways = remedies.list_remedies()
    for text in (reasons, *(row["text"] for row in ways), *(row["basis"] for row in ways)):
        assert text in page.main
    assert " күні қайта қараудан бас тартты" in page.main
    assert "91" in page.main
    letter = last_letter(refused).body
    assert reasons in letter
    assert ways[0]["text"] in letter
    with pytest.raises(ValidationError):
        lifecycle.ask_again(refused.appeal, why=WHY, at=timezone.now())


def test_next_answer_can_be_asked_about_again(refused):
    at = timezone.now()
    lifecycle.ask_again(refused.appeal, why=WHY, at=at)
    refused.appeal = lifecycle.reopen(refused.appeal, why="Тексереміз.", by=refused.head, at=at)
    refused.at = at
    refused.started().answered("refused")
    lifecycle.ask_again(refused.appeal, why=WHY, at=refused.at + timedelta(hours=1))
    assert refused.built().asked_again_decided_at is None


def test_withdrawn_or_open_appeal_is_not_asked_about_again():
    made = an_appeal()
    with pytest.raises(ValidationError):
        lifecycle.ask_again(made.appeal, why=WHY, at=MONDAY)
    lifecycle.withdraw(made.appeal, at=MONDAY)
    with pytest.raises(ValidationError):
        lifecycle.ask_again(made.appeal, why=WHY, at=MONDAY + timedelta(days=1))


def test_clerk_may_not_decline(refused):
    lifecycle.ask_again(refused.appeal, why=WHY, at=timezone.now())
    with pytest.raises(PermissionDenied):
        lifecycle.decline_again(refused.appeal, why="Жоқ.", by=refused.clerk, at=timezone.now())


def test_long_reasons_are_refused_with_the_limit():
    form = AskAgainForm({"why": "а" * (MAX_LENGTH + 1)})
    assert str(MAX_LENGTH) in form.errors["why"][0]
    assert "maxlength" not in str(form["why"])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_answer_letter_says_where_one_can_complain(language):
    appeal = an_appeal(language=language).appeal
    with translation.override(language):
        event = Event(appeal=appeal, act=Act.ANSWER, at=MONDAY)
        _subject, text = notifications.compose_letter(appeal, event)
        for row in remedies.list_remedies():
            assert row["text"] in text


def test_letter_about_a_closing_without_an_answer_says_it_too():
    appeal = an_appeal(language="ru").appeal
    with translation.override("ru"):
        way = remedies.list_remedies()[0]["text"]
        for reason, told in (("no_substance", True), ("withdrawn", False)):
            appeal.close_reason = reason
            event = Event(appeal=appeal, act=Act.CONFIRM_CLOSE, at=MONDAY, why="Нет адреса.")
            assert (way in notifications.compose_letter(appeal, event)[1]) is told
