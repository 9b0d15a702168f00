"""The steps that several journeys walk, as a person at a browser would."""

import io
import re
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pypdf import PdfWriter

from appeals.models import Appeal
from tests.visitor import Page, Visitor


def said(language: str, message: str) -> str:
    """An interface word as the visitor of a language reads it."""
    with override(language):
        words = gettext(message)
    assert language == "en" or words != message, f"{message!r} has no {language} words"
    return words


def a_paper(name="akt.pdf") -> SimpleUploadedFile:
    """A sheet of paper as a scanner gives it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def a_visitor(user=None) -> Visitor:
    """A browser of one's own; signed in when a member of staff is given."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return Visitor(client)


@dataclass
class Matter:
    """What a citizen writes, and what is then said of it in public."""

    points: tuple[str, str]
    title: str
    question: str
    answer: str
    asked: tuple[str, ...]  # each must find the published answer


MATTERS = {
    "kk": Matter(
        ("Көшеміздегі су құбыры жарылып, үш күннен бері су жоқ.", "Ауладағы шамдар жанбайды."),
        "Су құбырын ауыстыру туралы",
        "Көшедегі су құбыры жарылған. Қашан жөнделеді?",
        "Құбыр ауыстырылды, шамдар жанды.",
        ("құбыры", "құбырдың", "КУБЫР", "шамдар"),
    ),
    "ru": Matter(
        ("На нашей улице прорвало водопровод, воды нет.", "Во дворе не горят фонари."),
        "О замене водопровода",
        "На улице прорвало водопровод. Когда починят?",
        "Водопровод заменили, фонари горят.",
        ("водопроводами", "замену водопроводов", "фонарями"),
    ),
    "en": Matter(
        ("The water pipe in our street has burst.", "The lamps in the yard are dark."),
        "Replacing a water pipe",
        "The water pipe in our street has burst. When will it be repaired?",
        "The pipe was replaced, the lamps are lit.",
        ("pipes", "repairing", "lamp"),
    ),
}
WHO = {
    "applicant_kind": "person",
    "name": "Сейтқали Айгүл",
    "patronymic": "Серікқызы",
    "id_number": "850101 400130",
    "postal_address": "Кентау қаласы, Абай даңғылы, 12, 7-пәтер",
    "phone": "8 701 123 45 67",
    "email": "aigul@mail.example",
}


def to_the_check(visit: Visitor, language: str, office: str = "ken") -> Page:
    """From the front page through every step of the form, up to the last look before sending."""
    matter, on = MATTERS[language], said(language, "Continue")
    page = visit(f"/{language}/").follow(said(language, "Send an appeal"))
    page = page.send(button=said(language, "Begin"))
    page = page.send({"kind": "complaint", "topic": "housing"}, button=on)
    page = page.send(WHO, button=on)
    page = page.send({"office": office, "place": "Абай даңғылы, 12"}, button=on)
    page = page.send({"point_1": matter.points[0]}, button=said(language, "Add another point"))
    assert page.form(["point_2"])
    page = page.send({"point_2": matter.points[1]}, button=on)
    page = page.send({"documents": [a_paper()]}, button=said(language, "Add the chosen files"))
    assert not page.errors, page.errors
    assert "akt.pdf" in page
    page = page.send(button=on)
    page = page.send({"processing": True, "publication": True}, button=on)
    for words in (*matter.points, WHO["name"], "akt.pdf", "+7 701 123 45 67"):
        assert words in page.main, f"{words}: {page.main}"
    return page


def send_an_appeal(visit: Visitor, language: str, office: str = "ken") -> tuple[str, str, Page]:
    """The whole form; the number, the secret and the receipt."""
    page = to_the_check(visit, language, office).send(button=said(language, "Send the appeal"))
    number = re.search(r"\b[A-Z]{2,6}-\d{4}-\d{6}\b", page.main)
    secret = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.main)
    assert number, page.main
    assert secret, page.main
    return number.group(), secret.group(), page


def open_status(visit: Visitor, language: str, number: str, secret: str) -> Page:
    """Number and secret on the page «where is my appeal»."""
    page = visit(f"/{language}/appeals/status/")
    if page.soup.select("main [name=secret]"):
        page = page.send({"number": number, "secret": secret})
    return page


def act(desk: Visitor, appeal: Appeal, name: str, **values) -> Page:
    """An act at the desk: its form opened from the case, filled and sent."""
    address = reverse("appeals_desk:act", args=[appeal.pk, name])
    page = desk(reverse("appeals_desk:case", args=[appeal.pk])).follow(address)
    done = page.send({"seen": page.form(["seen"]).find(attrs={"name": "seen"})["value"], **values})
    said = done.soup.select(".w-field__errors, .error-message, .messages .error")
    assert not [each for each in said if each.get_text(strip=True)], (said, done.main)
    return done
