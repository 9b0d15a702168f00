"""A document that a citizen adds after the appeal was sent."""

import threading

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone

from appeals.models import Appeal
from forms import rate_limits
from forms.uploads import attach
from tests.builders import an_appeal


@pytest.fixture
def opened(visit, db):
    """An appeal opened with its number and secret, as on the status page."""
    registered = an_appeal()
    page = visit("/kk/appeals/status/").send(
        {"number": registered.appeal.number, "secret": registered.secret}
    )
    return registered.appeal, page


def upload(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def test_uploaded_document_is_added_to_unlocked_appeal(opened, visit):
    appeal, page = opened
    page.follow("Құжат қосу").send({"file": upload("акт.txt", "Тексеру актісі".encode())})
    kept = Appeal.objects.get(pk=appeal.pk).attachments.get()
    assert kept.name == "акт.txt"
    assert kept.file.read().decode().strip() == "Тексеру актісі"
    assert "Құжат қосылды" in visit("/kk/appeals/status/").text


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("бос.txt", b"", "бос"),
        ("вирус.exe", b"MZ\x90\x00", "қабылда"),
        ("хат.pdf", b"<script>alert(1)</script>", "хат.pdf"),
    ],
)
def test_unacceptable_document_is_refused_with_reason(opened, name, body, said):
    appeal, page = opened
    page = page.follow("Құжат қосу").send({"file": upload(name, body)}, allow={"untranslated_text"})
    assert said in page.text
    assert not appeal.attachments.exists()


def test_adding_document_requires_unlocked_appeal(client, db):
    answer = client.post("/kk/appeals/status/document/", {"file": upload("a.txt", b"x")})
    assert answer.status_code == 302
    assert answer["Location"] == "/kk/appeals/status/"


def test_document_uploads_are_rate_limited(opened, client, monkeypatch):
    cache.clear()
    monkeypatch.setitem(rate_limits.LIMITS, "upload", (3, 3600))
    at = "/kk/appeals/status/document/"
    tried = [client.post(at, {"file": upload("а.exe", b"x")}).status_code for _n in range(4)]
    assert tried == [200, 200, 200, 429]
    cache.clear()


@pytest.mark.django_db(transaction=True)
def test_concurrent_documents_respect_count_limit(settings):
    appeal, refused = an_appeal().appeal, []
    settings.ATTACHMENT_MAX_COUNT = 1
    ready = threading.Barrier(2)

    def add(word: str) -> None:
        ready.wait()
        try:
            attach.add_to_appeal(appeal, upload(f"{word}.txt", word.encode()), at=timezone.now())
        except attach.FileRefusedError as refusal:
            refused.append(refusal.reason)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=[word]) for word in ("бір", "екі")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert appeal.attachments.count() == 1
    assert refused == ["count"]
