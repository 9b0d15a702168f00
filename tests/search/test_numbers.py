"""A number that was typed into the search leads to its own page."""

import pytest

from tests.search.entries import add_entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["GLB-2026-000026", "glb 2026 26", "GLВ–2026–26"])
def test_number_of_an_appeal_leads_to_where_is_my_appeal(visit, typed):
    page = visit(f"/kk/search/?q={typed}", allow={"untranslated_text"})
    assert page.soup.select_one('main a[href="/kk/appeals/status/#GLB-2026-000026"]')


def test_number_of_a_ticket_leads_to_the_ticket(visit):
    page = visit("/ru/search/?q=AST-674210")
    assert page.soup.select_one('main a[href="/ru/reception/ticket/#AST-674210"]')


def test_answers_under_one_title_are_folded_together(visit):
    for number in range(3):
        add_entry(f"smoke{number}", title="Көрші түтіні", body=f"Мән-жай {number}.")
    page = visit("/kk/search/?q=түтін")
    assert len(page.soup.select("main .row__title")) == 1
    assert "Осы тақырыппен тағы 2" in page.main
    assert len(page.soup.select("main details.fold li a")) == 2
