"""The language of the answer is asked; that of the text is suggested, not that of the menu."""

import pytest

from appeals.models import Appeal
from core.models import Notice


def checked_language(page) -> str:
    return page.soup.select_one("input[name=language][checked]")["value"]


@pytest.mark.parametrize(
    ("menu", "matter", "language"),
    [
        ("ru", "Көшемізде үшінші күн су жоқ. Су қашан қосылады?", "kk"),
        ("kk", "На нашей улице прорвало водопровод, воды нет уже три дня.", "ru"),
        ("ru", "1234567890 / 0987654321", "ru"),
    ],
)
def test_language_of_the_text_is_suggested_and_used(appeal_form, menu, matter, language):
    form = appeal_form(menu).fill_to("matter")
    form.press("next", {"point_1": matter})
    page = form.fill_to("check").page
    assert checked_language(page) == language
    form.press("next")
    appeal = Appeal.objects.get()
    assert appeal.language == language


def test_chosen_language_survives_the_language_switch_and_is_that_of_letters(appeal_form, visit):
    form = appeal_form("kk").fill_to("matter")
    form.press("next", {"point_1": "Көшемізде су жоқ. Су қашан қосылады?"})
    page = form.fill_to("check").page
    form.page = page.send({"language": "en"}, button="ru")
    assert checked_language(form.page) == "en"
    form.press("next")
    appeal = Appeal.objects.get()
    assert appeal.language == "en"
    letters = Notice.objects.filter(about=appeal.number)
    assert {letter.language for letter in letters} == {"en"}
    assert form.page.path.startswith("/ru/")


def test_without_a_choice_nothing_is_sent(appeal_form):
    page = appeal_form().fill_to("check").press("next", {"language": None})
    assert page.soup.select_one(".error-summary a")
    assert not Appeal.objects.exists()
