"""The applicant takes a copy of everything that the portal holds of the case."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from appeals.views.own_data import MAX_COPIES
from tests.appeals.test_registration import a_file
from tests.builders import an_appeal

pytestmark = pytest.mark.django_db


def opened(made) -> Client:
    client = Client()
    client.post("/kk/appeals/status/", {"number": made.appeal.number, "secret": made.secret})
    return client


def archive_of(client: Client, language="kk") -> zipfile.ZipFile:
    response = client.post(f"/{language}/appeals/status/copy/")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment")
    return zipfile.ZipFile(io.BytesIO(b"".join(response)))


@pytest.fixture
def made():
    files = [a_file(), a_file(b"bad", scan="infected", name="virus.pdf")]
    at = timezone.now() - timedelta(days=9)
    return an_appeal(at, files=files, phone="+77011234567").answered().rated(4, "Рақмет <b>")


@pytest.mark.parametrize(
    ("language", "heading"), [("kk", "Жауаптар"), ("ru", "Ответы"), ("en", "Answers")]
)
def test_copy_has_words_answers_letters_consents_and_files(made, language, heading):
    archive = archive_of(opened(made), language)
    page = archive.read("index.html").decode()
    for text in [
        "Сейтқали Айгүл", "aigul@mail.example", "Үйдің шатыры ағып тұр.", made.appeal.number,
        "Рақмет &lt;b&gt;", heading,
    ]:  # fmt: skip
        assert text in page, text
    content = json.loads(archive.read("data.json"))
    values = {row["name"]: row["value"] for row in content["fields"]}
    assert values["name"] == "Сейтқали Айгүл Серікқызы"
    assert [row["value"] for row in content["points"]] == [
        point.text for point in made.appeal.points.all()
    ]
    assert {row["name"] for row in content["events"]} >= {"register", "answer"}
    assert len(content["letters"]) >= 2
    (file,) = [name for name in archive.namelist() if name.startswith("files/")]
    assert archive.read(file) == made.appeal.attachments.get(scan="clean").file.read()


def test_copy_has_nothing_of_staff_but_their_answers(made):
    text = archive_of(opened(made)).read("data.json").decode()
    assert made.clerk.username not in text
    assert '"assign"' not in text  # not shown to the applicant
    assert made.secret not in text


def test_stranger_gets_none_and_copies_are_limited(made):
    assert Client().post("/kk/appeals/status/copy/").status_code == 302
    client = opened(made)
    assert client.get("/kk/appeals/status/copy/").status_code == 405
    for _time in range(MAX_COPIES):
        archive_of(client)
    assert client.post("/kk/appeals/status/copy/").status_code == 302
