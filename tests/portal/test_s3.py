"""Files in S3: citizens' files, editors' pictures and documents, backups, and a store that fails."""

import re
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image
from wagtail.documents.models import Document

from appeals.models import Appeal
from core.models import PortalImage
from core.storage import delete_files
from forms import drafts
from forms.models import Draft, DraftFile
from portal.settings.storages import from_url
from services.models import Office
from tests import s3_server
from tests.builders import a_clerk, a_head, a_kind, a_topic, an_office
from tests.citizen_form import AppealWizardClient
from tests.client import new_client
from tests.forms import sample_files

SIGNED_PDF = sample_files.pdf(sample_files.with_signature)


@pytest.fixture(scope="module")
def server():
    with s3_server.serving() as url:
        yield url


@pytest.fixture
def bucket(server, settings, monkeypatch):
    """Keep files in an empty bucket; return a client of the store's operator."""
    s3_server.use(server, settings, monkeypatch)
    client = s3_server.open_client(urlsplit(server).port)
    for name in names(client):
        client.delete_object(Bucket=s3_server.BUCKET, Key=name)
    return client


def names(client) -> list[str]:
    found = client.list_objects_v2(Bucket=s3_server.BUCKET).get("Contents", [])
    return [each["Key"] for each in found]


@pytest.fixture
def citizen(visit):
    a_kind(), a_topic(), an_office()
    Office.objects.update(keep_originals=True)
    return AppealWizardClient(visit, "kk").fill_to("files")


def picture() -> ImageFile:
    data = BytesIO()
    Image.new("RGB", (1200, 800), "green").save(data, "JPEG")
    return ImageFile(BytesIO(data.getvalue()), name="аула.jpg")


@pytest.mark.clamav
def test_appeal_with_a_signed_file_is_sent_scanned_sealed_and_read(
    bucket, citizen, clamd, settings, django_capture_on_commit_callbacks
):
    scanner, settings.CLAMD_URL = settings.CLAMD_URL, "tcp://127.0.0.1:1"
    citizen.press("upload", {"documents": [SimpleUploadedFile("қол.pdf", SIGNED_PDF)]})
    assert [name.split("/")[1] for name in names(bucket)] == ["drafts", "originals"]
    with django_capture_on_commit_callbacks(execute=True):
        citizen.fill_to("check").press("next")
    assert [name.split("/")[1] for name in names(bucket)] == ["attachments", "originals"]

    settings.CLAMD_URL = scanner
    call_command("rescan_files")
    appeal = Appeal.objects.get()
    file = appeal.attachments.get()
    assert file.scan == "clean"
    read = new_client(a_clerk(appeal.office)).client.get(
        reverse("appeals_admin:file", args=[appeal.pk, file.pk])
    )
    assert int(read["Content-Length"]) == file.size == len(b"".join(read))
    original = new_client(a_head(appeal.office)).client.get(
        reverse("appeals_admin:original", args=[appeal.pk, file.pk])
    )
    assert b"".join(original) == SIGNED_PDF


def test_files_are_encrypted_and_nobody_else_gets_them(bucket, server):
    name = storages["private"].save("attachments/x", ContentFile(b"secret"))
    found = bucket.get_object(Bucket=s3_server.BUCKET, Key=f"private/{name}")
    assert found["ServerSideEncryption"] == "AES256"
    grants = bucket.get_object_acl(Bucket=s3_server.BUCKET, Key=f"private/{name}")["Grants"]
    assert not [each for each in grants if "URI" in each["Grantee"]]
    with pytest.raises(ValueError):
        storages["private"].url(name)
    assert storages["private"].size(name) == 6
    with pytest.raises(FileNotFoundError):
        storages["private"].open("attachments/y")


def test_deleted_draft_leaves_no_file(bucket, citizen, django_capture_on_commit_callbacks):
    citizen.press("upload", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    assert len(names(bucket)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        drafts.delete_drafts(Draft.objects.all())
    assert names(bucket) == []


def test_resized_picture_has_the_portals_address_and_its_original_has_none(bucket, client, db):
    images = [PortalImage.objects.create(title="Аула", file=picture()) for _ in range(2)]
    assert images[0].file.name != images[1].file.name  # though no name was looked up
    address = images[0].get_rendition("width-400").url
    assert re.fullmatch(r"/media/images/[^/?]+\.jpg", address)
    response = client.get(address)
    assert response["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(b"".join(response))).size == (400, 266)
    assert client.get(f"/media/{images[0].file.name}").status_code == 404
    for path in ("../" + images[0].file.name, "./x.jpg", "missing.jpg", "../../private/x", ""):
        assert client.get(f"/media/images/{path}").status_code == 404


def test_document_is_served_by_the_portal(bucket, client, db):
    document = Document.objects.create(title="Тәртіп", file=ContentFile(b"%PDF-1.4", "t.pdf"))
    assert b"".join(client.get(document.url)) == b"%PDF-1.4"
    assert client.get(default_storage.url(document.file.name)).status_code == 404


def test_backup_has_the_files_of_the_bucket_and_puts_them_back(
    bucket, transactional_db, tmp_path, server
):
    private = storages["private"].save("attachments/x", ContentFile(b"private"))
    public = default_storage.save("images/x.jpg", ContentFile(b"public"))
    kept = [f"media/{public}", f"private/{private}"]
    call_command("backup", tmp_path / "all.tar.gz")
    for name in names(bucket):
        bucket.delete_object(Bucket=s3_server.BUCKET, Key=name)
    call_command("restore", tmp_path / "all.tar.gz")
    assert names(bucket) == kept
    assert default_storage.open(public).read() == b"public"


def test_store_that_does_not_answer_loses_nothing_and_is_reported(
    citizen, settings, monkeypatch, client, caplog
):
    s3_server.use("s3+http://key:secret@127.0.0.1:9/x", settings, monkeypatch)
    upload = SimpleUploadedFile("хат.txt", "сәлем".encode())
    citizen.press("upload", {"documents": [upload]}, allow={"untranslated_text"})
    assert any("қазір сақталмай тұр" in error for error in citizen.page.errors)
    assert not DraftFile.objects.exists()
    delete_files(storages["private"], ["drafts/x"])  # what was committed stands
    assert "drafts/x cannot be deleted" in caplog.text
    answer = client.get("/healthz").json()
    assert answer["files"] == "S3 does not answer: EndpointConnectionError"


@pytest.mark.parametrize(
    "url, sentence",
    [
        ("s3://host/bucket", "KEY:SECRET"),
        ("s3://key:secret@host", "/bucket"),
        ("https://key:secret@host/bucket", "s3://"),
        ("s3://key:secret@host/bucket?acl=public-read", "acl is not understood"),
        ("s3://key:secret@host/bucket?ca=/nowhere", "ca is not understood"),
    ],
)
def test_wrong_address_is_refused_by_name(url, sentence, monkeypatch, tmp_path):
    monkeypatch.setenv("STORAGE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL") as error:
        from_url(url, tmp_path)
    assert sentence in str(error.value)
