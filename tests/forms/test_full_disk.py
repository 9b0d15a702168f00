"""A full disk, or a sanitizer that cannot start: the citizen is asked to try again later."""

import errno
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from appeals.models import Appeal
from forms import submit
from forms.models import DraftFile
from tests.builders import a_kind, a_topic, an_appeal, an_office
from tests.citizen_form import MATTER, AppealWizardClient

pytestmark = pytest.mark.django_db
REASONS = {"kk": "қазір сақталмай тұр", "ru": "сейчас не удаётся", "en": "cannot be kept now"}


@pytest.fixture
def storage_unwritable(settings):
    """Return a function that makes the private storage storage_unwritable until the end of the test."""
    root = Path(settings.PRIVATE_ROOT)
    aside = root.with_name("aside")

    def break_storage() -> None:
        root.mkdir(parents=True, exist_ok=True)
        root.rename(aside)
        root.write_bytes(b"")

    yield break_storage
    if aside.exists():
        root.unlink()
        aside.rename(root)


@pytest.fixture
def sanitizer_missing(monkeypatch):
    return lambda: monkeypatch.setattr(sys, "executable", "/nowhere/python")


@pytest.fixture
def upload_disk_full(settings):
    def break_storage() -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
        settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"

    return break_storage


class FailingContent(ContentFile):
    """A file whose second half fails to be written."""

    def chunks(self, chunk_size=None):
        yield self.read()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_partial_file_is_removed_when_disk_is_full(settings):
    with pytest.raises(OSError, match="No space"):
        storages["private"].save("drafts/half", FailingContent(b"half"))
    assert not list(Path(settings.PRIVATE_ROOT).rglob("half"))


def text_upload(name="хат.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "сәлем".encode())


@pytest.fixture
def citizen(visit):
    a_kind(), a_topic(), an_office()
    return lambda language="kk": AppealWizardClient(visit, language).fill_to("files")


@pytest.mark.parametrize("failure", ["storage_unwritable", "sanitizer_missing", "upload_disk_full"])
@pytest.mark.parametrize("language", REASONS)
def test_file_that_cannot_be_stored_is_reported_and_answers_stay(
    citizen, request, failure, language
):
    wizard = citizen(language)
    request.getfixturevalue(failure)()
    wizard.press("upload", {"documents": [text_upload()]}, allow={"untranslated_text"})
    assert any("хат.txt" in error and REASONS[language] in error for error in wizard.page.errors)
    assert not DraftFile.objects.exists()
    wizard.open_step("matter", allow={"untranslated_text"})
    assert wizard.field_value("point_1") == MATTER


@pytest.mark.parametrize("failure", ["storage_unwritable", "sanitizer_missing", "upload_disk_full"])
def test_document_that_cannot_be_stored_is_reported(visit, request, failure):
    made = an_appeal()
    page = visit("/kk/appeals/status/").send(
        {"number": made.appeal.number, "secret": made.secret}
    ).follow("Құжат қосу")  # fmt: skip
    request.getfixturevalue(failure)()
    assert REASONS["kk"] in page.send({"file": text_upload()}, allow={"untranslated_text"}).text
    assert not made.appeal.attachments.exists()


def test_submission_succeeds_after_disk_error_is_fixed(citizen, storage_unwritable, settings):
    wizard = citizen()
    wizard.press("next", {"documents": [text_upload()]})
    wizard.fill_to("check")
    storage_unwritable()
    wizard.press("next")
    assert any("Қазір жіберілмей тұр" in error for error in wizard.page.errors)
    assert not Appeal.objects.exists()
    Path(settings.PRIVATE_ROOT).unlink()
    Path(settings.PRIVATE_ROOT).with_name("aside").rename(settings.PRIVATE_ROOT)
    wizard.press("next")
    assert Appeal.objects.get().attachments.get().name == "хат.txt"


def test_failed_submission_leaves_no_files(citizen, settings, monkeypatch):
    wizard = citizen()
    wizard.press("next", {"documents": [text_upload()]})
    wizard.fill_to("check")

    def fail(*_args) -> None:
        raise RuntimeError("the connection to the database broke")

    def stored_files() -> set[Path]:
        return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}

    before = stored_files()
    with monkeypatch.context() as patch:
        patch.setattr(submit.drafts, "delete_file", fail)
        with pytest.raises(RuntimeError):
            wizard.press("next")
    assert not Appeal.objects.exists()
    assert stored_files() == before
    wizard.open_step("check").send({}, button="next")
    attachment = Appeal.objects.get().attachments.get()
    assert attachment.file.read().decode().strip() == "сәлем"
