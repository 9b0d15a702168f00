"""Editors manage synonyms and promotions and read reports of queries."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from portal import permissions
from search.models import Promotion, QueryLog, Term
from tests.client import PageClient
from tests.search.entries import add_entry, found_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_user(
        "editor", "e@reception.example", "a-long-password-1"
    )
    user.groups.add(Group.objects.get(name=permissions.EDITORS))
    client.force_login(user)
    return client


def create_reception_term() -> Term:
    return Term.objects.create(
        name_kk="қабылдау",
        name_ru="приём",
        name_en="reception",
        also_ru="личный приём",
        also_kk="жеке қабылдау",
    )


def test_thing_is_found_by_its_synonyms_in_three_languages(visit):
    add_entry("schedule", title="Әкімнің азаматтарды қабылдауы", kind="procedure")
    add_entry("other", title="Жол жөндеу")
    assert found_keys("reception") == []
    create_reception_term()
    for words in ("қабылдау", "qabyldau", "кабылдау", "прием", "reception", "личного приёма"):
        assert found_keys(words) == ["schedule"], words
    page = visit("/ru/search/?q=приём")
    assert "«қабылдау»" in page.main, "the synonym is explained"


def test_exact_word_ranks_before_synonyms():
    create_reception_term()
    add_entry("far", title="Қабылдау кестесі")
    add_entry("near", title="Reception hours", language="en")
    for number in range(8):
        add_entry(f"n{number}", title=f"Жол {number}")
    assert found_keys("reception") == ["near", "far"]


def test_changed_synonym_applies_at_once(editor):
    add_entry("schedule", title="Қабылдау кестесі")
    page = editor.get("/admin/search-terms/new/")
    assert page.status_code == 200
    values = {"name_kk": "қабылдау", "name_ru": "аудиенция", "name_en": "audience"}
    editor.post(
        "/admin/search-terms/new/",
        {**values, "also_kk": "", "also_ru": "приём у акима", "also_en": ""},
    )
    assert "приём у акима" in editor.get("/admin/search-terms/").content.decode()
    assert found_keys("аудиенция") == ["schedule"]
    Term.objects.all().delete()
    assert found_keys("аудиенция") == []


def test_editor_promotes_a_result(editor):
    add_entry("often", title="Жол жол жол", body="жол")
    add_entry("wanted", title="Көше жөндеу тәртібі")
    page = editor.post(
        "/admin/search-promotions/new/",
        {"words": "жолдар", "order": "1", "address": "https://portal.example/kk/wanted/"},
    )
    assert page.status_code == 302, page.content.decode()[-2000:]
    assert Promotion.objects.get().entry_group == "test:wanted"
    titles = [
        tag.get_text()
        for tag in PageClient(Client())("/kk/search/?q=жол").soup.select(".row__title")
    ]
    assert titles == ["Көше жөндеу тәртібі", "Жол жол жол"]
    index_page = editor.get("/admin/search-promotions/").content.decode()
    assert "Көше жөндеу тәртібі" in index_page
    assert "test:wanted" not in index_page
    invalid = editor.post(
        "/admin/search-promotions/new/", {"words": "су", "order": "1", "address": "/kk/nothing/"}
    )
    assert invalid.status_code == 200
    assert Promotion.objects.count() == 1


def test_promoted_result_counts_as_found(visit):
    add_entry("wanted", title="Көше жөндеу тәртібі")
    Promotion.objects.create(words="кроссворд", entry_group="test:wanted")
    Promotion.objects.create(words="көше", entry_group="test:wanted")
    for words in ("кроссворд", "көше"):
        page = visit(f"/kk/search/?q={words}")
        assert page.soup.select_one("#found").get_text(strip=True) == f"«{words}»: 1 нәтиже"
        assert len(page.soup.select(".row__title")) == 1
    assert QueryLog.objects.get(words="кроссворд").found == 1


def test_reports_list_frequent_queries_and_those_without_results(editor, client):
    add_entry("road", title="Жол")
    for words in ("жол", "кроссворд", "=1+1", "=жол") * 3:
        client.get("/kk/search/", {"q": words})
    assert QueryLog.objects.count() == 4
    frequent = editor.get("/admin/search-reports/questions/").content.decode()
    assert "жол" in frequent
    assert "кроссворд" in frequent
    without_results = editor.get("/admin/search-reports/in-vain/").content.decode()
    assert "кроссворд" in without_results
    assert '?q=%D0%B6%D0%BE%D0%BB"' not in without_results
    for kind in ("csv", "xlsx"):
        assert editor.get(f"/admin/search-reports/questions/?export={kind}").status_code == 200


def test_reports_require_editor_permission(client):
    user = get_user_model().objects.create_user("press", "p@reception.example", "a-long-password-1")
    user.groups.add(Group.objects.get(name=permissions.PRESS))
    client.force_login(user)
    assert client.get("/admin/search-reports/questions/").status_code == 302
