"""Where the focus goes, what fits on one sheet, what happens to a large photo."""

import io

import pytest
from django.core.cache import cache
from PIL import Image
from pypdf import PdfReader

from forms.models import DraftFile
from tests.browser.conftest import DESKTOP, PHONE
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import APPLICANT_NAME, MATTER, POSTAL_ADDRESS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def facts(browser_database):
    cache.clear()
    return a_kind(), a_topic(), an_office()


def press_continue(tab) -> None:
    tab.press(tab.page.locator("main button[value=next]"))


def fill_to_files(tab, language: str) -> None:
    """Fill in the steps before the files; check where the focus is after «add a point»."""
    page = tab.page
    tab.open(f"/{language}/appeals/new/")
    tab.press(page.locator("main form button"))
    page.locator("[name=kind]").first.check()
    page.locator("[name=topic]").select_option("housing")
    press_continue(tab)
    page.locator("[name=name]").fill(APPLICANT_NAME)
    page.locator("[name=postal_address]").fill(POSTAL_ADDRESS)
    press_continue(tab)
    page.locator("[name=office]").select_option("tur")
    press_continue(tab)
    page.locator("[name=point_1]").fill(MATTER)
    tab.press(page.locator("button[value=add-point]"))
    assert page.evaluate("document.activeElement.name") == "point_2"
    page.locator("[name=point_2]").fill("Шам жанбайды, жөндеу қашан болады?")
    press_continue(tab)


@pytest.mark.parametrize(("language", "size"), [("kk", PHONE), ("ru", DESKTOP)])
def test_change_and_new_point_lead_to_the_field_and_receipt_is_one_sheet(new_tab, language, size):
    tab = new_tab(language, size)
    page = tab.page
    fill_to_files(tab, language)
    press_continue(tab)
    page.locator("[name=processing]").check()
    press_continue(tab)
    assert page.locator(".check__section h2").count() == 6
    tab.press(page.locator("a[href*='/who/'][href$='#id_postal_address']"))
    assert page.evaluate("document.activeElement.name") == "postal_address"
    press_continue(tab)
    with page.expect_navigation(url="**/receipt/"):
        page.locator("main button[value=next]").click()
    sheet = page.pdf(format="A4", print_background=False)
    assert len(PdfReader(io.BytesIO(sheet)).pages) == 1


def test_photo_over_the_limit_is_made_smaller_before_it_is_sent(new_tab, settings, tmp_path):
    settings.ATTACHMENT_MAX_BYTES = 900_000
    tab = new_tab()
    page = tab.page
    fill_to_files(tab, "kk")
    photo = tmp_path / "сурет.jpg"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(photo, quality=95)
    assert photo.stat().st_size > settings.ATTACHMENT_MAX_BYTES
    documents = page.locator("[name=documents]")
    documents.evaluate("(input) => { input.dataset.shrinkOver = 900000; }")
    documents.set_input_files(photo)
    for _attempt in range(100):
        if documents.evaluate("(input) => input.files[0].size") <= 900_000:
            break
        page.wait_for_timeout(100)
    tab.press(page.locator("button[value=upload]"))
    assert page.locator(".files li").count() == 1
    assert DraftFile.objects.get().name == "сурет.jpg"
