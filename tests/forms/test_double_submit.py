"""Concurrent submissions: one appeal, one booking, the same receipt for all."""

import threading

import pytest
from django.db import connections
from django.test import Client

from appeals.models import Appeal, NumberSeries
from forms import drafts, submit
from forms.models import Draft
from services.models import Booking
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient, BookingWizardClient
from tests.client import PageClient
from tests.forms.test_booking_wizard import create_daily_official

pytestmark = pytest.mark.django_db(transaction=True)
CONCURRENT_POSTS = 8


def post_concurrently(client: Client, path: str, data: dict) -> list:
    """Post the same data from several threads of one browser at once; return the responses."""
    responses, ready = [], threading.Barrier(CONCURRENT_POSTS)

    def post() -> None:
        browser = Client()
        browser.cookies = client.cookies
        ready.wait()
        try:
            responses.append(browser.post(path, data))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _n in range(CONCURRENT_POSTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return responses


def test_concurrent_submissions_register_one_appeal(client):
    a_kind(), a_topic(), an_office()
    citizen = AppealWizardClient(PageClient(client)).fill_to("check")
    seen = citizen.page.soup.find("input", attrs={"name": "seen"})["value"]
    answers = {"go": "next", "seen": seen, "language": "kk"}
    responses = post_concurrently(client, citizen.step_url("check"), answers)
    assert {response.status_code for response in responses} == {302}
    assert {response["Location"] for response in responses} == {citizen.step_url("receipt")}
    assert Appeal.objects.count() == 1
    assert NumberSeries.objects.get().last == 1
    pages = {citizen.visit(citizen.step_url("receipt")).main for _n in responses}
    assert len(pages) == 1


def test_concurrent_submissions_make_one_booking(client):
    create_daily_official()
    citizen = BookingWizardClient(PageClient(client)).fill_to("person")
    seen = citizen.page.soup.find("input", attrs={"name": "seen"})["value"]
    person = {"name": "Әсем Қалиева", "phone": "87011234567", "go": "next", "seen": seen}
    responses = post_concurrently(client, citizen.step_url("person"), person)
    assert {response.status_code for response in responses} == {302}
    assert Booking.objects.count() == 1
    for response in responses:
        page = citizen.visit(response["Location"])
        assert Booking.objects.get().number in page.main


def test_an_answer_changed_while_the_form_is_sent_is_not_lost(client, monkeypatch):
    """Another window saves after this one's answers were read, before the draft is locked."""
    a_kind(), a_topic(), an_office()
    citizen = AppealWizardClient(PageClient(client)).fill_to("check")
    prepare = submit.prepare

    def change_meanwhile(new, at):
        draft = Draft.objects.get()
        who = {**draft.data["steps"]["who"], "name": ["Басқа Адам"]}
        drafts.save_step(draft, "who", who, at=at)
        return prepare(new, at)

    with monkeypatch.context() as patch:
        patch.setattr(submit, "prepare", change_meanwhile)
        page = citizen.press("next", {"language": "en"})
    assert not Appeal.objects.exists()
    assert page.errors
    assert "Басқа Адам" in page.main
    page.send(button="next")
    appeal = Appeal.objects.get()
    assert (appeal.name, appeal.language) == ("Басқа Адам", "en")
