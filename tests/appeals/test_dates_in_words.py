"""Dates in sentences: Kazakh inflects the month; after Russian «г.» comes no second full stop."""

import io
import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from appeals import lifecycle, monthly_reports, notifications
from appeals.models import Event
from core.i18n.dates import KAZAKH_MONTHS_DATIVE
from core.models import Notice
from tests.builders import MONDAY, almaty_time, an_appeal, days_ago

pytestmark = pytest.mark.django_db
MONTHS = [word[:-2] for word in KAZAKH_MONTHS_DATIVE]
UNINFLECTED = re.compile(rf"\b({'|'.join(MONTHS)}|[\d.]{{10}}) (дейін|бастап|өткен)")


def is_correct(text: str) -> bool:
    return "г.." not in text and not UNINFLECTED.search(text)


def test_is_correct_detects_wrong_dates():
    assert not is_correct("Ответ дан 5 ноября 2026 г..")
    assert not is_correct("Жауап 2026 жылғы 5 ақпан дейін беріледі.")
    assert is_correct("Жауап 2026 жылғы 5 ақпанға дейін беріледі.")


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("act", list(notifications.LETTERS))
def test_letters_to_the_applicant_inflect_dates(act, language):
    appeal = an_appeal().appeal
    appeal.close_reason, appeal.forwarded_to = "withdrawn", "Прокуратура"
    with translation.override(language):
        _subject, text = notifications.compose_letter(
            appeal, Event(appeal=appeal, act=act, at=MONDAY, why="А.")
        )
    assert is_correct(text), text


def test_registration_letter_has_due_dates_in_kazakh_and_russian():
    appeal = an_appeal().appeal  # short answer on 5 February, full on the 23rd
    event = appeal.events.get()
    with translation.override("kk"):
        assert "толық жауапты 2026 жылғы 23 ақпанға дейін аласыз." in str(
            notifications.compose_letter(appeal, event)
        )
    with translation.override("ru"):
        assert "полный до 23 февраля 2026 г.\\n" in str(notifications.compose_letter(appeal, event))


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_letters_to_staff_inflect_dates(language):
    made = an_appeal()
    UserProfile.objects.create(user=made.head, preferred_language=language)
    lifecycle.route(made.appeal, made.office, officer=made.head, by=made.clerk, at=made.at)
    for day in ("2026-02-20", "2026-02-24"):
        call_command("remind_due", at=f"{day}T09:00", stdout=io.StringIO())
    letters = Notice.objects.filter(to=made.head.email)
    assert letters.count() == 3
    for letter in letters:
        assert letter.language == language
        assert is_correct(letter.body), letter.body


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_status_page_inflects_dates_in_every_state(client, language):
    recently, year = timezone.now() - timedelta(hours=12), {"kk": "жылғы", "ru": "г."}[language]
    states = [
        an_appeal(recently),
        an_appeal(recently).started(),
        an_appeal(recently).answered(),
        an_appeal(recently).closed(),
        an_appeal(days_ago()),
    ]
    for made in states:
        pair = {"number": made.appeal.number, "secret": made.secret}
        page = client.post(f"/{language}/appeals/status/", pair, follow=True).content.decode()
        assert year in page
        assert is_correct(page), re.findall(r".{60}г\.\..{20}", page)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_calculator_and_monthly_report_inflect_dates(client, language):
    an_appeal()
    monthly_reports.close_month(date(2026, 2, 1), almaty_time("2026-03-02 09:00"))
    with translation.override(language):
        calculator = reverse("appeals:terms")
        month = reverse("appeals:month", args=["2026-02"])
    for address in (f"{calculator}?registered=2026-02-02T10:00&days=15", month):
        response = client.get(address)
        assert response.status_code == 200
        assert is_correct(response.content.decode())
