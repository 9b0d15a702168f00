"""An appeal from the form to the answer, publication, search, rating and withdrawal."""

import io

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from appeals.models import Appeal, PublishedAnswer
from core.models import Notice
from tests.builders import a_clerk, a_head, a_kind, a_topic, a_working_office, an_appeal, days_ago
from tests.citizen_form import (
    APPEAL_TEXTS,
    APPLICANT,
    fill_to_check_page,
    interface_text,
    open_status_page,
    submit_appeal,
    submit_staff_action,
)
from tests.client import new_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(db):
    """Create an office that accepts appeals; reset the rate limits."""
    cache.clear()
    a_kind(), a_topic()
    return a_working_office()


def search_results_text(visit, language: str, query: str) -> str:
    """Return the text of the results page."""
    return visit(f"/{language}/search/", {"q": query, "kind": "answer"}).main


def public_places(visit, language: str, query: str) -> dict[str, str]:
    """Return the text of every public place that may show a published answer."""
    client = visit.client
    places = {
        "search": search_results_text(visit, language, query),
        "list": visit(f"/{language}/answers/").main,
        "front": visit(f"/{language}/").main,
    }
    for name, address, data in (
        ("suggest", f"/{language}/search/suggest/", {"q": query}),
        ("feed", f"/{language}/feeds/answers/", {}),
        ("search feed", f"/{language}/feeds/search/", {"q": query}),
        ("api answers", "/api/v1/answers", {"language": language}),
        ("api search", "/api/v1/search", {"q": query, "lang": language}),
    ):
        response = client.get(address, data)
        assert response.status_code == 200, name
        places[name] = response.content.decode()
    return places


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_appeal_from_submission_to_withdrawal_of_publication(visit, office, language):
    matter = APPEAL_TEXTS[language]
    number, secret, receipt = submit_appeal(visit, language)
    appeal = Appeal.objects.get(number=number)
    assert appeal.points.count() == 2
    assert appeal.attachments.get().name == "akt.pdf"
    assert secret not in Notice.objects.get(about=number).body
    pdf = receipt.follow(interface_text(language, "Download the receipt (PDF)"))
    text = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages)
    assert number in text
    assert secret in text

    page = open_status_page(visit, language, number, secret)
    assert number in page
    clerk, head = a_clerk(office, language=language), a_head(office, language=language)
    staff = new_client(clerk)
    assert number in staff(reverse("appeals_admin:inbox"))
    submit_staff_action(staff, appeal, "route", office=office.pk, officer=clerk.pk)
    submit_staff_action(staff, appeal, "start")
    submit_staff_action(staff, appeal, "short_answer", text="2026: 112")
    assert "2026: 112" in open_status_page(visit, language, number, secret)
    submit_staff_action(
        staff, appeal, "answer", point_1=matter.answer, decision_1="satisfied",
        point_2="100 %", decision_2="partly",
    )  # fmt: skip
    page = open_status_page(visit, language, number, secret)
    assert matter.answer in page
    assert "100 %" in page

    call_command("deliver", stdout=io.StringIO())
    letters = [letter for letter in mail.outbox if letter.to == [APPLICANT["email"]]]
    assert len(letters) == 4  # registered, begun, short answer, answered
    for letter in letters:
        assert number in letter.subject
        assert not any(word in letter.subject + letter.body for word in ("Айгүл", secret))

    reply = appeal.replies.get(kind="full")
    texts = {"title": matter.title, "question": matter.question, "answer": matter.answer}
    prepare = staff(reverse("appeals_admin:prepare", args=[reply.pk]))
    assert "Сейтқали" not in prepare.form(["question"]).get_text()
    prepare.send(texts)
    answer = PublishedAnswer.objects.get(reply=reply)
    assert matter.title not in search_results_text(visit, language, matter.queries[0])
    check = reverse("appeals_admin:check", args=[answer.pk])
    own_check_page = staff(check)
    assert not own_check_page.soup.select("button[value=publish]")  # a second person's button
    checker = new_client(head)
    checker(check).send(button=interface_text(language, "Publish"))
    for query in matter.queries:
        page = visit(f"/{language}/search/", {"q": query})
        assert matter.title in page.main, query
    public = page.follow(f"/{language}/answers/{answer.number}/")
    assert matter.answer in public
    for private in (number, "Сейтқали", "Айгүл", "Серікқызы", "850101400130", "701"):
        assert private not in public.main

    page = open_status_page(visit, language, number, secret)
    page = page.send(
        {"stars": 5, "comment": "Рақмет!"}, button=interface_text(language, "Send the rating")
    )
    assert not page.soup.select("[name=stars]")
    assert "5" in page.main
    again = visit.client.post(f"/{language}/appeals/status/rate/", {"stars": 1}, follow=True)
    assert appeal.rating.stars == 5
    assert (
        interface_text(language, "You have rated this answer already. Thank you!")
        in again.content.decode()
    )

    shown = public_places(visit, language, matter.queries[0])
    assert [name for name, text in shown.items() if matter.title not in text] == []
    checker(check).send(
        {"reason": "applicant", "why": "Өтініш берушінің талабы"},
        button=interface_text(language, "Withdraw from publication"),
    )
    withdrawn = visit(f"/{language}/answers/{answer.number}/", status=410)
    assert matter.answer not in withdrawn.main
    remaining = public_places(visit, language, matter.queries[0])
    assert [name for name, text in remaining.items() if matter.title in text] == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_published_answer_is_found_by_inflected_words(visit, office, language):
    matter = APPEAL_TEXTS[language]
    made = an_appeal(days_ago(20), office=office, language=language, consent_publication=True)
    made.published(matter.title, matter.question, matter.answer)
    for query in matter.queries:
        page = visit(f"/{language}/search/", {"q": query})
        assert matter.title in page.main, query
    assert page.soup.select("main mark")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_publication_requires_consent(visit, office, language):
    made = an_appeal(days_ago(5), office=office, consent_publication=False).answered()
    staff = new_client(a_clerk(office, language=language))
    case = staff(reverse("appeals_admin:case", args=[made.appeal.pk]))
    prepare = reverse("appeals_admin:prepare", args=[made.appeal.replies.get(kind="full").pk])
    assert prepare not in [link["href"] for link in case.soup.select("a[href]")]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_second_submission_is_same_appeal(visit, language):
    page = fill_to_check_page(visit, language)
    first = page.send(button=interface_text(language, "Send the appeal"))
    second = page.send(button=interface_text(language, "Send the appeal"))
    assert first.h1 == second.h1
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_citizen_withdraws_appeal(visit, office, language):
    made = an_appeal(days_ago(3), office=office, language=language).routed()
    page = open_status_page(visit, language, made.appeal.number, made.secret)
    page = page.send({"sure": True, "why": "Мәселе шешілді"})
    assert made.built().close_reason == "withdrawn"
    assert not page.soup.select("[name=sure]")
    page = page.send(button=interface_text(language, "Close on this device"))
    assert made.appeal.number not in page


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_wrong_number_and_wrong_secret_give_same_message(visit, office, language):
    made = an_appeal(office=office)
    pages = [
        visit(f"/{language}/appeals/status/").send({"number": number, "secret": secret})
        for number, secret in (
            (made.appeal.number, "0000-0000-0000"),
            ("KEN-2026-999999", made.secret),
            ("'; drop table", "))((**"),
            ("", ""),
        )
    ]
    wrong, unknown, odd, empty = (page.errors for page in pages)
    assert wrong == unknown == odd
    assert wrong
    assert empty
    assert "999999" in pages[1].form(["number"]).find(attrs={"name": "number"})["value"]
    assert made.appeal.subject not in pages[0]


def test_status_attempts_are_rate_limited(visit, office):
    made = an_appeal(office=office)
    for _ in range(80):
        answer = visit.client.post(
            "/kk/appeals/status/", {"number": made.appeal.number, "secret": "0000-0000-0001"}
        )
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
