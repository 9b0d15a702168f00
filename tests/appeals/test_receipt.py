"""The receipt (APPC art. 64): one paper from the portal and from the desk."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from appeals import lifecycle, receipts
from appeals.models import Appeal
from services.models import OfficeMember
from tests.appeals.test_admin import staff_form_data
from tests.appeals.test_registration import a_file, new_appeal
from tests.builders import MONDAY, a_clerk, a_staff_member, an_office

pytestmark = pytest.mark.django_db


def pdf_text(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def clerk():
    clerk = a_clerk(an_office())
    OfficeMember.objects.update(post_kk="Бас маман", post_ru="Главный специалист")
    return clerk


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def register_at_desk(desk, **values) -> tuple[Appeal, str, str]:
    """Return the appeal, its secret and the page."""
    page = desk.post(reverse("appeals_admin:register"), staff_form_data(**values))
    appeal = Appeal.objects.latest("pk")
    return appeal, page.context["secret"], page.content.decode()


def test_receipt_says_who_accepted_the_appeal_with_post_day_and_time(desk, clerk):
    appeal, _secret, page = register_at_desk(desk, language="ru")
    text = pdf_text(desk.get(reverse("appeals_admin:receipt", args=[appeal.pk])).content)
    moment = timezone.localtime(appeal.registered_at)
    expected = [
        appeal.number, f"{moment:%H:%M}", str(moment.year), clerk.get_full_name(),
        "Главный специалист", appeal.name,
    ]  # fmt: skip
    assert not [words for words in expected if words not in text]
    assert clerk.get_full_name() in page
    assert f"{moment:%H:%M}" in page


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "Бас маман"), ("ru", "Заявитель"), ("en", "Applicant")]
)
def test_receipt_of_the_desk_is_in_the_language_of_the_appeal(desk, language, words):
    appeal, *_rest = register_at_desk(desk, language=language)
    response = desk.get(reverse("appeals_admin:receipt", args=[appeal.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert words in pdf_text(response.content)


def test_secret_stands_on_the_first_receipt_only(desk):
    appeal, secret, _page = register_at_desk(desk)
    address = reverse("appeals_admin:receipt", args=[appeal.pk])
    assert secret not in pdf_text(desk.get(address).content)
    assert secret in pdf_text(desk.post(address).content)
    assert secret not in pdf_text(desk.post(address).content)
    entries = ModelLogEntry.objects.filter(action="appeals.receipt", object_id=str(appeal.pk))
    assert [entry.data["secret"] for entry in entries.order_by("pk")] == [False, True, False]


def test_colleague_prints_the_receipt_without_the_secret(desk, client):
    appeal, secret, _page = register_at_desk(desk)
    client.force_login(a_staff_member("colleague", "clerk", appeal.office))
    address = reverse("appeals_admin:receipt", args=[appeal.pk])
    assert secret not in pdf_text(client.post(address).content)


def test_receipt_of_the_portal_says_so_and_lists_the_files():
    new = new_appeal(patronymic="Петровна", files=[a_file(name="Акт осмотра.pdf")])
    appeal = lifecycle.register(new, by=None, at=MONDAY).appeal
    with override("ru"):
        text = pdf_text(receipts.render_pdf(appeal, secret="7K3D-92MX-QF40", personal=True))
        bare = pdf_text(receipts.render_pdf(appeal))
    assert "10:00" in bare
    for words in ("Иванова Мария Петровна", "Акт осмотра.pdf", "7K3D-92MX-QF40"):
        assert words in text
        assert words not in bare
    assert "портал" in bare.lower()
