"""Neighbours that send a byte now and then have so much time in all, not for each byte."""

from contextlib import closing

import pytest
from django.utils import timezone

from core import mail_backend, outbox
from core.models import Notice
from core.uploads import antivirus
from tests.torture import bad_server
from tests.torture.bad_server import BadServer

LIMIT = 1


@pytest.fixture
def dripping():
    """Return a function that starts a server of a kind that drips."""
    servers = []

    def start(serve) -> BadServer:
        servers.append(BadServer(serve))
        servers[-1].mode = bad_server.DRIPPING
        return servers[-1]

    yield start
    for server in servers:
        with closing(server):
            server.mode = bad_server.CLOSING


def test_scanner_that_drips_is_waited_for_once(dripping, settings, monkeypatch):
    monkeypatch.setattr(antivirus, "TIMEOUT_SECONDS", LIMIT)
    server = dripping(bad_server.scanner)
    settings.CLAMD_URL = f"tcp://127.0.0.1:{server.port}"
    assert [antivirus.scan(b"x") for _file in range(5)] == ["waiting"] * 5
    assert server.calls == 1


@pytest.mark.django_db
def test_letter_waits_when_the_mail_server_drips_and_is_sent_once(dripping, settings, monkeypatch):
    monkeypatch.setattr(mail_backend, "LETTER_SECONDS", LIMIT)
    server, at = dripping(bad_server.mail), timezone.now()
    settings.EMAIL_BACKEND = "core.mail_backend.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    letter = {"language": "kk", "subject": "x", "body": "y", "about": "A-1"}
    outbox.enqueue(to="a@mail.example", key="k", at=at, **letter)
    assert outbox.send_due(at) == outbox.SendResult(0, 1)
    assert Notice.objects.get().delivery == "queued"
    server.mode = bad_server.WELL
    assert outbox.send_due(at + outbox.CLAIM_TIMEOUT) == outbox.SendResult(1, 0)
    assert server.taken == ["a@mail.example"]
