"""Every PDF is made, whatever people typed: PDF/UA allows no character without a glyph."""

import io

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from appeals import receipts
from appeals.admin import case
from core import pdf
from core.pdf import UNKNOWN
from services.booking.tickets import render_ticket_pdf
from tests.builders import an_appeal
from tests.services.builders import add_hours, create_booking, create_office, create_official

pytestmark = pytest.mark.django_db
TYPED = "Су жоқ 😢 👩\u200d⚕️ 您好 مرحبا हिन्दी \x07\u202e\ufeff\ue000 қ̈ й"


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def an_appeal_with_signs():
    fields = ("name", "patronymic", "organisation", "postal_address", "place", "subject")
    values = dict.fromkeys(fields, TYPED)
    return an_appeal(**values, applicant_kind="organisation", points=[TYPED, TYPED])


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_receipt_and_card_show_what_the_font_can(language):
    made = an_appeal_with_signs().answered("refused", {1: TYPED, 2: TYPED})
    with override(language):
        receipt = receipts.render_pdf(made.appeal, secret=made.secret, personal=True)
        data = case.card(made.appeal)
        card = pdf.render("appeals/card.typ", data, language=language, title=TYPED)
    for content in (receipt, card):
        text = text_of(content)
        assert f"Су жоқ {UNKNOWN}" in text
        assert "😢" not in text


def test_ticket_and_stand_show_what_the_font_can(client):
    office = create_office(title_kk=TYPED, address_kk=TYPED)
    official = create_official(office, name=TYPED, post_kk=TYPED)
    add_hours(official, room=TYPED[:20])
    made = create_booking(official, name=TYPED, subject=TYPED, needs_help=TYPED)
    with override("kk"):
        assert f"Су жоқ {UNKNOWN}" in text_of(render_ticket_pdf(made.booking, made.secret))
    answer = client.get(f"/kk/offices/{office.slug}/stand/stand.pdf")
    assert answer.status_code == 200
    assert f"Су жоқ {UNKNOWN}" in text_of(answer.content)


def test_kazakh_letters_and_signs_of_every_day_are_shown():
    shown = pdf.shown_characters()
    assert all(ord(sign) in shown for sign in "ӘәҒғҚқҢңӨөҰұҮүҺһІіЁё№₸€«»–—…•½ \u00a0\u202f")
