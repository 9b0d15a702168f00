"""What the search keeps of other rows: their codes and acts follow them at once."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from search import indexing
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
from tests.search.build import a_thing, entry

pytestmark = pytest.mark.django_db
OTHER = {"topic": "other", "office": "other", "competent_body": "other"}


@pytest.fixture
def things() -> None:
    """An answer of an office about a topic, a service of a body about the same, something else."""
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
    a_thing("else", **OTHER)


def offered(name: str) -> dict[str, str]:
    """Code → words of a filter on the results page."""
    page = BeautifulSoup(Client().get("/kk/search/").content, "lxml")
    options = page.select(f"select[name={name}] option")
    return {tag["value"]: tag.get_text(strip=True) for tag in options}


def listed(**asked: str) -> list[str]:
    page = BeautifulSoup(Client().get("/kk/search/", asked).content, "lxml")
    return [tag.get_text() for tag in page.select(".row__title")]


@pytest.mark.parametrize(
    ("model", "old", "name"),
    [(Topic, "housing", "topic"), (Body, "housing-inspection", "body"), (Office, "ken", "office")],
)
def test_a_new_code_is_followed_by_all_who_bear_it(things, model, old, name):
    before, found = offered(name), listed(**{name: old})
    assert found
    row = model.objects.get(slug=old)
    row.slug = "zhana"
    row.save()
    after = offered(name)
    assert after.pop("zhana") == before.pop(old)
    assert after == before
    assert listed(**{name: "zhana"}) == found
    assert listed(**{name: old}) == []


def test_an_editor_gives_a_topic_a_new_code(things, client):
    client.force_login(an_editor())
    topic = Topic.objects.get(slug="housing")
    titles = {f"title_{code}": f"Баспана {code}" for code in ("kk", "ru", "en")}
    words = dict.fromkeys(("keywords_kk", "keywords_ru", "keywords_en"), "")
    answer = client.post(
        f"/admin/snippets/services/topic/edit/{topic.pk}/",
        {"slug": "baspana", "order": "0", **titles, **words},
    )
    assert answer.status_code == 302
    assert offered("topic")["baspana"].startswith("Баспана kk")
    assert "Шатыр туралы" in listed(topic="baspana")


def test_what_went_is_no_filter_any_more(things):
    standard = ServiceStandard.objects.get()
    free = a_topic("free", title_kk="Бос")
    standard.topic = free
    standard.save()
    assert "free" in offered("topic")
    free.delete()
    assert "free" not in offered("topic")
    assert "Баспана кезегіне тұру" in listed()


def test_a_service_is_found_under_what_its_standard_says_now(things):
    standard = ServiceStandard.objects.get()
    standard.topic, standard.body = a_topic("water", title_kk="Су"), a_body("akimat")
    standard.legal_act_kk = "Тұрғын үй қатынастары туралы заң"
    standard.save()
    assert listed(topic="water") == ["Баспана кезегіне тұру"]
    assert listed(body="akimat") == ["Баспана кезегіне тұру"]
    assert listed(q="қатынастары") == ["Баспана кезегіне тұру"]


def test_a_procedure_is_found_by_its_act_of_today():
    page = a_procedure_page()
    procedure = Procedure.objects.get()
    procedure.legal_act_kk = "Жаңа кодекс, 7-бап"
    procedure.save()
    assert listed(q="жаңа кодекс") == [page.title]
    page.unpublish()
    procedure.save()
    assert listed(q="жаңа кодекс") == []


@pytest.mark.parametrize("number", [30, 1500])
def test_however_many_bear_a_code_none_is_read_again(number, django_assert_max_num_queries):
    topic = a_topic("roads", title_kk="Жолдар")
    indexing.rebuild(entry(f"n{each}", title="Жол", topic="roads") for each in range(number))
    a_thing("else", title="Басқа", **OTHER)
    assert offered("topic")["roads"] == f"Жолдар ({number})"
    topic.slug = "streets"
    with django_assert_max_num_queries(20):
        topic.save()
    assert offered("topic")["streets"] == f"Жолдар ({number})"
    assert len(listed(topic="streets", q="жол")) == 10
