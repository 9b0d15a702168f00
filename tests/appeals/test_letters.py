"""Letters that did not arrive: who sees them, where they are marked, how they are sent again."""

from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils import timezone

from core import outbox
from core.models import Notice
from portal import permissions
from tests.builders import a_clerk, an_appeal, an_office, an_official
from tests.client import new_client
from tests.services.staff import book_tomorrow, sign_in

pytestmark = pytest.mark.django_db
LETTERS = "/admin/letters/"


class RefusingBackend(BaseEmailBackend):
    """A mail server that says of every address that it does not exist, or that it is busy."""

    code = 550

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({m.to[0]: (self.code, b"no") for m in messages})


class BusyBackend(RefusingBackend):
    code = 450


@pytest.fixture
def made():
    return an_appeal(email="asan@x.example")


def give_up(about: str) -> Notice:
    Notice.objects.filter(about=about).update(delivery="failed", attempts=48, error="TimeoutError")
    return Notice.objects.filter(about=about).first()


@pytest.mark.parametrize(
    ("backend", "delivery"), [("RefusingBackend", "failed"), ("BusyBackend", "queued")]
)
def test_address_that_does_not_exist_is_given_up_at_once(backend, delivery, made, settings):
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"
    outbox.send_due(timezone.now())
    letter = Notice.objects.filter(about=made.appeal.number, channel="email").first()
    assert (letter.delivery, letter.attempts) == (delivery, 1)


def test_letter_that_did_not_arrive_is_on_the_first_page_and_on_the_case(made):
    staff = new_client(made.clerk)
    case = reverse("appeals_admin:case", args=[made.appeal.pk])
    assert "delivery=failed" not in staff.client.get("/admin/").content.decode()
    assert f"{LETTERS}?q=" not in staff.client.get(case).content.decode()
    give_up(made.appeal.number)
    assert f"{LETTERS}?delivery=failed" in staff.client.get("/admin/").content.decode()
    page = staff(case)
    assert page.follow(f"{LETTERS}?q={made.appeal.number}").text.count(made.appeal.number) >= 1


def test_staff_see_and_send_again_the_letters_of_their_own_office(made):
    letter = give_up(made.appeal.number)
    address = reverse("letters:retry", args=[letter.pk])
    stranger = new_client(a_clerk(an_office("PAV"))).client
    assert made.appeal.number not in stranger.get(LETTERS).content.decode()
    assert stranger.post(address).status_code == 404
    staff = new_client(made.clerk).client
    assert f'action="{address}"' in staff.get(LETTERS).content.decode()
    assert staff.get(address).status_code == 405
    assert staff.post(address).status_code == 302
    letter.refresh_from_db()
    assert (letter.delivery, letter.attempts, letter.error) == ("queued", 0, "")


def test_only_a_letter_given_up_is_sent_again(made):
    letter = Notice.objects.filter(about=made.appeal.number).first()
    Notice.objects.filter(pk=letter.pk).update(delivery="sent")
    new_client(made.clerk).client.post(reverse("letters:retry", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.delivery == "sent"


def test_booking_whose_letter_did_not_arrive_is_marked_in_the_queue(client):
    booking = book_tomorrow(an_official(an_office()), email="asem@x.example").booking
    sign_in(client, "staff", permissions.STAFF, booking.office)
    day = timezone.localdate(booking.starts_at)
    queue = f"/admin/reception/queue/{booking.office.slug}/?day={day:%Y-%m-%d}"
    mark = f"{LETTERS}?q={booking.number}"
    assert mark not in client.get(queue).content.decode()
    give_up(booking.number)
    assert mark in client.get(queue).content.decode()
    assert booking.number in client.get(mark).content.decode()
