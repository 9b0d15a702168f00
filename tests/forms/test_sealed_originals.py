"""Signed files: where an office keeps originals, a copy is opened and the original is sealed."""

import hashlib
import io
import zipfile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from appeals import lifecycle
from appeals.models import Appeal, Attachment
from core.storage import get_private_storage
from forms import submit
from forms.models import DraftFile
from services.models import Office
from tests.appeals.test_admin import staff_form_data
from tests.builders import a_clerk, a_head, an_appeal, an_office
from tests.citizen_form import interface_text
from tests.client import new_client
from tests.forms import sample_files

NOTE = "its electronic signature is kept in the sealed original"


def with_signature_on_page(document) -> None:
    """Sign the document by a field that has a place and a look on its first page."""
    sample_files.with_signature(document)
    field = document.Root.AcroForm.Fields[0]
    field.T, field.Type, field.Subtype = "Қол", pikepdf.Name.Annot, pikepdf.Name.Widget
    field.Rect = pikepdf.Array([10, 10, 100, 40])
    look = document.make_stream(b"0 0 90 30 re f", BBox=[0, 0, 90, 30])
    field.AP = pikepdf.Dictionary(N=look)
    document.pages[0].Annots = pikepdf.Array([field])
    document.Root.AcroForm.SigFlags = 3


SIGNED_PDF = sample_files.pdf(with_signature_on_page)
SIGNED_DOCX = sample_files.docx(**{"_rels/.rels": sample_files.SIGNED})


def signed(name="қол.pdf", data=SIGNED_PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def set_keeping(kept: bool, code="TUR") -> None:
    an_office(code)
    Office.objects.filter(code=code).update(keep_originals=kept)


def read(stored) -> bytes:
    with stored.open("rb") as file:
        return file.read()


def all_stored_files() -> set[str]:
    """Return the names of all private files of drafts and appeals."""
    storage = get_private_storage()
    return {
        f"{folder}/{name}"
        for folder in ("drafts", "attachments", "originals")
        if storage.exists(folder)
        for name in storage.listdir(folder)[1]
    }


@pytest.fixture
def citizen(appeal_form):
    """Return a citizen who has added a signed PDF for an office that keeps originals."""
    set_keeping(True)
    citizen = appeal_form().fill_to("files")
    citizen.press("upload", {"documents": [signed()]})
    return citizen


@pytest.fixture
def appeal(citizen) -> Appeal:
    """Return the appeal sent with the signed PDF."""
    citizen.fill_to("check").press("next")
    return Appeal.objects.get()


def open_original(user, appeal: Appeal):
    """Ask for the original as this user; a page of the admin answers with its status."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    file = appeal.attachments.get()
    return client.get(reverse("appeals_admin:original", args=[appeal.pk, file.pk]))


@pytest.mark.parametrize("name, data", [("қол.pdf", SIGNED_PDF), ("қол.docx", SIGNED_DOCX)])
def test_signed_file_is_refused_where_originals_are_not_kept(appeal_form, name, data):
    citizen = appeal_form().fill_to("files")
    citizen.press("upload", {"documents": [signed(name, data)]})
    assert any(name in error for error in citizen.page.errors)
    assert not DraftFile.objects.exists()


def test_form_that_would_lose_its_answers_is_refused_everywhere(appeal_form):
    set_keeping(True)
    citizen = appeal_form().fill_to("files")
    form = sample_files.pdf(sample_files.with_xfa)
    citizen.press("upload", {"documents": [signed("пішін.pdf", form)]})
    assert any("пішін.pdf" in error for error in citizen.page.errors)
    assert not DraftFile.objects.exists()


def test_citizen_reads_where_the_signature_is(citizen, visit):
    assert interface_text("kk", NOTE) in citizen.page.main
    citizen.press("upload", {"documents": [SimpleUploadedFile("хат.txt", "сәлем".encode())]})
    assert citizen.page.main.count(interface_text("kk", NOTE)) == 1


def test_status_page_says_where_the_signature_is(visit, db):
    set_keeping(True)
    registered = an_appeal()
    page = visit("/kk/appeals/status/").send(
        {"number": registered.appeal.number, "secret": registered.secret}
    )
    page.follow("Құжат қосу").send({"file": signed()})
    assert interface_text("kk", NOTE) in visit("/kk/appeals/status/").main
    assert read(registered.appeal.attachments.get().original) == SIGNED_PDF


def test_copy_has_no_signature_but_shows_where_it_was(appeal):
    with pikepdf.open(io.BytesIO(read(appeal.attachments.get().file))) as copy:
        found = [node for node in copy.objects if isinstance(node, pikepdf.Dictionary)]
        assert not any({"/ByteRange", "/FT", "/SigFlags"} & set(node) for node in found)
        (stamp,) = copy.pages[0].Annots
        assert stamp.Subtype == "/Stamp"
        assert stamp.AP.N.read_bytes() == b"0 0 90 30 re f"


def test_signature_of_a_field_with_an_inherited_type_is_dropped(appeal_form):
    def sign(document) -> None:
        with_signature_on_page(document)
        field = document.Root.AcroForm.Fields[0]
        del field.FT
        parent = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Қолдар", Kids=pikepdf.Array([field]))
        document.Root.AcroForm.Fields = pikepdf.Array([document.make_indirect(parent)])

    set_keeping(True)
    citizen = appeal_form().fill_to("files")
    citizen.press("upload", {"documents": [signed(data=sample_files.pdf(sign))]})
    with pikepdf.open(io.BytesIO(read(DraftFile.objects.get().file))) as copy:
        found = [node for node in copy.objects if isinstance(node, pikepdf.Dictionary)]
        assert not any({"/ByteRange", "/V"} & set(node) for node in found)
        assert copy.pages[0].Annots[0].Subtype == "/Stamp"


def test_copy_of_a_signed_word_file_has_no_signature(appeal_form):
    set_keeping(True)
    citizen = appeal_form().fill_to("files")
    citizen.press("next", {"documents": [signed("қол.docx", SIGNED_DOCX)]})
    citizen.fill_to("check").press("next")
    file = Attachment.objects.get()
    with zipfile.ZipFile(io.BytesIO(read(file.file))) as copy:
        assert "word/document.xml" in copy.namelist()
        assert "digital-signature" not in copy.read("_rels/.rels").decode()
    assert read(file.original) == SIGNED_DOCX


def test_head_downloads_the_original_as_it_was_sent(appeal):
    head = a_head(appeal.office)
    response = open_original(head, appeal)
    assert b"".join(response) == SIGNED_PDF
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    file = appeal.attachments.get()
    assert file.original_digest == hashlib.sha256(SIGNED_PDF).hexdigest()
    assert file.original_size == len(SIGNED_PDF)
    assert ModelLogEntry.objects.filter(action="appeals.original", user=head).count() == 1


def test_clerk_and_head_of_another_office_do_not_get_the_original(appeal):
    for user in (a_clerk(appeal.office), a_head(an_office("ALA"))):
        response = open_original(user, appeal)
        assert response.status_code in {302, 403, 404}
        assert response.get("Content-Disposition") is None
    assert not ModelLogEntry.objects.filter(action="appeals.original").exists()


@pytest.mark.parametrize("scan", ["waiting", "infected"])
def test_original_that_is_not_scanned_is_not_given(appeal, scan):
    appeal.attachments.update(scan=scan)
    assert open_original(a_head(appeal.office), appeal).status_code in {302, 404}


def test_case_page_says_where_the_original_is(appeal):
    file = appeal.attachments.get()
    address = reverse("appeals_admin:original", args=[appeal.pk, file.pk])
    sentence = "This copy has no electronic signature; the signed original is kept sealed."
    for user, links in ((a_clerk(appeal.office), 0), (a_head(appeal.office), 1)):
        page = new_client(user)(reverse("appeals_admin:case", args=[appeal.pk]))
        assert interface_text("kk", sentence) in page.text
        assert len(page.soup.select(f'a[href="{address}"]')) == links


# --- the office changes, or its rule does ---


def test_office_without_originals_chosen_later_is_told_at_once(citizen):
    an_office("ALA")
    citizen.fill_to("check")
    citizen.open_step("office")
    citizen.page = citizen.visit(f"{citizen.step_url('office')}?from=check")
    citizen.press("next", {"office": "ala"})
    assert citizen.step == "files"
    assert any("қол.pdf" in error for error in citizen.page.errors)
    assert DraftFile.objects.get().name == "қол.pdf"
    assert interface_text("kk", NOTE) not in citizen.page.main
    citizen.press(f"drop-file-{DraftFile.objects.get().pk}")
    citizen.press("next")
    assert citizen.step == "check"
    citizen.press("next")
    assert Appeal.objects.get().office.code == "ALA"


def test_office_without_originals_chosen_on_the_way_back_is_told_on_the_file_step(citizen):
    an_office("ALA")
    citizen.open_step("office")
    citizen.press("next", {"office": "ala"})
    citizen.press("next")  # the matter, as it was
    assert interface_text("kk", NOTE) not in citizen.page.main
    citizen.press("next")
    assert citizen.step == "files"
    assert any("қол.pdf" in error for error in citizen.page.errors)
    assert DraftFile.objects.count() == 1


def test_appeal_is_not_sent_when_the_office_stops_keeping_originals(citizen):
    citizen.fill_to("check")
    set_keeping(False)
    citizen.press("next")
    assert citizen.step == "files"
    assert any("қол.pdf" in error for error in citizen.page.errors)
    assert not Appeal.objects.exists()
    set_keeping(True)
    citizen.fill_to("check").press("next")
    assert read(Attachment.objects.get().original) == SIGNED_PDF


# --- staff ---


def test_staff_add_a_signed_file_at_registration_and_later(client, db):
    set_keeping(True)
    client.force_login(a_clerk(an_office()))
    client.post(reverse("appeals_admin:register"), {**staff_form_data(), "files": [signed()]})
    appeal = Appeal.objects.get()
    address = reverse("appeals_admin:act", args=[appeal.pk, "add_document"])
    event = client.get(address).context["form"]["last_event"].value()
    client.post(address, {"last_event": event, "file": signed("қол.docx", SIGNED_DOCX)})
    originals = {file.name: read(file.original) for file in appeal.attachments.all()}
    assert originals == {"қол.pdf": SIGNED_PDF, "қол.docx": SIGNED_DOCX}


def test_staff_read_why_a_signed_file_is_refused(client, db):
    client.force_login(a_clerk(an_office()))
    data = {**staff_form_data(), "files": [signed()]}
    page = client.post(reverse("appeals_admin:register"), data)
    assert "қол.pdf" in str(page.context["form"].errors["files"])
    assert not Appeal.objects.exists()


# --- size and deletion ---


def test_original_counts_in_the_size_of_all_files(appeal_form, settings):
    set_keeping(True)
    settings.ATTACHMENT_MAX_TOTAL_BYTES = len(SIGNED_PDF) + 1
    citizen = appeal_form().fill_to("files")
    citizen.press("upload", {"documents": [signed()]})
    assert any("қол.pdf" in error for error in citizen.page.errors)
    assert not DraftFile.objects.exists()


def test_original_is_deleted_with_the_file_of_the_draft(
    citizen, django_capture_on_commit_callbacks
):
    row = DraftFile.objects.get()
    names = {row.file.name, row.original.name}
    assert names <= all_stored_files()
    with django_capture_on_commit_callbacks(execute=True):
        citizen.press(f"drop-file-{row.pk}")
    assert not names & all_stored_files()


def test_originals_of_a_sent_draft_are_moved(citizen, django_capture_on_commit_callbacks):
    row = DraftFile.objects.get()
    citizen.fill_to("check")
    with django_capture_on_commit_callbacks(execute=True):
        citizen.press("next")
    file, stored = Attachment.objects.get(), all_stored_files()
    assert {file.file.name, file.original.name} <= stored
    assert not {row.file.name, row.original.name} & stored


def test_failed_registration_leaves_no_original(citizen, monkeypatch):
    citizen.fill_to("check")
    before = all_stored_files()

    def fail(*_args) -> None:
        raise RuntimeError("the server is stopped")

    with monkeypatch.context() as patch:
        patch.setattr(submit.drafts, "delete_file", fail)
        with pytest.raises(RuntimeError):
            citizen.press("next")
    assert all_stored_files() == before
    assert not Appeal.objects.exists()


def test_infected_original_is_deleted_with_its_copy(appeal, django_capture_on_commit_callbacks):
    file = appeal.attachments.get()
    with django_capture_on_commit_callbacks(execute=True):
        lifecycle.remove_infected(file, at=timezone.now())
    assert not {file.file.name, file.original.name} & all_stored_files()
    file.refresh_from_db()
    assert (file.scan, bool(file.original)) == ("infected", False)
