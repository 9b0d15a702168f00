"""Promise S8: the page «where is my appeal» gives a guesser nothing, and locks no owner out."""

import re

import pytest
from django.test import Client

from appeals import lifecycle
from appeals.status_session import WRONG_FOR_ADDRESS, WRONG_FOR_NUMBER

pytestmark = pytest.mark.django_db
WRONG = "ZZZZ-ZZZZ-ZZZZ"


def tried(number: str, secret: str, address="10.0.0.1", page="/kk/appeals/status/", client=None):
    return (client or Client(REMOTE_ADDR=address)).post(page, {"number": number, "secret": secret})


def said(response, *typed: str) -> str:
    """The page without what was typed and without the token of its form."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for each in typed:
        text = text.replace(each, "…")
    return text


def test_every_wrong_pair_is_answered_alike(world):
    number, other = world.appeal.number, world.other
    lifecycle.withdraw(other.appeal, why="", at=other.at)
    pairs = [
        (number, WRONG),  # a wrong secret
        ("KEN-2026-987654", WRONG),  # no such number
        (number, other.secret),  # somebody else's secret
        (other.appeal.number, world.secret),
        (other.appeal.number, WRONG),  # closed
        ("KEN-1999-000001", world.secret),
        ("қандай да бір сөз", WRONG),
    ]
    pages = [(tried(*pair), pair) for pair in pairs]
    assert {page.status_code for page, _ in pages} == {200}
    assert len({said(page, *pair) for page, pair in pages}) == 1
    assert tried(number, world.secret).status_code == 302


def test_a_guesser_is_stopped_and_the_owner_is_not(world):
    number = world.appeal.number
    for _ in range(WRONG_FOR_NUMBER):
        assert tried(number, WRONG).status_code == 200
    stopped = tried(number, world.secret)  # even the right one, from there
    assert stopped.status_code == 429
    assert tried(number, world.secret, "10.0.0.2").status_code == 302


def test_one_address_cannot_go_through_the_numbers(world):
    for each in range(WRONG_FOR_ADDRESS):
        assert tried(f"KEN-2026-{each:06d}", WRONG).status_code == 200
    assert tried(world.appeal.number, WRONG).status_code == 429
    assert tried(world.appeal.number, world.secret, "10.0.0.2").status_code == 302


def test_right_pairs_are_not_counted(world):
    """A kiosk in an office is one address for all who come."""
    booked = world.booked
    for _ in range(WRONG_FOR_ADDRESS + 1):
        assert tried(world.appeal.number, world.secret).status_code == 302
        ticket = tried(booked.booking.number, booked.secret, page="/kk/reception/ticket/")
        assert ticket.status_code == 302
    for _ in range(WRONG_FOR_NUMBER):  # and they buy a guesser nothing
        assert tried(world.appeal.number, WRONG).status_code == 200
        tried(world.other.appeal.number, world.other.secret)
    assert tried(world.appeal.number, world.secret).status_code == 429


def test_a_forged_forwarding_header_is_no_new_address(world):
    for each in range(WRONG_FOR_NUMBER):
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"10.9.9.{each}"})
        tried(world.appeal.number, WRONG, client=client)
    client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "10.9.9.99"})
    assert tried(world.appeal.number, WRONG, client=client).status_code == 429


def test_behind_a_proxy_of_ours_each_visitor_is_counted_alone(world, settings):
    """Else one guesser would lock the whole country out; what the visitor wrote itself is void."""
    settings.PROXIES = 1
    for each in range(WRONG_FOR_NUMBER + 1):
        client = Client(headers={"X-Forwarded-For": f"10.9.9.{each}, 10.0.0.1"})
        stopped = tried(world.appeal.number, WRONG, client=client)
    assert stopped.status_code == 429
    owner = Client(headers={"X-Forwarded-For": "10.0.0.1, 10.0.0.2"})
    assert tried(world.appeal.number, world.secret, client=owner).status_code == 302


def test_a_ticket_is_as_close(world):
    page, number = "/kk/reception/ticket/", world.booked.booking.number
    pairs = [(number, WRONG), ("KEN-000000", WRONG), ("KEN-000000", world.booked.secret)]
    pages = [(tried(*pair, page=page), pair) for pair in pairs]
    assert {response.status_code for response, _ in pages} == {200}
    assert len({said(response, *pair) for response, pair in pages}) == 1
    for _ in range(20):
        last = tried(number, WRONG, page=page)
    assert last.status_code == 429
    assert tried(number, world.booked.secret, "10.0.0.2", page=page).status_code == 302
