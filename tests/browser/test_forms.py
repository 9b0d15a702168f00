"""The appeal in Chromium on a phone, with and without JavaScript, each step checked by axe."""

import pytest
from django.core.cache import cache

from appeals.models import Appeal
from forms.models import Draft
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import APPLICANT_NAME, MATTER, POSTAL_ADDRESS
from tests.search.entries import add_entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def facts(browser_database):
    cache.clear()
    return a_kind(), a_topic(), an_office()


def press_continue(tab) -> None:
    tab.press(tab.page.locator("main button[value=next]"))


def test_appeal_is_sent_on_phone(new_tab, script, tmp_path):
    tab = new_tab("kk", script=script)
    page = tab.page
    tab.open("/kk/appeals/new/")
    tab.press(page.locator("main form button"))
    press_continue(tab)  # nothing chosen yet
    assert page.locator(".error-summary li").count() == 2
    page.locator("[name=kind]").first.check()
    page.locator("[name=topic]").select_option("housing")
    press_continue(tab)
    assert not page.locator("[name=organisation]").is_visible()
    page.locator("[name=name]").fill(APPLICANT_NAME)
    page.locator("[name=postal_address]").fill(POSTAL_ADDRESS)
    tab.press(page.locator("button[name=to_language][value=ru]").first)
    assert "/ru/" in page.url
    assert page.locator("[name=name]").input_value() == APPLICANT_NAME
    page.locator("[name=postal_address]").focus()
    tab.submit_with_enter()
    page.locator("[name=office]").select_option("tur")
    press_continue(tab)
    page.locator("[name=point_1]").fill(MATTER)
    tab.press(page.locator("button[value=add-point]"))
    page.locator("[name=point_2]").fill("Кто пересчитает плату за эти дни?")
    press_continue(tab)
    paper = tmp_path / "письмо.txt"
    paper.write_text("Акт осмотра", encoding="utf-8")
    page.locator("[name=documents]").set_input_files(paper)
    tab.press(page.locator("button[value=upload]"))
    assert page.locator(".files li").count() == 1
    press_continue(tab)
    page.locator("[name=processing]").check()
    press_continue(tab)
    page.locator("main button[value=next]").dblclick()
    page.wait_for_url("**/receipt/")
    tab.check_page()
    appeal = Appeal.objects.get()
    assert page.locator(".receipt__number").inner_text() == appeal.number
    page.reload()
    assert page.locator(".receipt__secret").is_visible()
    page.go_back()
    assert Appeal.objects.count() == 1


def test_typed_text_is_saved_automatically(tab):
    page = tab.page
    tab.open("/kk/appeals/new/")
    tab.press(page.locator("main form button"))
    page.locator("[name=topic]").select_option("housing")
    with page.expect_response(lambda answer: answer.status == 204):
        page.locator("[name=kind]").first.check()
    assert Draft.objects.get().data["steps"]["topic"]["topic"] == ["housing"]
    page.reload()
    assert page.locator("[name=topic]").input_value() == "housing"


def test_suggested_answer_closes_form(new_tab, script):
    add_entry("water", kind="standard", title="Суды қосу", body="Көшеде су жоқ болса, үш күнде.")
    tab = new_tab("kk", script=script)
    page = tab.page
    tab.open("/kk/appeals/new/")
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
    press_continue(tab)
    tab.press(page.locator("button[value^=solved-]"))
    tab.press(page.locator("button[value^=close-solved-]"))
    assert page.get_by_role("link", name="Суды қосу").is_visible()
    assert "solved" in Draft.objects.get().data
