"""The citizen's journeys in Chromium: with and without JavaScript, and by keyboard."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from pypdf import PdfReader

from appeals import lifecycle
from appeals.models import Appeal, Rating
from services.models import Booking
from tests.builders import (
    a_clerk,
    a_kind,
    a_topic,
    a_working_office,
    an_official,
)
from tests.citizen_form import APPEAL_TEXTS, APPLICANT, interface_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WALKS = [("kk", True), ("kk", False), ("ru", True)]


@pytest.fixture(autouse=True)
def office(browser_database):
    cache.clear()
    a_kind(), a_topic()
    return a_working_office()


def press(tab, words: str) -> None:
    """Press the button of main with this text and check the page it leads to."""
    tab.press(tab.page.locator("main").get_by_role("button", name=words, exact=True))


def fill_in_appeal(tab, language: str, tmp_path) -> None:
    page, on = tab.page, interface_text(language, "Continue")
    tab.open(f"/{language}/")
    tab.press(
        page.locator(".action-cards")
        .get_by_role("link", name=interface_text(language, "Send an appeal"))
        .first
    )
    press(tab, interface_text(language, "Begin"))
    page.locator("[name=kind][value=complaint]").check()
    page.locator("[name=topic]").select_option("housing")
    press(tab, on)
    for name in ("name", "patronymic", "id_number", "postal_address", "phone", "email"):
        page.locator(f"[name={name}]").fill(APPLICANT[name])
    press(tab, on)
    page.locator("[name=office]").select_option("ken")
    press(tab, on)
    first, second = APPEAL_TEXTS[language].points
    page.locator("[name=point_1]").fill(first)
    press(tab, interface_text(language, "Add another point"))
    page.locator("[name=point_2]").fill(second)
    press(tab, on)
    paper = tmp_path / "akt.txt"
    paper.write_text("Акт", encoding="utf-8")
    page.locator("main input[type=file]").set_input_files(paper)
    press(tab, on)
    page.locator("[name=processing]").check()
    page.locator("[name=publication]").check()
    press(tab, on)


@pytest.mark.parametrize("language, script", WALKS)
def test_appeal_from_front_page_to_rating(new_tab, office, tmp_path, language, script):
    tab = new_tab(language, script=script)
    page, matter = tab.page, APPEAL_TEXTS[language]
    fill_in_appeal(tab, language, tmp_path)
    press(tab, interface_text(language, "Send the appeal"))
    number = page.locator(".receipt__number").inner_text()
    secret = page.locator(".receipt__secret").inner_text()
    with page.expect_download() as paper:
        page.get_by_role(
            "link", name=interface_text(language, "Download the receipt (PDF)")
        ).click()
    text = PdfReader(paper.value.path()).pages[0].extract_text()
    assert number in text
    assert secret in text

    appeal = Appeal.objects.get(number=number)
    clerk = a_clerk(office)
    for step in (
        lambda at: lifecycle.route(appeal, office, officer=clerk, by=clerk, at=at),
        lambda at: lifecycle.start(appeal, by=clerk, at=at),
        lambda at: lifecycle.answer(
            appeal,
            [lifecycle.PointAnswer(n, matter.answer, "satisfied") for n in (1, 2)],
            by=clerk,
            at=at,
        ),
    ):
        step(timezone.now())

    tab.open(f"/{language}/appeals/status/")
    page.locator("[name=number]").fill(number.lower())
    page.locator("[name=secret]").fill(secret.lower().replace("-", " "))
    press(tab, interface_text(language, "Show my appeal"))
    assert matter.answer in page.locator("main").inner_text()
    page.locator("[name=stars][value='5']").check()
    page.locator("[name=comment]").fill("Рақмет!")
    press(tab, interface_text(language, "Send the rating"))
    assert Rating.objects.get().stars == 5
    assert page.locator("[name=stars]").count() == 0


def test_appeal_form_works_by_keyboard(tab):
    """Tab, arrows, space and Enter: no step needs a pointer, and the focus is always visible."""
    page, keys = tab.page, tab.page.keyboard

    def to(name: str) -> None:
        for _ in range(60):
            keys.press("Tab")
            held = page.evaluate("document.activeElement.name || ''")
            if held == name:
                assert page.evaluate(SEEN), f"the focus on {name} cannot be seen"
                return
        raise AssertionError(f"Tab never came to {name}")

    tab.open("/kk/appeals/new/")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#main"  # past the frame at once
    page.locator("main form button").focus()
    keys.press("Enter")
    page.wait_for_url("**/topic/")
    to("kind")
    keys.press("Space")
    to("topic")
    keys.press("ArrowDown")
    to("go")
    keys.press("Enter")
    page.wait_for_url("**/who/")
    to("name")
    keys.type(APPLICANT["name"])
    to("postal_address")
    keys.type(APPLICANT["postal_address"])
    keys.press("Enter")
    page.wait_for_url("**/office/")
    to("office")
    keys.press("ArrowDown")
    keys.press("Enter")
    to("go")
    keys.press("Enter")
    page.wait_for_url("**/matter/")
    to("point_1")
    keys.type(APPEAL_TEXTS["kk"].points[0])
    to("go")
    page.locator("main button[value=next]").focus()
    keys.press("Enter")
    page.wait_for_url("**/files/")
    page.locator("main button[value=next]").focus()
    keys.press("Enter")
    page.wait_for_url("**/consents/")
    to("processing")
    keys.press("Space")
    page.locator("main button[value=next]").focus()
    keys.press("Enter")
    page.wait_for_url("**/check/")
    page.locator("main button[value=next]").focus()
    keys.press("Enter")
    page.wait_for_url("**/receipt/")
    tab.check_page()
    assert Appeal.objects.count() == 1


SEEN = """() => {
  const held = document.activeElement, style = getComputedStyle(held);
  const box = held.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return (ring || style.boxShadow !== "none") && box.top >= 0 && box.bottom <= innerHeight;
}"""


@pytest.mark.parametrize("script", [True, False])
def test_reception_is_booked(new_tab, office, script):
    an_official(office)
    tab = new_tab("kk", script=script)
    page, on = tab.page, interface_text("kk", "Continue")
    tab.open("/kk/reception/book/")
    page.locator("[name=office]").select_option("ken")
    press(tab, on)
    for name in ("official", "day", "hour"):
        page.locator(f"[name={name}]").first.check()
        press(tab, on)
    page.locator("[name=name]").fill("Қалиева Әсем")
    page.locator("[name=phone]").fill("8 701 123 45 67")
    press(tab, interface_text("kk", "Book"))
    assert page.locator(".receipt__number").inner_text() == Booking.objects.get().number
    with page.expect_download() as calendar:
        page.get_by_role("link", name=interface_text("kk", "Add to the calendar")).click()
    assert b"VEVENT" in calendar.value.path().read_bytes()
