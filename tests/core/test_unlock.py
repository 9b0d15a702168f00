"""A row opened with number and secret stays open in the session for half an hour."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from core.models import User
from core.unlock import LIFETIME, AttemptLimit, SessionUnlock, TooManyAttemptsError

pytestmark = pytest.mark.django_db


@pytest.fixture
def unlock():
    return SessionUnlock(
        "test",
        User.objects.all(),
        AttemptLimit("test", attempts=3, seconds=60),
        AttemptLimit("test-number", attempts=2, seconds=60, per_number=True),
    )


@pytest.fixture
def user():
    return User.objects.create_user("aigerim")


def request_from(address="10.0.0.1"):
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    request.session = SessionStore()
    return request


def test_row_stays_open_for_its_lifetime(unlock, user):
    request, at = request_from(), timezone.now()
    assert unlock.attempt(request, lambda: user, at, number="A") == user
    assert unlock.current(request, at + LIFETIME - timedelta(seconds=1)) == user
    assert unlock.current(request, at + LIFETIME + timedelta(seconds=1)) is None


def test_forget_closes_the_row(unlock, user):
    request, at = request_from(), timezone.now()
    unlock.remember(request, user, at)
    unlock.forget(request)
    assert unlock.current(request, at) is None


def test_wrong_pairs_are_limited_by_number_and_by_address(unlock, user):
    at = timezone.now()
    for _attempt in range(2):
        assert unlock.attempt(request_from(), lambda: None, at, number="A") is None
    with pytest.raises(TooManyAttemptsError):
        unlock.attempt(request_from(), lambda: user, at, number="A")
    with pytest.raises(TooManyAttemptsError):
        unlock.attempt(request_from(), lambda: user, at, number="B")
    assert unlock.attempt(request_from("10.0.0.2"), lambda: user, at, number="A") == user


def test_right_pairs_are_not_counted(unlock, user):
    at = timezone.now()
    for _attempt in range(5):
        assert unlock.attempt(request_from(), lambda: user, at, number="A") == user
