"""Letters on paper: their scans at registration, and the answer printed for who has no e-mail."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from appeals.models import Appeal
from tests.appeals.test_admin import staff_form_data
from tests.appeals.test_receipt import pdf_text
from tests.builders import a_clerk, an_appeal, an_office

pytestmark = pytest.mark.django_db
REGISTER = "/admin/appeals/new/"


@pytest.fixture
def desk(client):
    client.force_login(a_clerk(an_office()))
    return client


def scan(name="хат.txt", content=b"letter") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/plain")


def test_scans_are_attached_while_a_letter_is_registered(desk):
    data = staff_form_data(channel="post", postal_address="Кентау, Абай, 5")
    desk.post(REGISTER, {**data, "files": [scan(), scan("конверт.txt", b"envelope")]})
    appeal = Appeal.objects.latest("pk")
    assert {file.name for file in appeal.attachments.all()} == {"хат.txt", "конверт.txt"}
    text = pdf_text(desk.get(reverse("appeals_admin:receipt", args=[appeal.pk])).content)
    assert "хат.txt" in text


def test_refused_scan_gets_a_sentence_and_the_rest_is_kept(desk):
    page = desk.post(REGISTER, {**staff_form_data(), "files": [scan("вирус.exe"), scan()]})
    assert set(page.context["form"].errors) == {"files"}
    assert "вирус.exe" in page.content.decode()
    assert "Иванова Мария" in page.content.decode()
    assert not Appeal.objects.exists()


def test_scans_larger_than_a_form_without_files_are_taken(desk):
    data = staff_form_data(channel="post", postal_address="Кентау, Абай, 5")
    desk.post(REGISTER, {**data, "files": [scan(content=b"line of text\n" * 250_000)]})
    assert Appeal.objects.get().attachments.get().size > 3_000_000


def test_scans_too_large_together_are_refused(desk, settings):
    settings.ATTACHMENT_MAX_TOTAL_BYTES = 10
    page = desk.post(REGISTER, {**staff_form_data(), "files": [scan(), scan("б.txt", b"other")]})
    assert set(page.context["form"].errors) == {"files"}


def test_more_scans_than_fit_are_refused(desk, settings):
    settings.ATTACHMENT_MAX_COUNT = 1
    page = desk.post(REGISTER, {**staff_form_data(), "files": [scan(), scan("б.txt")]})
    assert set(page.context["form"].errors) == {"files"}


def test_letter_by_post_needs_somewhere_to_answer(desk):
    page = desk.post(REGISTER, staff_form_data(channel="post", phone=""))
    assert set(page.context["form"].errors) == {"postal_address"}
    desk.post(REGISTER, staff_form_data(channel="post", phone="", postal_address="көрсетілмеген"))
    assert Appeal.objects.get().postal_address == "көрсетілмеген"


def test_answer_is_printed_as_a_letter_in_the_language_of_the_appeal(desk):
    made = an_appeal(
        email="", language="ru", points=["Течёт крыша.", "Нет света."],
        postal_address="Кентау, улица Абая, 5", patronymic="",
    ).answered(texts={1: "Крыша починена.", 2: "Лампа заменена."})  # fmt: skip
    reply = made.appeal.replies.get()
    address = reverse("appeals_admin:answer_letter", args=[made.appeal.pk, reply.pk])
    assert (
        address in desk.get(reverse("appeals_admin:case", args=[made.appeal.pk])).content.decode()
    )
    response = desk.get(address)
    text = pdf_text(response.content)
    expected = [
        made.appeal.number, "Сейтқали Айгүл", "улица Абая", "Течёт крыша.", "Крыша починена.",
        "Лампа заменена.", "Пункт 2", "Удовлетворено", reply.signer, "суд", "91",
    ]  # fmt: skip
    assert not [words for words in expected if words not in text]
    entry = ModelLogEntry.objects.get(action="appeals.print")
    assert entry.data["reply"] == reply.pk


def test_letter_of_another_appeal_is_not_found(desk):
    one, other = an_appeal().answered(), an_appeal().answered()
    reply = other.appeal.replies.get()
    address = reverse("appeals_admin:answer_letter", args=[one.appeal.pk, reply.pk])
    assert desk.get(address).status_code == 404
