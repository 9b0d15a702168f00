"""The applicant ends the consent to publication: at once nothing of the appeal is public."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from appeals import lifecycle, publication
from core.models import Notice
from tests.builders import an_appeal
from tests.citizen_form import interface_text, open_status_page
from tests.client import new_client

pytestmark = pytest.mark.django_db
TEXTS = {"title": "Шатыр туралы", "question": "Шатыр ағып тұр.", "answer": "Шатыр жөнделеді."}
BUTTON = "Withdraw the consent"
PUBLIC = ["/kk/answers/", "/kk/search/?q=шатыр", "/kk/feeds/answers/", "/api/v1/answers",
          "/api/v1/search?q=шатыр", "/kk/", "/sitemap.xml"]  # fmt: skip


@pytest.fixture
def made():
    made = an_appeal(
        timezone.now() - timedelta(days=9),
        consent_publication=True,
        language="kk",
        email="aigul@mail.example",
    ).answered()
    reply = made.appeal.replies.get(kind="full")
    row = publication.prepare(reply, **TEXTS, by=made.clerk, at=timezone.now())
    made.answer = publication.publish(row, by=made.head, at=timezone.now())
    return made


def places(client, answer) -> list[str]:
    """Return the public addresses that show the answer's title or its address."""
    shown = [client.get(path).content.decode() for path in PUBLIC]
    return [
        path
        for path, text in zip(PUBLIC, shown, strict=True)
        if TEXTS["title"] in text or f"/answers/{answer.number}/" in text
    ]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_published_answer_disappears_everywhere_at_once(visit, client, made, language):
    assert len(places(client, made.answer)) >= 5
    page = open_status_page(visit, language, made.appeal.number, made.secret)
    page = page.send({}, button=interface_text(language, BUTTON))
    told = interface_text(language, "Nothing of your appeal is published any more.")
    assert told in page.text
    assert not page.soup.select("form[action$='/consent/']")
    assert places(client, made.answer) == []
    gone = client.get(f"/kk/answers/{made.answer.number}/")
    assert TEXTS["answer"] not in gone.content.decode()
    letter = Notice.objects.filter(about=made.appeal.number).order_by("pk").last()
    assert made.appeal.number in letter.subject
    assert "қайтарып алдыңыз" in letter.body
    case = new_client(made.clerk)(reverse("appeals_admin:case", args=[made.appeal.pk]))
    assert interface_text("kk", "Consent to publication withdrawn") in case.text


def test_text_that_waits_for_its_check_is_never_published(visit, made):
    other = an_appeal(timezone.now() - timedelta(days=9), consent_publication=True).answered()
    reply = other.appeal.replies.get(kind="full")
    row = publication.prepare(reply, **TEXTS, by=other.clerk, at=timezone.now())
    page = open_status_page(visit, "kk", other.appeal.number, other.secret)
    page.send({}, button=interface_text("kk", BUTTON))
    with pytest.raises(ValidationError):
        publication.publish(row, by=other.head, at=timezone.now())
    with pytest.raises(ValidationError):
        publication.prepare(reply, **TEXTS, by=other.clerk, at=timezone.now())
    made.answer.refresh_from_db()
    assert made.answer.stage == "published"  # somebody else's


def test_consent_of_an_anonymised_case_is_withdrawn_too(visit, client, made):
    lifecycle.close(made.appeal, why="Бітті.", by=made.clerk, at=timezone.now())
    lifecycle.anonymise(made.appeal, at=timezone.now())
    assert places(client, made.answer)
    page = open_status_page(visit, "kk", made.appeal.number, made.secret)
    page.send({}, button=interface_text("kk", BUTTON))
    assert places(client, made.answer) == []


def test_pressed_twice_or_by_a_stranger_it_changes_nothing(client, made):
    client.post("/kk/appeals/status/consent/")
    assert made.built().consent_publication
    for _time in range(2):
        publication.withdraw_consent(made.appeal, at=timezone.now())
    assert made.appeal.events.filter(act="withdraw_consent").count() == 1
