"""What pages share and keep between requests is never older than the last edit, however made."""

import pytest
from wagtail.models import Page, PageViewRestriction

from home.models import PortalSettings
from services.models import Office, OfficeHours, Official, ReceptionHours, Topic
from tests.builders import (
    a_procedure_page,
    a_report,
    a_topic,
    a_working_office,
    an_official,
    set_portal_contacts,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(site):
    set_portal_contacts(hotline="+77270000001")
    a_topic()
    office = a_working_office("KEN")
    an_official(office, name="Айгүл Серікбаева")
    a_report(office=office)
    return office


@pytest.mark.parametrize(
    ("path", "edit", "shown"),
    [
        ("/kk/", lambda: PortalSettings.objects.update(hotline="+77270000777"), "727 000 07 77"),
        ("/kk/answers/", lambda: Topic.objects.update(title_kk="Жаңа тақырып"), "Жаңа тақырып"),
        ("/kk/figures/", lambda: Office.objects.update(title_kk="Жаңа бөлме"), "Жаңа бөлме"),
        ("/kk/reports/", lambda: Office.objects.update(title_kk="Жаңа бөлме"), "Жаңа бөлме"),
        ("/kk/offices/ken/", lambda: Official.objects.update(name_kk="Жаңа Адам"), "Жаңа Адам"),
        ("/kk/offices/ken/", lambda: ReceptionHours.objects.update(room="Z77"), "Z77"),
        ("/kk/offices/ken/stand/", lambda: Official.objects.update(name_kk="Жаңа Адам"), "Жаңа Адам"),
        ("/kk/reception/", lambda: Official.objects.update(name_kk="Жаңа Адам"), "Жаңа Адам"),
        ("/kk/offices/", lambda: OfficeHours.objects.update(opens="07:07"), "07:07"),
    ],
)  # fmt: skip
def test_an_edit_shows_on_the_next_page(office, visit, path, edit, shown):
    assert shown not in visit(path).text
    edit()
    assert shown in visit(path).text


def test_a_section_that_is_withdrawn_leaves_menu_and_footer(office, visit):
    links = '.site-nav a[href="/kk/reports/"], .site-footer a[href="/kk/reports/"]'
    assert len(visit("/kk/").soup.select(links)) == 2
    Page.objects.get(slug="reports", locale__language_code="kk").unpublish()
    assert not visit("/kk/").soup.select(links)


def test_the_footer_is_not_older_than_the_settings(office, visit):
    assert visit("/kk/").soup.select_one('.site-footer a[href="tel:+77270000001"]')
    PortalSettings.objects.update(hotline="+77270000777", owner_ru="Новая приёмная")
    assert visit("/kk/").soup.select_one('.site-footer a[href="tel:+77270000777"]')
    assert "Новая приёмная" in visit("/ru/").soup.select_one(".site-footer").text


def test_the_menu_marks_the_section_of_the_page(office, visit):
    marked = ".site-nav [aria-current]"
    for path in ("/kk/answers/", "/kk/figures/", "/kk/answers/", "/kk/reports/"):
        assert [link["href"] for link in visit(path).soup.select(marked)] == [path]
    assert not visit("/kk/").soup.select(marked)


def test_a_page_made_private_is_closed_at_once(office, visit, client):
    page = a_procedure_page()
    assert "Жеке қабылдауға келу" in visit("/kk/procedures/").text
    assert client.get("/kk/procedures/kelu/").status_code == 200
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get("/kk/procedures/kelu/").status_code == 302
    assert "Жеке қабылдауға келу" not in visit("/kk/procedures/").text


def test_a_page_is_found_only_while_it_is_live(office, visit, client):
    page = a_procedure_page()
    visit("/kk/procedures/kelu/")
    page.unpublish()
    assert client.get("/kk/procedures/kelu/").status_code == 404
    assert client.get("/kk/kelu/").status_code == 404
