"""Two people edit the same page or row: nobody's words disappear without a message."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from core.models import CalendarDay
from home.models import HomePage, StandardPage
from portal import permissions
from services.models import Office, Official
from tests.builders import a_person, a_working_office, an_editor, an_official
from tests.client import new_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def editors():
    """Return the browsers of two editors, the first of whom is called Әсем."""
    second = a_person("bauyrzhan", permissions.EDITORS, language="ru")
    return new_client(an_editor("ru")), new_client(second)


@pytest.fixture(params=["with a version", "without a version"])
def page(request, site):
    """Return a live page: as saved in the editor, or as the demo and an import create it."""
    parent = HomePage.objects.get(locale__language_code="kk")
    page = StandardPage(title="Байланыс", slug="bailanys", locale=parent.locale)
    parent.add_child(instance=page)
    if request.param == "with a version":
        page.save_revision().publish()
    return page


def stored_title(page) -> str:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object().title


def form_values(screen) -> dict:
    """Return what the page editor's form holds, as its script posts it."""
    form = screen.soup.select_one("#w-editor-form, form[data-edit-form]")
    return {"body-count": 0} | {
        tag["name"]: tag.get("value") or tag.get_text()
        for tag in form.select("input[name], textarea[name], select[name]")
        if tag.get("type") not in ("submit", "button", "checkbox", "file")
    }


def test_second_editor_of_a_page_is_told_and_keeps_what_was_typed(editors, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    screens = [browser(address) for browser in editors]
    editors[0].client.post(address, form_values(screens[0]) | {"title": "Байланыс А"})
    assert stored_title(page) == "Байланыс А"
    typed = form_values(screens[1]) | {"title": "Байланыс Б"}
    answer = editors[1].post(address, typed)
    assert stored_title(page) == "Байланыс А"
    assert "сохранена другая её версия (Әсем Қанатқызы" in answer
    assert form_values(answer)["title"] == "Байланыс Б"
    editors[1].client.post(address, form_values(answer))  # decided with open eyes
    assert stored_title(page) == "Байланыс Б"


def test_autosave_of_the_second_editor_is_refused(editors, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    screens = [browser(address) for browser in editors]
    for number, title in enumerate(("Байланыс А", "Байланыс Б")):
        values = form_values(screens[number]) | {"title": title}
        answer = editors[number].client.post(
            address, values, headers={"accept": "application/json"}
        )
        assert answer.json()["success"] is (number == 0), answer.json()
    assert stored_title(page) == "Байланыс А"


def test_one_editor_saves_again_and_again(editors, page):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    values, accept = form_values(editors[0](address)), {"accept": "application/json"}
    for title in ("Бір", "Екі", "Үш"):
        answer = editors[0].client.post(address, values | {"title": title}, headers=accept)
        assert answer.json()["success"], answer.json()
        values["overwrite_revision_id"] = answer.json()["revision_id"]
    assert stored_title(page) == "Үш"
    editors[0].client.post(address, values | {"title": "Төрт"})
    assert stored_title(page) == "Төрт"


def rows():
    office = a_working_office()
    return {
        "official": (
            reverse("wagtailsnippets_services_official:edit", args=[an_official(office, "Ай").pk]),
            "name_ru",
            lambda: Official.objects.get().name_ru,
        ),
        "office": (
            reverse("wagtailsnippets_services_office:edit", args=[office.pk]),
            "phone",
            lambda: Office.objects.get(pk=office.pk).phone,
        ),
        "day": (
            reverse(
                "calendar_days:edit",
                args=[CalendarDay.objects.create(date="2026-12-30", name_kk="Демалыс").pk],
            ),
            "act",
            lambda: CalendarDay.objects.get(date="2026-12-30").act,
        ),
    }


@pytest.mark.parametrize("kind", ["official", "office", "day"])
def test_second_editor_of_a_row_is_told_and_keeps_what_was_typed(editors, kind):
    address, field, stored = rows()[kind]
    first, second = (browser(address) for browser in editors)
    first.send({field: "+77172000001"})
    assert "7172000001" in stored()
    answer = second.send({field: "+77172000002"})
    assert "7172000001" in stored()
    assert "уже после того как вы её открыли (Әсем Қанатқызы" in answer
    value = answer.form([field]).find(attrs={"name": field})["value"]
    assert "7172000002" in value
    answer.send({field: value})
    assert "7172000002" in stored()
