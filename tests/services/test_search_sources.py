"""Search entries follow changed slugs, topics, bodies and legal acts at once."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from search import index_writer
from services.models import (
    Body,
    Office,
    Procedure,
    ServiceStandard,
    ServiceStandardPage,
    StandardIndexPage,
    Topic,
)
from tests.builders import (
    MONDAY,
    a_body,
    a_procedure_page,
    a_topic,
    a_working_office,
    an_appeal,
    an_editor,
)
from tests.search.entries import add_entry, make_entry

pytestmark = pytest.mark.django_db
OTHER = {"topic": "other", "office": "other", "competent_body": "other"}


@pytest.fixture
def indexed_rows() -> None:
    """Index an answer of an office on a topic, a service on the same topic, and another entry."""
    made = an_appeal(at=MONDAY, office=a_working_office("KEN"), consent_publication=True)
    made.answered().published("Шатыр туралы")
    standard = ServiceStandard.objects.create(
        slug="kezek", title_kk="Кезек", topic=made.appeal.topic, body=a_body()
    )
    parent = StandardIndexPage.objects.get(locale__language_code="kk")
    page = ServiceStandardPage(
        title="Баспана кезегіне тұру", slug="kezek", locale=parent.locale, standard=standard
    )
    parent.add_child(instance=page)
    page.save_revision().publish()
    add_entry("else", **OTHER)


def filter_options(name: str) -> dict[str, str]:
    """Return the options of a filter on the results page: code → label."""
    page = BeautifulSoup(Client().get("/kk/search/").content, "lxml")
    options = page.select(f"select[name={name}] option")
    return {tag["value"]: tag.get_text(strip=True) for tag in options}


def result_titles(**query: str) -> list[str]:
    page = BeautifulSoup(Client().get("/kk/search/", query).content, "lxml")
    return [tag.get_text() for tag in page.select(".row__title")]


@pytest.mark.parametrize(
    ("model", "old", "name"),
    [(Topic, "housing", "topic"), (Body, "housing-inspection", "body"), (Office, "ken", "office")],
)
def test_changed_slug_is_updated_in_all_entries(indexed_rows, model, old, name):
    before, titles = filter_options(name), result_titles(**{name: old})
    assert titles
    row = model.objects.get(slug=old)
    row.slug = "zhana"
    row.save()
    after = filter_options(name)
    assert after.pop("zhana") == before.pop(old)
    assert after == before
    assert result_titles(**{name: "zhana"}) == titles
    assert result_titles(**{name: old}) == []


def test_topic_slug_changed_in_the_admin_is_updated_in_entries(indexed_rows, client):
    client.force_login(an_editor())
    topic = Topic.objects.get(slug="housing")
    titles = {f"title_{code}": f"Баспана {code}" for code in ("kk", "ru", "en")}
    words = dict.fromkeys(("keywords_kk", "keywords_ru", "keywords_en"), "")
    response = client.post(
        f"/admin/snippets/services/topic/edit/{topic.pk}/",
        {"slug": "baspana", "order": "0", **titles, **words},
    )
    assert response.status_code == 302
    assert filter_options("topic")["baspana"].startswith("Баспана kk")
    assert "Шатыр туралы" in result_titles(topic="baspana")


def test_deleted_topic_is_no_longer_a_filter(indexed_rows):
    standard = ServiceStandard.objects.get()
    free = a_topic("free", title_kk="Бос")
    standard.topic = free
    standard.save()
    assert "free" in filter_options("topic")
    free.delete()
    assert "free" not in filter_options("topic")
    assert "Баспана кезегіне тұру" in result_titles()


def test_changed_standard_updates_its_entry(indexed_rows):
    standard = ServiceStandard.objects.get()
    standard.topic, standard.body = a_topic("water", title_kk="Су"), a_body("akimat")
    standard.legal_act_kk = "Тұрғын үй қатынастары туралы заң"
    standard.save()
    assert result_titles(topic="water") == ["Баспана кезегіне тұру"]
    assert result_titles(body="akimat") == ["Баспана кезегіне тұру"]
    assert result_titles(q="қатынастары") == ["Баспана кезегіне тұру"]


def test_changed_legal_act_updates_the_procedure_entry():
    page = a_procedure_page()
    procedure = Procedure.objects.get()
    procedure.legal_act_kk = "Жаңа кодекс, 7-бап"
    procedure.save()
    assert result_titles(q="жаңа кодекс") == [page.title]
    page.unpublish()
    procedure.save()
    assert result_titles(q="жаңа кодекс") == []


@pytest.mark.parametrize("number", [30, 1500])
def test_slug_change_needs_few_queries_for_any_number_of_entries(
    number, django_assert_max_num_queries
):
    topic = a_topic("roads", title_kk="Жолдар")
    index_writer.rebuild_from(
        make_entry(f"n{each}", title=f"Жол {each}", topic="roads") for each in range(number)
    )
    add_entry("else", title="Басқа", **OTHER)
    assert filter_options("topic")["roads"] == f"Жолдар ({number})"
    topic.slug = "streets"
    with django_assert_max_num_queries(20):
        topic.save()
    assert filter_options("topic")["streets"] == f"Жолдар ({number})"
    assert len(result_titles(topic="streets", q="жол")) == 10
