"""Page clients that fill in the appeal form, and helpers that several journeys share."""

import io
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from pypdf import PdfWriter

from appeals.models import Appeal
from forms.browser_key import hash_browser_key
from tests.client import Page, PageClient

STEP_NAMES = ["topic", "who", "office", "matter", "files", "consents", "check"]
APPLICANT_NAME = "Жүсіпова Әсел"
POSTAL_ADDRESS = "Көкөзек ауылы, Абай көшесі, 14"
MATTER = "Көшемізде үшінші күн су жоқ. Су қашан қосылады?"
STEP_ANSWERS: dict[str, dict[str, Any]] = {
    "topic": {"kind": "complaint", "topic": "housing"},
    "who": {"name": APPLICANT_NAME, "postal_address": POSTAL_ADDRESS, "phone": "8 701 123 45 67"},
    "office": {"office": "tur", "place": "Көкөзек"},
    "matter": {"point_1": MATTER},
    "files": {},
    "consents": {"processing": True},
    "check": {},
}
VISITOR_NAME = "Әсем Қалиева"
BROWSER_KEY = "k" * 40


def browser_with_drafts() -> Client:
    """Return a client that owns the drafts created for `draft_owner()`."""
    client = Client(raise_request_exception=False)
    client.cookies[settings.DRAFT_COOKIE_NAME] = BROWSER_KEY
    return client


def draft_owner() -> str:
    """Return the owner of drafts that `browser_with_drafts()` may open."""
    return hash_browser_key(BROWSER_KEY)


class WizardClient:
    """The current page of a wizard whose addresses are /language/section/action/token/step/."""

    def __init__(self, visit: PageClient, language: str, path: str):
        self.visit = visit
        self.language = language
        self.page: Page = visit(f"/{language}/{path}")

    @property
    def token(self) -> str:
        """The token of the draft."""
        return self.page.path.split("/")[4]

    @property
    def step(self) -> str:
        """The name of the step shown, the last part of the address."""
        return self.page.path.split("?")[0].rstrip("/").rsplit("/", 1)[-1]


class AppealWizardClient(WizardClient):
    """Fill in the appeal step by step, with the smallest valid answers by default."""

    def __init__(self, visit: PageClient, language: str = "kk"):
        super().__init__(visit, language, "appeals/new/")

    def start(self) -> "AppealWizardClient":
        """Press the button of the start page, which creates the draft."""
        self.page = self.page.send()
        return self

    def step_url(self, step: str, language: str = "") -> str:
        """Return the address of a step."""
        return f"/{language or self.language}/appeals/new/{self.token}/{step}/"

    def fill_to(self, step: str) -> "AppealWizardClient":
        """Answer everything before `step` and stop there."""
        if self.page.path.endswith("/new/"):
            self.start()
        while self.step != step:
            current = self.step
            self.press("next", STEP_ANSWERS[current])
            assert self.step != current, f"{current} was refused: {self.page.errors}"
        return self

    def press(self, button: str, values: dict[str, Any] | None = None, **options) -> Page:
        """Fill in `values` and press a button by its value, such as next, back or save."""
        self.page = self.page.send(values or {}, button=button, **options)
        return self.page

    def open_step(self, step: str, **options) -> Page:
        """Open a step by its address."""
        self.page = self.visit(self.step_url(step), **options)
        return self.page

    def field_value(self, name: str) -> str:
        """Return the value that a field of the page is filled with."""
        tag = self.page.soup.find(attrs={"name": name})
        return tag.get_text().strip("\n") if tag.name == "textarea" else str(tag.get("value", ""))


class BookingWizardClient(WizardClient):
    """Book a reception, choosing the first of everything offered."""

    def __init__(self, visit: PageClient, language: str = "kk", query: str = ""):
        super().__init__(visit, language, f"reception/book/{query}")

    def step_url(self, step: str) -> str:
        """Return the address of a step."""
        return f"/{self.language}/reception/book/{self.token}/{step}/"

    def offered_values(self, name: str) -> list[str]:
        """Return the values of the radio buttons of a field."""
        return [tag["value"] for tag in self.page.soup.select(f"input[name={name}]")]

    def fill_to(self, step: str) -> "BookingWizardClient":
        """Answer everything before `step` and stop there."""
        if self.step == "book":
            self.page = self.page.send({"office": "kent"})
        while self.step != step:
            value = self.offered_values(self.step)[0]
            self.page = self.page.send({self.step: value}, button="next")
        return self

    def submit_person(self, **values) -> Page:
        """Fill in the last step and send it."""
        person = {"name": VISITOR_NAME, "phone": "8 701 123 45 67", **values}
        self.page = self.page.send(person, button="next")
        return self.page


def interface_text(language: str, message: str) -> str:
    """Return the translation of an interface message; fail when it has none."""
    with override(language):
        text = gettext(message)
    assert language == "en" or text != message, f"{message!r} has no {language} translation"
    return text


def a_pdf_upload(name="akt.pdf") -> SimpleUploadedFile:
    """Return a PDF of one blank A4 page, as a scanner makes it."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


@dataclass
class AppealTexts:
    """The points of an appeal and the texts published about it."""

    points: tuple[str, str]
    title: str
    question: str
    answer: str
    queries: tuple[str, ...]  # each must find the published answer


APPEAL_TEXTS = {
    "kk": AppealTexts(
        ("Көшеміздегі су құбыры жарылып, үш күннен бері су жоқ.", "Ауладағы шамдар жанбайды."),
        "Су құбырын ауыстыру туралы",
        "Көшедегі су құбыры жарылған. Қашан жөнделеді?",
        "Құбыр ауыстырылды, шамдар жанды.",
        ("құбыры", "құбырдың", "КУБЫР", "шамдар"),
    ),
    "ru": AppealTexts(
        ("На нашей улице прорвало водопровод, воды нет.", "Во дворе не горят фонари."),
        "О замене водопровода",
        "На улице прорвало водопровод. Когда починят?",
        "Водопровод заменили, фонари горят.",
        ("водопроводами", "замену водопроводов", "фонарями"),
    ),
    "en": AppealTexts(
        ("The water pipe in our street has burst.", "The lamps in the yard are dark."),
        "Replacing a water pipe",
        "The water pipe in our street has burst. When will it be repaired?",
        "The pipe was replaced, the lamps are lit.",
        ("pipes", "repairing", "lamp"),
    ),
}
APPLICANT = {
    "applicant_kind": "person",
    "name": "Сейтқали Айгүл",
    "patronymic": "Серікқызы",
    "id_number": "850101 400130",
    "postal_address": "Кентау қаласы, Абай даңғылы, 12, 7-пәтер",
    "phone": "8 701 123 45 67",
    "email": "aigul@mail.example",
}


def fill_to_check_page(visit: PageClient, language: str, office: str = "ken") -> Page:
    """Fill in every field from the front page on, by visible labels; return the check page."""
    texts, forward = APPEAL_TEXTS[language], interface_text(language, "Continue")
    page = visit(f"/{language}/").follow(interface_text(language, "Send an appeal"))
    page = page.send(button=interface_text(language, "Begin"))
    page = page.send({"kind": "complaint", "topic": "housing"}, button=forward)
    page = page.send(APPLICANT, button=forward)
    page = page.send({"office": office, "place": "Абай даңғылы, 12"}, button=forward)
    page = page.send(
        {"point_1": texts.points[0]}, button=interface_text(language, "Add another point")
    )
    assert page.form(["point_2"])
    page = page.send({"point_2": texts.points[1]}, button=forward)
    page = page.send(
        {"documents": [a_pdf_upload()]}, button=interface_text(language, "Add the chosen files")
    )
    assert not page.errors, page.errors
    assert "akt.pdf" in page
    page = page.send(button=forward)
    page = page.send({"processing": True, "publication": True}, button=forward)
    for text in (*texts.points, APPLICANT["name"], "akt.pdf", "+7 701 123 45 67"):
        assert text in page.main, f"{text}: {page.main}"
    return page


def submit_appeal(visit: PageClient, language: str, office: str = "ken") -> tuple[str, str, Page]:
    """Fill in and send the whole form; return the number, the secret and the receipt page."""
    check_page = fill_to_check_page(visit, language, office)
    page = check_page.send(button=interface_text(language, "Send the appeal"))
    number = re.search(r"\b[A-Z]{2,6}-\d{4}-\d{6}\b", page.main)
    secret = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", page.main)
    assert number, page.main
    assert secret, page.main
    return number.group(), secret.group(), page


def open_status_page(visit: PageClient, language: str, number: str, secret: str) -> Page:
    """Open the appeal on the status page with its number and secret."""
    page = visit(f"/{language}/appeals/status/")
    if page.soup.select("main [name=secret]"):
        page = page.send({"number": number, "secret": secret})
    return page


def submit_staff_action(staff: PageClient, appeal: Appeal, name: str, **values) -> Page:
    """Open an action's form from the case page in the admin, send it, expect no error."""
    url = reverse("appeals_admin:act", args=[appeal.pk, name])
    page = staff(reverse("appeals_admin:case", args=[appeal.pk])).follow(url)
    last_event = page.form(["last_event"]).find(attrs={"name": "last_event"})["value"]
    result = page.send({"last_event": last_event, **values})
    errors = result.soup.select(".w-field__errors, .error-message, .messages .error")
    assert not [tag for tag in errors if tag.get_text(strip=True)], (errors, result.main)
    return result
