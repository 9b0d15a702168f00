"""Adding a document to an appeal that is already registered."""

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
def unlocked_appeal(visit, db):
    """Return an appeal unlocked with its number and secret, and its status page."""
    registered = an_appeal()
    page = visit("/kk/appeals/status/").send(
        {"number": registered.appeal.number, "secret": registered.secret}
    )
    return registered.appeal, page


def upload(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def test_uploaded_document_is_added_to_unlocked_appeal(unlocked_appeal, visit):
    appeal, page = unlocked_appeal
    page.follow("Құжат қосу").send({"file": upload("акт.txt", "Тексеру актісі".encode())})
    attachment = Appeal.objects.get(pk=appeal.pk).attachments.get()
    assert attachment.name == "акт.txt"
    assert attachment.file.read().decode().strip() == "Тексеру актісі"
    assert "Құжат қосылды" in visit("/kk/appeals/status/").text


@pytest.mark.parametrize(
    ("name", "body", "message"),
    [
        ("бос.txt", b"", "бос"),
        ("вирус.exe", b"MZ\x90\x00", "қабылда"),
        ("хат.pdf", b"<script>alert(1)</script>", "хат.pdf"),
    ],
)
def test_unacceptable_document_is_refused_with_reason(unlocked_appeal, name, body, message):
    appeal, page = unlocked_appeal
    page = page.follow("Құжат қосу").send({"file": upload(name, body)}, allow={"untranslated_text"})
    assert message in page.text
    assert not appeal.attachments.exists()


def test_missing_document_is_named_in_summary_and_title(unlocked_appeal):
    page = unlocked_appeal[1].follow("Құжат қосу")
    assert "HEIC" in page.main, "the types are told before a refusal"
    assert "HEIC" in page.soup.find(id="id_file_helptext").get_text()
    page = page.send({})
    assert page.soup.title.get_text().startswith("Қате:")
    summary = page.soup.select_one("[data-error-summary] a[href='#id_file']")
    assert "құжатты таңдаңыз" in summary.get_text()


def test_adding_document_requires_unlocked_appeal(client, db):
    response = client.post("/kk/appeals/status/document/", {"file": upload("a.txt", b"x")})
    assert response.status_code == 302
    assert response["Location"] == "/kk/appeals/status/"


def test_document_uploads_are_rate_limited(unlocked_appeal, client, monkeypatch):
    cache.clear()
    monkeypatch.setitem(rate_limits.LIMITS, "upload", (3, 3600))
    url = "/kk/appeals/status/document/"
    statuses = [client.post(url, {"file": upload("а.exe", b"x")}).status_code for _n in range(4)]
    assert statuses == [200, 200, 200, 429]
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
