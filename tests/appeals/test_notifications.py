"""Letters in three languages, without personal data."""

from datetime import timedelta

import pytest
from django.utils import translation

from appeals import lifecycle, notifications, sms_text, status_text
from appeals.admin.case import journal_lines
from appeals.models import Appeal, Event
from appeals.states import CloseReason
from core.models import Notice
from tests.builders import MONDAY, a_body, an_appeal

pytestmark = pytest.mark.django_db
PRIVATE = ("Айгүл", "Сейтқали", "Серікқызы", "aigul@", "шатыры")


@pytest.mark.parametrize("act", list(notifications.LETTERS))
def test_each_letter_in_three_languages_without_personal_data(act):
    appeal = an_appeal().appeal
    appeal.close_reason, appeal.forwarded_to = "withdrawn", "Прокуратура"
    event = Event(appeal=appeal, act=act, at=MONDAY, why="Себебі.")
    subjects = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            subject, text = notifications.compose_letter(appeal, event)
            subjects.add(subject)
            assert appeal.number in subject
            assert appeal.number in text
            assert f"/{language}/appeals/status/" in text
            assert "%(" not in subject + text
            assert not [word for word in PRIVATE if word in subject + text]
    assert len(subjects) == 3


def test_internal_acts_send_no_letter():
    appeal = an_appeal().appeal
    for act in ("assign", "prepare", "publish", "return", "unpublish", "rate", "route"):
        assert (
            notifications.compose_letter(appeal, Event(appeal=appeal, act=act, at=MONDAY)) is None
        )


WHY = "Вы не указали адрес дома; сообщите его."


@pytest.mark.parametrize("act", ["close", "withdraw", "extend", "forward", "reopen"])
def test_reasons_in_words_reach_the_applicant_by_letter_and_on_the_status_page(act):
    made = an_appeal(language="ru").started()
    at = MONDAY + timedelta(days=2)
    if act == "close":
        made.close_proposed(why=WHY).closed()
    elif act == "withdraw":
        lifecycle.withdraw(made.appeal, why=WHY, at=at)
    elif act == "extend":
        until = made.appeal.due_on + timedelta(days=7)
        lifecycle.extend(made.appeal, until, why=WHY, by=made.head, at=at)
    elif act == "forward":
        lifecycle.forward(made.appeal, a_body(), why=WHY, by=made.clerk, at=at)
    else:
        made.answered()
        at = MONDAY + timedelta(days=5)
        lifecycle.reopen(made.appeal, why=WHY, by=made.head, at=at)
    letter = Notice.objects.filter(about=made.appeal.number).order_by("pk").last()
    assert WHY in letter.body
    timeline = status_text.build_timeline(Appeal.objects.get(pk=made.appeal.pk))
    assert [line for line in timeline if WHY in line["text"]]


def test_status_page_and_journal_name_the_chosen_reason_of_closing():
    made = an_appeal(language="ru")
    made.close_proposed(why=WHY).closed()
    label = str(CloseReason("no_substance").label)
    assert f"{label}. {WHY}" in [line["text"] for line in status_text.build_timeline(made.appeal)]
    events = list(made.appeal.events.order_by("pk"))
    assert journal_lines(events)[0].why == f"{label}. {WHY}"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_text_message_has_number_and_sentence_and_fits_in_two_parts(language):
    appeal = an_appeal(email="", phone="+77011234567").appeal
    assert set(sms_text.SENTENCES) == set(notifications.LETTERS)
    for act in notifications.LETTERS:
        event = Event(appeal=appeal, act=act, at=MONDAY)
        with translation.override(language):
            text = sms_text.compose_sms(appeal, event)
            address = f"https://portal.example/{language}/appeals/status/"
        assert appeal.number in text
        assert ".2026" in text
        assert len(text.split()) >= 3
        assert len(f"{text} {address}") <= 134, text
    assert appeal.number in Notice.objects.get(about=appeal.number).body


def test_text_messages_go_to_kazakhstan_numbers_only():
    abroad = an_appeal(email="", phone="+442071234567")
    assert not Notice.objects.filter(about=abroad.appeal.number).exists()
    here = an_appeal(email="", phone="+77011234567")
    assert Notice.objects.get(about=here.appeal.number).channel == "sms"
