"""Log and metrics hold nothing of what people type or send, wherever they put it."""

import io
import json
import logging
import re

import pytest
from django.urls import reverse

from core.logs import JSONFormatter, PlainFormatter, redact
from portal import views
from tests.access.access_matrix import ACCESS
from tests.access.scenario import CANARIES

pytestmark = pytest.mark.django_db
TYPED = " ".join(CANARIES.values())
SENT = {
    "HTTP_USER_AGENT": "Қанарейтегі 850101400130",
    "HTTP_REFERER": "https://mail.example/?to=canary.bird@mail.example",
    "HTTP_ACCEPT_LANGUAGE": "kk, 7019876543",
    "HTTP_X_FORWARDED_FOR": "203.0.113.77",
    "HTTP_X_REQUEST_ID": "850101400130",
    "HTTP_X_FORWARDED_HOST": "canary.bird.mail.example",
}
LEAKS = (*CANARIES.values(), "canary", "203.0.113.77", "+77019876543")


@pytest.fixture
def log():
    """Return what all loggers write in both formats, the HTTP log too."""
    output, root = io.StringIO(), logging.getLogger()
    handlers = [logging.StreamHandler(output), logging.StreamHandler(output)]
    for handler, formatter in zip(handlers, (JSONFormatter(), PlainFormatter()), strict=True):
        handler.setFormatter(formatter)
        root.addHandler(handler)
    http = logging.getLogger("portal.http")
    level = http.level
    http.setLevel(logging.INFO)
    yield output
    http.setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)


def leaks(text: str) -> list[str]:
    return [value for value in LEAKS if value in text]


def send_everywhere(client, url: str) -> None:
    """Open a page with the canaries in query and headers; send them in every field of its forms."""
    page = client.get(url, {"q": TYPED, "name": TYPED}, **SENT)
    if page.streaming or not page["Content-Type"].startswith("text/html"):
        return
    names = set(re.findall(r'\bname="([\w-]+)"', page.content.decode()))
    client.post(url, dict.fromkeys(names, TYPED), **SENT)
    client.post(f"{url}{CANARIES['surname']}/", {"text": TYPED}, **SENT)


@pytest.mark.parametrize("role", ["anonymous", "owner"])
def test_nothing_that_is_typed_is_logged_or_counted(scenario, role, log):
    client = scenario.client(role)
    client.raise_request_exception = False
    for url in {rule.url(scenario) for rule in ACCESS.values() if role in rule.opens}:
        send_everywhere(client, url)
    assert log.getvalue().count("portal.http") > 50
    assert not leaks(log.getvalue())
    figures = client.get("/metrics").content.decode()
    assert 'portal_requests_total{status="200",view="search:results"}' in figures
    assert not leaks(figures)


def test_error_is_logged_with_its_lines_and_the_number_of_the_request(client, log, monkeypatch):
    def fail(*args):
        raise ValueError(TYPED) from KeyError(TYPED)

    monkeypatch.setattr(views.health, "check_health", fail)
    client.raise_request_exception = False
    response = client.get("/healthz", {"q": TYPED}, **SENT)
    assert response.status_code == 500
    number = response["X-Request-Id"]
    text = log.getvalue()
    assert text.count(number) >= 2, "in the line of the error and in that of the request"
    assert "ValueError" in text
    assert "KeyError" in text
    assert "test_logs_and_metrics.py" in text
    assert not leaks(text)


def test_number_of_the_web_server_is_kept(client):
    number = "0123456789abcdef" * 2
    assert client.get("/robots.txt", HTTP_X_REQUEST_ID=number)["X-Request-Id"] == number
    for forged in ("850101400130", "a" * 32 + "\n", "<script>", "A" * 500):
        answer = client.get("/robots.txt", HTTP_X_REQUEST_ID=forged)["X-Request-Id"]
        assert re.fullmatch("[0-9a-f]{32}", answer)
        assert answer != forged


@pytest.mark.parametrize(
    ("text", "logged"),
    [
        ("letter 17 to canary.bird@mail.example not sent", "letter 17 to … not sent"),
        ("call +7 701 987 65 43, 87019876543 or 850101 400130", "call …, … or …"),
        ("job backup failed 3 times", "job backup failed 3 times"),
    ],
)
def test_addresses_and_long_numbers_are_hidden(text, logged):
    assert redact(text) == logged


def test_metrics_are_for_monitors_only(client, settings):
    assert client.get(reverse("metrics"), REMOTE_ADDR="203.0.113.7").status_code == 404
    text = client.get(reverse("metrics")).content.decode()
    for name in ("database_up", "letters", "appeals_open", "appeals_overdue", "job_failures"):
        assert f"portal_{name}" in text


def test_json_lines_stand_alone():
    record = logging.LogRecord("a", logging.INFO, "a.py", 1, "two\nlines of %s", ("words",), None)
    assert json.loads(JSONFormatter().format(record))["message"] == "two\nlines of words"
    assert "\n" not in JSONFormatter().format(record)
