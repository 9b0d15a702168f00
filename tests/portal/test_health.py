"""What a monitor reads."""

from datetime import timedelta

from django.utils import timezone

from core import notify
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
    notify.write(
        to="a@b.example", language="kk", subject="x", body="y", about="A-1", key="k", at=long_ago
    )
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "deliver" in answer.json()["letters"]
    assert "a@b.example" not in answer.content.decode()


def test_an_empty_index_is_told(client, db):
    assert "reindex" in client.get("/healthz").json()["search"]
