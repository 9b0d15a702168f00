"""Editors teach words, put results first and see what is asked in vain."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from portal import permissions
from search.backends import get_engine
from search.models import Promotion, QueryLog, Term
from search.query.similarity import MemoryIndex
from tests.client import PageClient
from tests.search.build import a_thing, find, keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = get_user_model().objects.create_user(
        "editor", "e@reception.example", "a-long-password-1"
    )
    user.groups.add(Group.objects.get(name=permissions.EDITORS))
    client.force_login(user)
    return client


def reception() -> Term:
    return Term.objects.create(
        name_kk="қабылдау",
        name_ru="приём",
        name_en="reception",
        also_ru="личный приём",
        also_kk="жеке қабылдау",
    )


def test_one_thing_is_found_by_its_names_in_three_languages(visit):
    a_thing("schedule", title="Әкімнің азаматтарды қабылдауы", kind="procedure")
    a_thing("other", title="Жол жөндеу")
    assert keys("reception") == []
    reception()
    for words in ("қабылдау", "qabyldau", "кабылдау", "прием", "reception", "личного приёма"):
        assert keys(words) == ["schedule"], words
    page = visit("/ru/search/?q=приём")
    assert "«қабылдау»" in page.main, "the page says why"


def test_the_word_itself_comes_before_its_other_names():
    reception()
    a_thing("far", title="Қабылдау кестесі")
    a_thing("near", title="Reception hours", language="en")
    for number in range(8):
        a_thing(f"n{number}", title=f"Жол {number}")
    assert keys("reception") == ["near", "far"]


def test_a_changed_word_counts_at_once(editor):
    a_thing("schedule", title="Қабылдау кестесі")
    page = editor.get("/admin/search-terms/new/")
    assert page.status_code == 200
    values = {"name_kk": "қабылдау", "name_ru": "аудиенция", "name_en": "audience"}
    editor.post(
        "/admin/search-terms/new/",
        {**values, "also_kk": "", "also_ru": "приём у акима", "also_en": ""},
    )
    assert "приём у акима" in editor.get("/admin/search-terms/").content.decode()
    assert keys("аудиенция") == ["schedule"]
    Term.objects.all().delete()
    assert keys("аудиенция") == []


def test_an_editor_puts_a_result_first(editor):
    a_thing("often", title="Жол жол жол", body="жол")
    a_thing("wanted", title="Көше жөндеу тәртібі")
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
    listed = editor.get("/admin/search-promotions/").content.decode()
    assert "Көше жөндеу тәртібі" in listed
    assert "test:wanted" not in listed
    wrong = editor.post(
        "/admin/search-promotions/new/", {"words": "су", "order": "1", "address": "/kk/nothing/"}
    )
    assert wrong.status_code == 200
    assert Promotion.objects.count() == 1


def test_what_is_put_first_counts_as_found(visit):
    a_thing("wanted", title="Көше жөндеу тәртібі")
    Promotion.objects.create(words="кроссворд", entry_group="test:wanted")
    Promotion.objects.create(words="көше", entry_group="test:wanted")
    for words in ("кроссворд", "көше"):
        page = visit(f"/kk/search/?q={words}")
        assert page.soup.select_one("#found").get_text(strip=True) == f"«{words}»: 1 нәтиже"
        assert len(page.soup.select(".row__title")) == 1
    assert QueryLog.objects.get(words="кроссворд").found == 1, "nothing is missing there"


def test_reports_tell_what_is_asked_and_what_in_vain(editor, client):
    a_thing("road", title="Жол")
    for words in ("жол", "кроссворд", "=1+1", "=жол") * 3:
        client.get("/kk/search/", {"q": words})
    assert QueryLog.objects.count() == 4
    popular = editor.get("/admin/search-reports/questions/").content.decode()
    assert "жол" in popular
    assert "кроссворд" in popular
    vain = editor.get("/admin/search-reports/in-vain/").content.decode()
    assert "кроссворд" in vain
    assert '?q=%D0%B6%D0%BE%D0%BB"' not in vain
    for kind in ("csv", "xlsx"):
        assert editor.get(f"/admin/search-reports/questions/?export={kind}").status_code == 200


def test_reports_are_for_editors(client):
    user = get_user_model().objects.create_user("press", "p@reception.example", "a-long-password-1")
    user.groups.add(Group.objects.get(name=permissions.PRESS))
    client.force_login(user)
    assert client.get("/admin/search-reports/questions/").status_code == 302


def test_nearest_texts_of_ones_own_are_compared_without_an_index():
    past = MemoryIndex(
        [
            (1, "Үйдің шатыры ағып тұр, жөндеу керек.", "kk"),
            (2, "Ауылдың жолы бұзылған, шұңқыр көп.", "kk"),
            (3, "Балабақшаға орын керек.", "kk"),
        ]
    )
    found = past.find_similar("Жолдағы шұңқырларды жөндеңіздер", "kk", limit=2)
    assert [near.key for near in found] == [2, 1]
    assert 0 < found[1].similarity < found[0].similarity <= 1
    assert len(found[0].shared) == 2
    assert MemoryIndex([]).find_similar("жол", "kk", limit=3) == []
    assert find("шұңқыр").total == 0


def test_what_a_title_says_is_nearer_than_what_a_text_mentions():
    a_thing("pipe", title="Үйді су құбырына қосу", body="Өтініш беріңіз, құбыр тексеріледі.")
    a_thing("street", title="Көше жарығы", body="Үйді су құбырына қосу кезінде шам сөнген.")
    found = get_engine().similar("Үйімді су құбырына қосып беріңіздер", "kk", ("answer",), 3)
    assert [hit.entry.group for hit in found] == ["test:pipe", "test:street"]


def test_similar_things_are_near_and_of_the_kinds_asked():
    a_thing("roof", title="Шатыр ағады", body="Үйдің шатыры ағып тұр. Шатыр жөнделді.")
    a_thing("road", title="Жол", body="Ауылдың жолы бұзылған, шұңқыр көп.")
    a_thing("page", title="Шатыр", body="Үйдің шатыры ағады.", kind="page")
    text = "Біздің үйдің шатырынан су ағып тұр, шатырды жөндеп беріңіздер."
    found = get_engine().similar(text, "kk", ("answer", "standard"), 3)
    assert [hit.entry.group for hit in found] == ["test:roof"]
    assert get_engine().similar("Мұғалім туралы пікір", "kk", ("answer",), 3) == []
