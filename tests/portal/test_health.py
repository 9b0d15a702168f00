"""What a monitor reads."""

from datetime import timedelta

from django.core import mail
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core import outbox
from search.models import SearchEntry


def an_entry():
    SearchEntry.objects.create(
        ref="x:1:kk", kind="page", language="kk", group="x", title="x", url="/"
    )


def test_a_working_portal_says_ok(client, db):
    an_entry()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert answer.json()["database"] == "ok"


def test_letters_that_wait_are_told_without_saying_whose(client, db):
    an_entry()
    long_ago = timezone.now() - timedelta(hours=3)
    outbox.enqueue(
        to="a@b.example", language="kk", subject="x", body="y", about="A-1", key="k", at=long_ago
    )
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "deliver" in answer.json()["letters"]
    assert "a@b.example" not in answer.content.decode()


def test_an_empty_index_is_told(client, db):
    assert "reindex" in client.get("/healthz").json()["search"]


def test_a_mistyped_address_is_counted_and_wakes_nobody(client, db):
    an_entry()
    at = timezone.now() - timedelta(hours=3)
    outbox.enqueue(
        to="no such\naddress", language="kk", subject="x", body="y", about="A-1", key="k", at=at
    )
    for _ in range(6):
        outbox.send_due(at)
        at += timedelta(minutes=30)
    assert not mail.outbox
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["letters"] == "ok"
    assert "1 letters" in answer.json()["letters_refused"]


def test_a_mail_server_that_is_down_is_told(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    an_entry()
    at = timezone.now() - timedelta(hours=2)
    outbox.enqueue(
        to="a@b.example", language="kk", subject="x", body="y", about="A-1", key="k", at=at
    )
    outbox.send_due(timezone.now())
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["letters"] == "1 letters wait for a server that is not reached"


def test_a_database_older_than_the_code_is_told(client, db):
    an_entry()
    MigrationRecorder.Migration.objects.filter(app="appeals").order_by("-id").first().delete()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] == "1 are missing in the database: run migrate"


def test_a_folder_that_cannot_be_written_is_told(client, db, settings, tmp_path):
    an_entry()
    (tmp_path / "file").touch()
    settings.PRIVATE_ROOT = tmp_path / "file" / "private"
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["disk"] == "PRIVATE_ROOT cannot be written"


def test_a_folder_that_nothing_was_put_into_yet_is_no_trouble(client, db, settings, tmp_path):
    an_entry()
    settings.MEDIA_ROOT = tmp_path / "var" / "media"
    assert client.get("/healthz").status_code == 200
