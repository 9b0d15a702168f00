"""A row opened with number and secret stays open in the session for half an hour."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from appeals.models import Appeal
from core.unlock import LIFETIME, AttemptLimit, SessionUnlock, TooManyAttemptsError
from tests.builders import an_appeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def unlock():
    return SessionUnlock(
        "test",
        Appeal.objects.all(),
        AttemptLimit("test", attempts=3, seconds=60),
        AttemptLimit("test-number", attempts=2, seconds=60, per_number=True),
    )


@pytest.fixture
def row():
    return an_appeal().appeal


def request_from(address="10.0.0.1"):
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    request.session = SessionStore()
    return request


def test_row_stays_open_for_its_lifetime(unlock, row):
    request, at = request_from(), timezone.now()
    assert unlock.attempt(request, lambda: row, at, number="A") == row
    assert unlock.current(request, at + LIFETIME - timedelta(seconds=1)) == row
    assert unlock.current(request, at + LIFETIME + timedelta(seconds=1)) is None


def test_row_is_closed_when_its_secret_is_replaced(unlock, row):
    request, at = request_from(), timezone.now()
    unlock.remember(request, row, at)
    Appeal.objects.update(secret_hash="f" * 64)
    assert unlock.current(request, at) is None


def test_forget_closes_the_row(unlock, row):
    request, at = request_from(), timezone.now()
    unlock.remember(request, row, at)
    unlock.forget(request)
    assert unlock.current(request, at) is None


def test_wrong_pairs_are_limited_by_number_and_by_address(unlock, row):
    at = timezone.now()
    for _attempt in range(2):
        assert unlock.attempt(request_from(), lambda: None, at, number="A") is None
    with pytest.raises(TooManyAttemptsError):
        unlock.attempt(request_from(), lambda: row, at, number="A")
    with pytest.raises(TooManyAttemptsError):
        unlock.attempt(request_from(), lambda: row, at, number="B")
    assert unlock.attempt(request_from("10.0.0.2"), lambda: row, at, number="A") == row


def test_right_pairs_are_not_counted(unlock, row):
    at = timezone.now()
    for _attempt in range(5):
        assert unlock.attempt(request_from(), lambda: row, at, number="A") == row
