"""A document that a citizen adds after the appeal was sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals.models import Appeal
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


def test_a_document_reaches_the_open_appeal(opened, visit):
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
def test_a_bad_document_is_refused_with_its_reason(opened, name, body, said):
    appeal, page = opened
    page = page.follow("Құжат қосу").send({"file": upload(name, body)}, allow={"latin"})
    assert said in page.text
    assert not appeal.attachments.exists()


def test_nobody_adds_without_number_and_secret(client, db):
    answer = client.post("/kk/appeals/status/document/", {"file": upload("a.txt", b"x")})
    assert answer.status_code == 302
    assert answer["Location"] == "/kk/appeals/status/"
