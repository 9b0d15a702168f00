"""Outgoing messages: sent once, retried after a failure."""

import io
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command

from core import outbox
from core.models import Notice
from tests.builders import MONDAY

pytestmark = pytest.mark.django_db


def enqueue(key="a", **changed) -> Notice:
    defaults = {
        "to": "aigul@mail.example",
        "language": "kk",
        "subject": "TUR-2026-000001:\r\nBcc: all@mail.example тіркелді",
        "body": "Жолданымыңыз тіркелді.",
        "about": "TUR-2026-000001",
        "key": key,
        "at": MONDAY,
    }
    return outbox.enqueue(**{**defaults, **changed})


def test_same_key_enqueues_one_message():
    assert enqueue() == enqueue(body="басқа")
    assert Notice.objects.count() == 1


def test_message_is_sent_once_and_not_before_its_time():
    enqueue()
    assert outbox.send_due(MONDAY - timedelta(minutes=1)) == outbox.SendResult(0, 0)
    assert outbox.send_due(MONDAY) == outbox.SendResult(1, 0)
    assert outbox.send_due(MONDAY + timedelta(days=1)) == outbox.SendResult(0, 0)
    (sent,) = mail.outbox
    assert sent.to == ["aigul@mail.example"]
    assert sent.message()["Auto-Submitted"] == "auto-generated"
    assert "\n" not in sent.subject
    assert sent.body == "Жолданымыңыз тіркелді."
    assert Notice.objects.get().sent_at == MONDAY


def test_failed_message_waits_longer_each_time_and_others_are_sent(settings):
    failing = enqueue("failing", to="no such\naddress")
    enqueue("good")
    assert outbox.send_due(MONDAY) == outbox.SendResult(1, 1)
    waits = []
    at = MONDAY
    for _ in range(4):
        failing.refresh_from_db()
        assert failing.delivery == "queued"
        assert failing.error
        waits.append(failing.not_before - at)
        at = failing.not_before
        assert outbox.send_due(at - timedelta(seconds=1)) == outbox.SendResult(0, 0)
        outbox.send_due(at)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    failing.refresh_from_db()
    failing.to = "aigul@mail.example"
    failing.save()
    assert outbox.send_due(failing.not_before) == outbox.SendResult(1, 0)
    assert len(mail.outbox) == 2


def test_message_fails_after_the_last_attempt():
    failing = enqueue(to="no such\naddress")
    failing.attempts = outbox.MAX_ATTEMPTS - 1
    failing.save()
    outbox.send_due(MONDAY)
    assert Notice.objects.get().delivery == "failed"
    assert outbox.send_due(MONDAY + timedelta(days=30)) == outbox.SendResult(0, 0)


def test_text_messages_go_to_a_file_without_a_gateway(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    enqueue(channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY).sent == 1
    lines = (tmp_path / "outbox" / "sms.txt").read_text("utf-8")
    assert lines == "+77011234567\tЖолданымыңыз тіркелді.\n"


class Gateway(BaseHTTPRequestHandler):
    """An SMS gateway that responds with the given status codes."""

    statuses: list[int] = []
    received: list[dict] = []
    authorizations: list[str | None] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.authorizations.append(self.headers["Authorization"])
        self.received.append(json.loads(body))
        self.send_response(self.statuses.pop(0))
        self.send_header("Location", "/welcome")
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway():
    Gateway.statuses, Gateway.received, Gateway.authorizations = [], [], []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_message_is_sent_again_after_a_gateway_error(settings, gateway):
    Gateway.statuses, settings.SMS_URL = [503, 204], f"http://{gateway}"
    enqueue("t1", channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY) == outbox.SendResult(0, 1)
    assert outbox.send_due(MONDAY + timedelta(minutes=5)) == outbox.SendResult(1, 0)
    assert Gateway.authorizations == [None, None]
    assert Gateway.received[0] == Gateway.received[1]
    assert Gateway.received[0] == {
        "to": "+77011234567", "text": "Жолданымыңыз тіркелді.", "id": "t1",
    }  # fmt: skip


def test_gateway_credentials_are_sent_as_basic_authorization(settings, gateway):
    Gateway.statuses, settings.SMS_URL = [200], f"http://reception:s%40fe@{gateway}"
    enqueue(channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY) == outbox.SendResult(1, 0)
    assert Gateway.authorizations == ["Basic cmVjZXB0aW9uOnNAZmU="]  # reception:s@fe


def test_redirect_of_the_gateway_is_a_failure(settings, gateway):
    Gateway.statuses, settings.SMS_URL = [302], f"http://{gateway}"
    enqueue(channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY) == outbox.SendResult(0, 1)


class ConcurrentBackend(BaseEmailBackend):
    """A mail server so slow that another process runs `deliver` meanwhile."""

    sent = 0

    def send_messages(self, messages):
        ConcurrentBackend.sent += 1
        if ConcurrentBackend.sent == 1:
            outbox.send_due(MONDAY + timedelta(minutes=16))
        return 1


def test_message_claimed_late_in_a_long_batch_is_sent_once(settings):
    settings.EMAIL_BACKEND = f"{__name__}.ConcurrentBackend"
    ConcurrentBackend.sent = 0
    enqueue()
    result = outbox.send_due(MONDAY, clock=lambda: MONDAY + timedelta(minutes=15))
    assert result == outbox.SendResult(1, 0)
    assert ConcurrentBackend.sent == 1
    assert Notice.objects.get().sent_at == MONDAY + timedelta(minutes=15)


def test_deliver_command_reports_the_count():
    enqueue()
    out = io.StringIO()
    call_command("deliver", stdout=out)
    assert out.getvalue().startswith("1 sent")
    assert len(mail.outbox) == 1
