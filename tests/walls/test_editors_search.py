"""What editors type where Wagtail's own search answers: a list, whatever it is."""

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from services.models import ProcedureIndexPage, ProcedurePage
from tests.search import hostile
from tests.walls.test_hostile import ask_all

pytestmark = pytest.mark.django_db
CHOOSER = "/admin/choose-page/search/"
ASKED = [
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
QUOTED = ['a"b', '\\"', 'ә"і', '"ә" "і', 'ә" OR "і', "published:yes жол", 'live:"no', "a:b c:d",
          'жол "су' * 500]  # fmt: skip


def sayable(text: str) -> bool:
    """Whether an address can carry it: half a letter cannot be sent."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


@pytest.mark.parametrize("address", ASKED)
def test_any_question_of_an_editor(world, address):
    editor = world.client("editor")
    assert editor.get(address, {"q": "жол"}).status_code == 200
    assert not ask_all(editor, address, ["q"], [*filter(sayable, hostile.STRINGS), *QUOTED])


@pytest.mark.parametrize("address", [CHOOSER, "/admin/pages/search/"])
@pytest.mark.parametrize(
    "words", ["Қабылдауға", "қабыл", 'жеке "қабылдауға', '"Жеке қабылдауға"', "жеке - қабылдауға"]
)
def test_an_ordinary_word_finds_the_page(world, address, words):
    editor = world.client("editor")
    page = world.facts["page"]
    found = editor.get(address, {"q": words}).content.decode()
    assert page.title in found
    assert page.title not in editor.get(address, {"q": f'{words} "балабақша'}).content.decode()


def test_a_title_with_quotation_marks_is_found_by_what_they_enclose(world):
    editor = world.client("editor")
    page = ProcedurePage.objects.get(pk=world.facts["page"].pk)
    page.title = '«Нұр» және "Айна" орталығына жазылу'
    page.save_revision().publish()
    for words in ("нұр", '"айна"', page.title):
        assert "орталығына жазылу" in editor.get(CHOOSER, {"q": words}).content.decode(), words


def test_the_database_is_told_how_its_index_has_grown(world):
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
def test_pages_are_looked_up_and_not_read_one_by_one(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailsearch_indexentry (object_id, content_type_id, title, body, "
            "autocomplete, title_norm, title_text, body_text) SELECT object_id || 'x' || n, content_type_id, "
            "to_tsvector('simple', 'жол ' || n), '', '', 1, '', '' "
            "FROM wagtailsearch_indexentry, generate_series(1, 400) AS n"
        )
    call_command("tidy_search")
    found = Page.objects.search("қабылдауға")
    assert "search_pages_words" in found.get_queryset().explain()
    assert [page.title for page in found] == ["Жеке қабылдауға келу"]
