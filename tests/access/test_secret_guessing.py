"""Status and ticket pages tell a guesser nothing and do not lock the owner out."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeals import lifecycle
from appeals.status_session import MAX_WRONG_PER_ADDRESS, MAX_WRONG_PER_NUMBER

pytestmark = pytest.mark.django_db
WRONG_SECRET = "ZZZZ-ZZZZ-ZZZZ"


def post_pair(
    number: str, secret: str, address="10.0.0.1", page="/kk/appeals/status/", client=None
):
    return (client or Client(REMOTE_ADDR=address)).post(page, {"number": number, "secret": secret})


def page_text(response, *typed: str) -> str:
    """Return the page without the typed values and the CSRF token."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    for value in typed:
        text = text.replace(value, "…")
    return text


def test_every_wrong_number_and_secret_gets_the_same_page(scenario):
    number, other = scenario.appeal.number, scenario.other
    lifecycle.withdraw(other.appeal, why="", at=other.at)
    pairs = [
        (number, WRONG_SECRET),  # a wrong secret
        ("KEN-2026-987654", WRONG_SECRET),  # no such number
        (number, other.secret),  # somebody else's secret
        (other.appeal.number, scenario.secret),
        (other.appeal.number, WRONG_SECRET),  # closed
        ("KEN-1999-000001", scenario.secret),
        ("қандай да бір сөз", WRONG_SECRET),
    ]
    pages = [(post_pair(*pair), pair) for pair in pairs]
    assert {page.status_code for page, _ in pages} == {200}
    assert len({page_text(page, *pair) for page, pair in pages}) == 1
    assert post_pair(number, scenario.secret).status_code == 302


def test_every_wrong_pair_asks_the_database_the_same_questions(scenario):
    """The time of an answer cannot be measured steadily here; the work that it takes can."""
    number = scenario.appeal.number
    post_pair("KEN-1999-000001", WRONG_SECRET)  # the first request fills what is kept
    asked = {}
    for pair in [(number, WRONG_SECRET), ("KEN-2026-987654", WRONG_SECRET), (number, "?")]:
        with CaptureQueriesContext(connection) as queries:
            post_pair(*pair)
        asked[pair] = [re.sub(r"'[^']*'|\d+", "…", query["sql"]) for query in queries]
    assert len({tuple(statements) for statements in asked.values()}) == 1, asked


def test_guesser_is_limited_and_owner_elsewhere_is_not(scenario):
    number = scenario.appeal.number
    for _ in range(MAX_WRONG_PER_NUMBER):
        assert post_pair(number, WRONG_SECRET).status_code == 200
    stopped = post_pair(number, scenario.secret)  # even the right one, from there
    assert stopped.status_code == 429
    assert post_pair(number, scenario.secret, "10.0.0.2").status_code == 302


def test_one_address_cannot_enumerate_numbers(scenario):
    for number in range(MAX_WRONG_PER_ADDRESS):
        assert post_pair(f"KEN-2026-{number:06d}", WRONG_SECRET).status_code == 200
    assert post_pair(scenario.appeal.number, WRONG_SECRET).status_code == 429
    assert post_pair(scenario.appeal.number, scenario.secret, "10.0.0.2").status_code == 302


def test_correct_pairs_do_not_count_as_attempts(scenario):
    """All visitors of an office's kiosk share one address."""
    booked = scenario.booked
    for _ in range(MAX_WRONG_PER_ADDRESS + 1):
        assert post_pair(scenario.appeal.number, scenario.secret).status_code == 302
        ticket = post_pair(booked.booking.number, booked.secret, page="/kk/reception/ticket/")
        assert ticket.status_code == 302
    for _ in range(MAX_WRONG_PER_NUMBER):  # and correct pairs do not reset a guesser's count
        assert post_pair(scenario.appeal.number, WRONG_SECRET).status_code == 200
        post_pair(scenario.other.appeal.number, scenario.other.secret)
    assert post_pair(scenario.appeal.number, scenario.secret).status_code == 429


def test_forged_forwarding_header_does_not_evade_the_limit(scenario):
    for number in range(MAX_WRONG_PER_NUMBER):
        client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"10.9.9.{number}"})
        post_pair(scenario.appeal.number, WRONG_SECRET, client=client)
    client = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "10.9.9.99"})
    assert post_pair(scenario.appeal.number, WRONG_SECRET, client=client).status_code == 429


def test_visitors_behind_a_known_proxy_are_counted_separately(scenario, settings):
    """Otherwise one guesser would lock out everybody; a forwarding header of the visitor is ignored."""
    settings.PROXIES = 1
    for number in range(MAX_WRONG_PER_NUMBER + 1):
        client = Client(headers={"X-Forwarded-For": f"10.9.9.{number}, 10.0.0.1"})
        stopped = post_pair(scenario.appeal.number, WRONG_SECRET, client=client)
    assert stopped.status_code == 429
    owner = Client(headers={"X-Forwarded-For": "10.0.0.1, 10.0.0.2"})
    assert post_pair(scenario.appeal.number, scenario.secret, client=owner).status_code == 302


def test_ticket_guessing_is_limited(scenario):
    page, number = "/kk/reception/ticket/", scenario.booked.booking.number
    pairs = [
        (number, WRONG_SECRET),
        ("KEN-000000", WRONG_SECRET),
        ("KEN-000000", scenario.booked.secret),
    ]
    pages = [(post_pair(*pair, page=page), pair) for pair in pairs]
    assert {response.status_code for response, _ in pages} == {200}
    assert len({page_text(response, *pair) for response, pair in pages}) == 1
    for _ in range(20):
        last = post_pair(number, WRONG_SECRET, page=page)
    assert last.status_code == 429
    assert post_pair(number, scenario.booked.secret, "10.0.0.2", page=page).status_code == 302
