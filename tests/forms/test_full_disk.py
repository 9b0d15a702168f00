"""No room on the disk, no room for one more process: the citizen is told to come again."""

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
LATER = {"kk": "қазір сақталмай тұр", "ru": "сейчас не удаётся", "en": "cannot be kept now"}


@pytest.fixture
def unwritable(settings):
    """Lets nothing be written where citizens' files are kept; all is as before after the test."""
    root = Path(settings.PRIVATE_ROOT)
    aside = root.with_name("aside")

    def shut() -> None:
        root.mkdir(parents=True, exist_ok=True)
        root.rename(aside)
        root.write_bytes(b"")

    yield shut
    if aside.exists():
        root.unlink()
        aside.rename(root)


@pytest.fixture
def nobody_cleans(monkeypatch):
    return lambda: monkeypatch.setattr(sys, "executable", "/nowhere/python")


@pytest.fixture
def no_room_on_the_way(settings):
    def shut() -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
        settings.FILE_UPLOAD_TEMP_DIR = "/nowhere"

    return shut


class Cut(ContentFile):
    """A file at whose second half the disk is full."""

    def chunks(self, chunk_size=None):
        yield self.read()
        raise OSError(errno.ENOSPC, "No space left on device")


def test_partial_file_is_removed_when_disk_is_full(settings):
    with pytest.raises(OSError, match="No space"):
        storages["private"].save("drafts/half", Cut(b"half"))
    assert not list(Path(settings.PRIVATE_ROOT).rglob("half"))


def paper(name="хат.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "сәлем".encode())


@pytest.fixture
def citizen(visit):
    a_kind(), a_topic(), an_office()
    return lambda language="kk": AppealWizardClient(visit, language).fill_to("files")


@pytest.mark.parametrize("trouble", ["unwritable", "nobody_cleans", "no_room_on_the_way"])
@pytest.mark.parametrize("language", LATER)
def test_file_that_cannot_be_stored_is_reported_and_answers_stay(
    citizen, request, trouble, language
):
    wizard = citizen(language)
    request.getfixturevalue(trouble)()
    wizard.press("upload", {"documents": [paper()]}, allow={"untranslated_text"})
    assert any("хат.txt" in each and LATER[language] in each for each in wizard.page.errors)
    assert not DraftFile.objects.exists()
    wizard.open_step("matter", allow={"untranslated_text"})
    assert wizard.field_value("point_1") == MATTER


@pytest.mark.parametrize("trouble", ["unwritable", "nobody_cleans", "no_room_on_the_way"])
def test_document_that_cannot_be_stored_is_reported(visit, request, trouble):
    made = an_appeal()
    page = visit("/kk/appeals/status/").send(
        {"number": made.appeal.number, "secret": made.secret}
    ).follow("Құжат қосу")  # fmt: skip
    request.getfixturevalue(trouble)()
    assert LATER["kk"] in page.send({"file": paper()}, allow={"untranslated_text"}).text
    assert not made.appeal.attachments.exists()


def test_submission_succeeds_after_disk_error_is_fixed(citizen, unwritable, settings):
    wizard = citizen()
    wizard.press("next", {"documents": [paper()]})
    wizard.fill_to("check")
    unwritable()
    wizard.press("next")
    assert any("Қазір жіберілмей тұр" in each for each in wizard.page.errors)
    assert not Appeal.objects.exists()
    Path(settings.PRIVATE_ROOT).unlink()
    Path(settings.PRIVATE_ROOT).with_name("aside").rename(settings.PRIVATE_ROOT)
    wizard.press("next")
    assert Appeal.objects.get().attachments.get().name == "хат.txt"


def test_failed_submission_leaves_no_files(citizen, settings, monkeypatch):
    wizard = citizen()
    wizard.press("next", {"documents": [paper()]})
    wizard.fill_to("check")

    def cut(*_args) -> None:
        raise RuntimeError("the line to the database broke")

    def on_the_disk() -> set[Path]:
        return {each for each in Path(settings.PRIVATE_ROOT).rglob("*") if each.is_file()}

    before = on_the_disk()
    with monkeypatch.context() as broken:
        broken.setattr(submit, "delete_file", cut)
        with pytest.raises(RuntimeError):
            wizard.press("next")
    assert not Appeal.objects.exists()
    assert on_the_disk() == before
    wizard.open_step("check").send({}, button="next")
    kept = Appeal.objects.get().attachments.get()
    assert kept.file.read().decode().strip() == "сәлем"
