"""Twenty clicks at the same moment: one appeal, one booking, the same receipt for all."""

import threading

import pytest
from django.db import connections
from django.test import Client

from appeals.models import Appeal, NumberSeries
from services.models import Booking
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient
from tests.client import PageClient
from tests.forms.test_booking_wizard import BookingWizardClient, receiving

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 8


def at_once(client: Client, path: str, data: dict) -> list:
    """The same page sent by so many threads of one browser at the same moment."""
    answers, ready = [], threading.Barrier(CLICKS)

    def click() -> None:
        twin = Client()
        twin.cookies = client.cookies
        ready.wait()
        try:
            answers.append(twin.post(path, data))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _n in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_concurrent_submissions_register_one_appeal(client):
    a_kind(), a_topic(), an_office()
    citizen = AppealWizardClient(PageClient(client)).fill_to("check")
    seen = citizen.page.soup.find("input", attrs={"name": "seen"})["value"]
    answers = at_once(client, citizen.step_url("check"), {"go": "next", "seen": seen})
    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {citizen.step_url("receipt")}
    assert Appeal.objects.count() == 1
    assert NumberSeries.objects.get().last == 1
    pages = {citizen.visit(citizen.step_url("receipt")).main for _n in answers}
    assert len(pages) == 1


def test_concurrent_submissions_make_one_booking(client):
    receiving()
    citizen = BookingWizardClient(PageClient(client)).fill_to("person")
    seen = citizen.page.soup.find("input", attrs={"name": "seen"})["value"]
    person = {"name": "Әсем Қалиева", "phone": "87011234567", "go": "next", "seen": seen}
    answers = at_once(client, citizen.step_url("person"), person)
    assert {answer.status_code for answer in answers} == {302}
    assert Booking.objects.count() == 1
    for answer in answers:  # whichever way each was led, it ends on the ticket
        page = citizen.visit(answer["Location"])
        assert Booking.objects.get().number in page.main
