"""Two hundred people send the booking of one seat at the same moment, over HTTP."""

import sqlite3
import threading
from collections import Counter
from datetime import timedelta
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.utils import timezone

from forms import drafts
from forms.models import Draft
from services.models import Booking
from services.schedule.slots import free_slots
from tests.builders import a_working_office, an_official
from tests.citizen_form import BROWSER_KEY, VISITOR_NAME, draft_owner
from tests.web_servers import BEHIND_PROXY, HOST, SECRET_KEY, finish, serve_portal

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
VISITORS = 200
TOKEN = "a" * 32


@pytest.fixture
def contenders(settings) -> list[Draft]:
    """Create the forms of all visitors, complete but for the last step, for one and the same time."""
    settings.SECRET_KEY = SECRET_KEY
    office, at = a_working_office("KEN"), timezone.now()
    official, day = an_official(office), timezone.localdate(at)
    slot = free_slots(office, official, day, day + timedelta(days=20), at)[0]
    hour = timezone.localtime(slot.starts_at)
    steps = {
        "office": {"office": [office.slug]},
        "official": {"official": [str(official.pk)]},
        "day": {"day": [f"{hour:%Y-%m-%d}"]},
        "hour": {"hour": [slot.starts_at.isoformat()]},
    }
    return [
        drafts.create_draft("booking", owner=draft_owner(), language="kk", at=at, steps=steps)
        for _ in range(VISITORS)
    ]


@pytest.fixture
def portal(contenders, tmp_path):
    """Serve a copy of this test's database; yield the port and the copy."""
    copy = tmp_path / "crowd.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    with serve_portal(tmp_path, database=copy) as (port, _log):
        yield port, copy


def request(port: int, number: int, method: str, path: str, body: str = "") -> HTTPResponse:
    """Send a request as the browser of visitor `number`."""
    headers = {
        **BEHIND_PROXY,
        "X-Forwarded-For": f"203.0.113.{number}",
        "Origin": f"https://{HOST}",
        "Cookie": f"__Host-csrf={TOKEN}; __Host-drafts={BROWSER_KEY}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    http = HTTPConnection("127.0.0.1", port, timeout=120)
    http.request(method, path, body, headers)
    return finish(http)


def booked(database: Path) -> int:
    with sqlite3.connect(database) as reading:
        return reading.execute(f"SELECT count(*) FROM {Booking._meta.db_table}").fetchone()[0]


def test_one_seat_has_one_winner_and_no_error(contenders, portal):
    port, database = portal
    answers: dict[int, HTTPResponse] = {}
    ready = threading.Barrier(VISITORS)

    def send(number: int, draft: Draft) -> None:
        path = f"/kk/reception/book/{draft.token}/person/"
        person = {"name": VISITOR_NAME, "phone": f"+7701{number:07}", "go": "next"}
        ready.wait()
        answers[number] = request(
            port,
            number,
            "POST",
            path,
            urlencode({**person, "csrfmiddlewaretoken": TOKEN, "seen": seen}),
        )

    first = f"/kk/reception/book/{contenders[0].token}/person/"
    seen = request(port, 0, "GET", first).text.split('name="seen" value="')[1].split('"')[0]
    threads = [threading.Thread(target=send, args=each) for each in enumerate(contenders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = Counter(describe(answer) for answer in answers.values())
    assert kinds["won"] == booked(database) == 1, kinds
    assert set(kinds) <= {"won", "taken", "busy"}, kinds
    assert kinds["taken"] > VISITORS / 2, kinds
    loser = next(n for n, answer in answers.items() if describe(answer) == "taken")
    page = request(port, loser, "GET", answers[loser].getheader("Location"))
    assert page.status == 200
    assert 'name="hour"' in page.text


def describe(answer: HTTPResponse) -> str:
    """Return won, taken or busy; the status for anything else."""
    if answer.status == 302:
        return "won" if answer.getheader("Location").endswith("/receipt/") else "taken"
    if answer.status == 503 and answer.getheader("Retry-After"):
        return "busy"
    return str(answer.status)
