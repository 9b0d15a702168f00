"""Letters leave once, and one that fails waits and is tried again."""

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


def letter(key="a", **changed) -> Notice:
    words = {
        "to": "aigul@mail.example",
        "language": "kk",
        "subject": "TUR-2026-000001:\r\nBcc: all@mail.example тіркелді",
        "body": "Жолданымыңыз тіркелді.",
        "about": "TUR-2026-000001",
        "key": key,
        "at": MONDAY,
    }
    return outbox.enqueue(**{**words, **changed})


def test_the_same_deed_writes_one_letter():
    assert letter() == letter(body="басқа")
    assert Notice.objects.count() == 1


def test_delivered_once_and_not_before_its_time():
    letter()
    assert outbox.send_due(MONDAY - timedelta(minutes=1)) == outbox.SendResult(0, 0)
    assert outbox.send_due(MONDAY) == outbox.SendResult(1, 0)
    assert outbox.send_due(MONDAY + timedelta(days=1)) == outbox.SendResult(0, 0)
    (sent,) = mail.outbox
    assert sent.to == ["aigul@mail.example"]
    assert "\n" not in sent.subject
    assert sent.body == "Жолданымыңыз тіркелді."
    assert Notice.objects.get().sent_at == MONDAY


def test_one_that_cannot_leave_waits_longer_each_time_and_the_others_go(settings):
    bad = letter("bad", to="no such\naddress")
    letter("good")
    assert outbox.send_due(MONDAY) == outbox.SendResult(1, 1)
    waits = []
    at = MONDAY
    for _ in range(4):
        bad.refresh_from_db()
        assert bad.delivery == "queued"
        assert bad.error
        waits.append(bad.not_before - at)
        at = bad.not_before
        assert outbox.send_due(at - timedelta(seconds=1)) == outbox.SendResult(0, 0)
        outbox.send_due(at)
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=5)
    bad.refresh_from_db()
    bad.to = "aigul@mail.example"
    bad.save()
    assert outbox.send_due(bad.not_before) == outbox.SendResult(1, 0)
    assert len(mail.outbox) == 2


def test_after_many_tries_it_is_given_up():
    bad = letter(to="no such\naddress")
    bad.attempts = outbox.MAX_ATTEMPTS - 1
    bad.save()
    outbox.send_due(MONDAY)
    assert Notice.objects.get().delivery == "failed"
    assert outbox.send_due(MONDAY + timedelta(days=30)) == outbox.SendResult(0, 0)


def test_text_messages_lie_in_a_file_until_there_is_a_gateway(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    letter(channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY).sent == 1
    lines = (tmp_path / "outbox" / "sms.txt").read_text("utf-8")
    assert lines == "+77011234567\tЖолданымыңыз тіркелді.\n"


class Gateway(BaseHTTPRequestHandler):
    """An operator's gateway that is out of order the first time."""

    answers: list[int] = []
    heard: list[dict] = []
    shown: list[str | None] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.shown.append(self.headers["Authorization"])
        self.heard.append(json.loads(body))
        self.send_response(self.answers.pop(0))
        self.send_header("Location", "/welcome")
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def gateway():
    Gateway.answers, Gateway.heard, Gateway.shown = [], [], []
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_a_gateway_out_of_order_is_asked_again(settings, gateway):
    Gateway.answers, settings.SMS_URL = [503, 204], f"http://{gateway}"
    letter("t1", channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY) == outbox.SendResult(0, 1)
    assert outbox.send_due(MONDAY + timedelta(minutes=5)) == outbox.SendResult(1, 0)
    assert Gateway.shown == [None, None]
    assert Gateway.heard[0] == Gateway.heard[1]
    assert Gateway.heard[0] == {
        "to": "+77011234567", "text": "Жолданымыңыз тіркелді.", "id": "t1",
    }  # fmt: skip


def test_a_gateway_is_told_who_asks(settings, gateway):
    Gateway.answers, settings.SMS_URL = [200], f"http://reception:s%40fe@{gateway}"
    letter(channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY) == outbox.SendResult(1, 0)
    assert Gateway.shown == ["Basic cmVjZXB0aW9uOnNAZmU="]  # reception:s@fe


def test_a_gateway_that_leads_elsewhere_has_sent_nothing(settings, gateway):
    Gateway.answers, settings.SMS_URL = [302], f"http://{gateway}"
    letter(channel="sms", to="+77011234567")
    assert outbox.send_due(MONDAY) == outbox.SendResult(0, 1)


class AnotherProcess(BaseEmailBackend):
    """A mail server so slow that another process looks meanwhile."""

    sent = 0

    def send_messages(self, messages):
        AnotherProcess.sent += 1
        if AnotherProcess.sent == 1:
            outbox.send_due(MONDAY + timedelta(minutes=16))
        return 1


def test_late_in_a_long_batch_a_letter_still_leaves_once(settings):
    settings.EMAIL_BACKEND = f"{__name__}.AnotherProcess"
    AnotherProcess.sent = 0
    letter()
    done = outbox.send_due(MONDAY, clock=lambda: MONDAY + timedelta(minutes=15))
    assert done == outbox.SendResult(1, 0)
    assert AnotherProcess.sent == 1
    assert Notice.objects.get().sent_at == MONDAY + timedelta(minutes=15)


def test_the_command_says_what_it_did():
    letter()
    out = io.StringIO()
    call_command("deliver", stdout=out)
    assert out.getvalue().startswith("1 sent")
    assert len(mail.outbox) == 1
