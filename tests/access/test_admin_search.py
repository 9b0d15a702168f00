"""Wagtail's own search of the admin answers any query."""

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from services.models import ProcedureIndexPage, ProcedurePage
from tests.access.test_hostile_input import broken_queries
from tests.search import hostile_strings

pytestmark = pytest.mark.django_db
CHOOSER = "/admin/choose-page/search/"
SEARCH_URLS = [
    CHOOSER,
    "/admin/pages/search/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/images/chooser/results/",
    "/admin/documents/",
    "/admin/documents/chooser/results/",
    "/admin/snippets/services/office/",
    "/admin/snippets/services/procedure/",
    "/admin/snippets/choose/services/office/results/",
    "/admin/search-terms/",
]
QUOTED_QUERIES = ['a"b', '\\"', 'ә"і', '"ә" "і', 'ә" OR "і', "published:yes жол", 'live:"no', "a:b c:d",
          'жол "су' * 500]  # fmt: skip


def can_be_sent(text: str) -> bool:
    """Return whether a URL can carry the text: a lone surrogate cannot be encoded."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


@pytest.mark.parametrize("address", SEARCH_URLS)
def test_admin_search_answers_any_query(scenario, address):
    editor = scenario.client("editor")
    assert editor.get(address, {"q": "жол"}).status_code == 200
    assert not broken_queries(
        editor, address, ["q"], [*filter(can_be_sent, hostile_strings.STRINGS), *QUOTED_QUERIES]
    )


@pytest.mark.parametrize("address", [CHOOSER, "/admin/pages/search/"])
@pytest.mark.parametrize(
    "words", ["Қабылдауға", "қабыл", 'жеке "қабылдауға', '"Жеке қабылдауға"', "жеке - қабылдауға"]
)
def test_admin_search_finds_page_by_words_of_its_title(scenario, address, words):
    editor = scenario.client("editor")
    page = scenario.facts["page"]
    html = editor.get(address, {"q": words}).content.decode()
    assert page.title in html
    assert page.title not in editor.get(address, {"q": f'{words} "балабақша'}).content.decode()


def test_admin_search_finds_quoted_words_of_a_title(scenario):
    editor = scenario.client("editor")
    page = ProcedurePage.objects.get(pk=scenario.facts["page"].pk)
    page.title = '«Нұр» және "Айна" орталығына жазылу'
    page.save_revision().publish()
    for words in ("нұр", '"айна"', page.title):
        assert "орталығына жазылу" in editor.get(CHOOSER, {"q": words}).content.decode(), words


def test_tidy_search_updates_index_statistics(scenario):
    parent = ProcedureIndexPage.objects.get(locale__language_code="kk")
    for number in range(30):
        parent.add_child(instance=Page(title=f"Жол {number}", slug=f"jol-{number}"))
    call_command("tidy_search")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT stat FROM sqlite_stat1 WHERE tbl = 'wagtailsearch_indexentry' LIMIT 1"
            )
            assert int(cursor.fetchone()[0].split()[0]) >= 30
        else:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE relname = 'wagtailsearch_indexentry'"
            )
            assert cursor.fetchone()[0] >= 30


@pytest.mark.postgresql
def test_page_search_uses_the_postgresql_index(scenario):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailsearch_indexentry (object_id, content_type_id, title, body, "
            "autocomplete, title_norm, title_text, body_text) SELECT object_id || 'x' || n, content_type_id, "
            "to_tsvector('simple', 'жол ' || n), '', '', 1, '', '' "
            "FROM wagtailsearch_indexentry, generate_series(1, 400) AS n"
        )
    call_command("tidy_search")
    results = Page.objects.search("қабылдауға")
    assert "search_pages_words" in results.get_queryset().explain()
    assert [page.title for page in results] == ["Жеке қабылдауға келу"]


@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/admin/appeals/results/", "тор туралы"),
        ("/admin/snippets/services/official/", "айгүл серікбаева"),
        ("/admin/snippets/services/office/", "ken қабылдау"),
        ("/admin/users/", "қанатқызы"),
    ],
)
def test_admin_list_finds_the_same_rows_in_any_case_of_letters(scenario, address, word, change):
    page = scenario.client("superuser").get(address, {"q": change(word)}).content.decode()
    assert word in page.lower()
    assert page.lower().count("<tr") > 1
