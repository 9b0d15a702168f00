"""The health page for monitors."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core import outbox
from core.models import Notice
from portal.settings import env
from search.models import SearchEntry


def create_entry():
    SearchEntry.objects.create(
        ref="x:1:kk", kind="page", language="kk", group="x", title="x", url="/"
    )


def test_working_portal_reports_ok(client, db):
    create_entry()
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert response.json()["database"] == "ok"


@pytest.mark.parametrize(
    ("proxies", "headers", "told"),
    [
        (0, {"REMOTE_ADDR": "127.0.0.1"}, True),
        (0, {"REMOTE_ADDR": "::1"}, True),
        (0, {"REMOTE_ADDR": "::ffff:127.0.0.1"}, True),
        (0, {"REMOTE_ADDR": "203.0.113.9"}, False),
        (0, {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        (0, {"REMOTE_ADDR": ""}, False),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, False),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9"}, False),
    ],
)
def test_strangers_learn_only_whether_it_is_well(proxies, headers, told, client, db, settings):
    settings.PROXIES = proxies
    create_entry()
    response = client.get("/healthz", **headers)
    assert response.status_code == 200
    assert (set(response.json()) == {"status"}) is not told


def test_monitor_of_a_named_network_learns_what_is_wrong(client, db, settings, monkeypatch):
    monkeypatch.setenv("HEALTH_ADDRESSES", "10.1.0.0/16, 2001:db8::/32")
    settings.HEALTH_ADDRESSES = env.networks("HEALTH_ADDRESSES")
    for address, told in [("10.1.2.3", True), ("2001:db8::5", True), ("127.0.0.1", False)]:
        assert ("database" in client.get("/healthz", REMOTE_ADDR=address).json()) is told
    monkeypatch.setenv("HEALTH_ADDRESSES", "10.1.0.1/16")
    with pytest.raises(ImproperlyConfigured, match="HEALTH_ADDRESSES must be"):
        env.networks("HEALTH_ADDRESSES")


def test_late_messages_are_reported_without_addresses(client, db):
    create_entry()
    long_ago = timezone.now() - timedelta(hours=3)
    outbox.enqueue(
        to="a@b.example", language="kk", subject="x", body="y", about="A-1", key="k", at=long_ago
    )
    response = client.get("/healthz")
    assert response.status_code == 503
    assert "worker" in response.json()["letters"]
    assert "a@b.example" not in response.content.decode()


def test_empty_index_is_reported(client, db):
    assert "reindex" in client.get("/healthz").json()["search"]


def test_mistyped_address_is_counted_but_healthy(client, db):
    create_entry()
    at = timezone.now() - timedelta(hours=3)
    outbox.enqueue(
        to="no such\naddress", language="kk", subject="x", body="y", about="A-1", key="k", at=at
    )
    for _ in range(6):
        outbox.send_due(at)
        at += timedelta(minutes=30)
    assert not mail.outbox
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["letters"] == "ok"
    assert "1 letters" in response.json()["letters_refused"]


def test_letter_given_up_is_counted_but_healthy(client, db, settings):
    settings.SMS_URL = "http://127.0.0.1:9/"
    create_entry()
    at = timezone.now()
    outbox.enqueue(
        to="+77010000000", language="kk", subject="x", body="y", about="A-1", key="k", at=at,
        channel="sms",
    )  # fmt: skip
    for _ in range(outbox.MAX_ATTEMPTS):
        outbox.send_due(at)
        at += timedelta(hours=13)
    response = client.get("/healthz")
    assert response.status_code == 200
    assert response.json()["letters_failed"] == "given up: 1 letters that will not be tried again"
    assert outbox.retry(Notice.objects.get(), at)
    assert client.get("/healthz").json()["letters_failed"] == "ok"


def test_unreachable_mail_server_is_reported(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    create_entry()
    at = timezone.now() - timedelta(hours=2)
    outbox.enqueue(
        to="a@b.example", language="kk", subject="x", body="y", about="A-1", key="k", at=at
    )
    outbox.send_due(timezone.now())
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["letters"] == "1 letters wait for a server that is not reached"


def test_missing_migration_is_reported(client, db):
    create_entry()
    MigrationRecorder.Migration.objects.filter(app="appeals").order_by("-id").first().delete()
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "1 are missing in the database: run migrate"


def test_unwritable_folder_is_reported(client, db, settings, tmp_path):
    create_entry()
    (tmp_path / "file").touch()
    settings.PRIVATE_ROOT = tmp_path / "file" / "private"
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["disk"] == "PRIVATE_ROOT cannot be written"


def test_folder_not_created_yet_is_healthy(client, db, settings, tmp_path):
    create_entry()
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    assert client.get("/healthz").status_code == 200
