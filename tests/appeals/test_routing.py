"""A suggestion has reasons, stays silent when unsure, and learns from corrections."""

import pytest

from appeals import lifecycle, routing
from appeals.models import RoutingRule
from tests.builders import MONDAY, a_body, a_topic, an_appeal, an_office

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    office = an_office(
        "TUR", settlements_kk="Түркістан, Кентау", settlements_ru="Туркестан, Кентау"
    )
    roads = a_body("roads", title_kk="Жол бөлімі", title_ru="Отдел дорог", title_en="Roads")
    water = a_body(
        "water", title_kk="Су арнасы", title_ru="Водоканал", title_en="Water",
        keywords_kk="ауыз су, құбыр", keywords_ru="водопровод, труба", office=office,
    )  # fmt: skip
    rule = RoutingRule.objects.create(body=roads, words="шұңқыр, яма на дороге, асфальт")
    topic = a_topic("roads", title_kk="Жолдар", title_ru="Дороги")
    roads.topics.add(topic)
    return office, roads, water, rule, topic


def names(suggestion) -> list[str]:
    return [each.slug for each in suggestion.bodies]


@pytest.mark.parametrize(
    "text, body",
    [
        ("Көшедегі шұңқырлар жөнделмей тұр.", "roads"),
        ("Засыпьте ямы на дорогах!", "roads"),
        ("Асфальттың жағдайы нашар", "roads"),
        ("Ауыз су үш күн болмады, құбыры жарылған.", "water"),
        ("Трубы водопровода прорвало.", "water"),
    ],
)
def test_words_in_any_form(town, text, body):
    office, *_rest = town
    found = routing.suggest(text, topic=None, place="", office=office)
    assert names(found)[:1] == [body]
    assert found.bodies[0].reasons[0].kind == "word"


def test_silent_when_unsure(town):
    office, _roads, _water, _rule, topic = town
    for text in ("", "Сәлеметсіз бе", "труба"):
        assert names(routing.suggest(text, topic=None, place="", office=office)) == []
    # a topic alone is not enough, with a word it is
    assert names(routing.suggest("…", topic=topic, place="", office=office)) == []
    assert names(routing.suggest("асфальт", topic=topic, place="", office=office)) == ["roads"]


def test_a_body_of_another_area_is_not_named(town):
    office, *_rest = town
    text = "Ауыз су жоқ, құбыр жарылды"
    assert names(routing.suggest(text, topic=None, place="", office=an_office("ALA"))) == []
    below = an_office("KEN", office)
    assert names(routing.suggest(text, topic=None, place="", office=below)) == ["water"]


def test_where_no_rule_speaks_like_appeals_do(town):
    """One like appeal is chance, two are a reason; the reason names them."""
    office, roads, water, _rule, _topic = town
    texts = ("Көшеде шам жанбайды, кешке қараңғы.", "Біздің көшедегі шамдар жанбай тұр, қараңғы.")
    new = "Көшеміздің шамы жанбайды, түнде қараңғы, балалар қорқады."

    def asked():
        return routing.suggest(new, topic=None, place="", office=office, language="kk")

    numbers = set()
    for text in texts:
        assert names(asked()) == []
        past = an_appeal(office=office, points=[text])
        lifecycle.route(past.appeal, office, body=roads, by=past.clerk, at=MONDAY)
        numbers.add(past.appeal.number)
    other = an_appeal(office=office, points=["Ауыз су үш күн болмады, құбыры жарылған."])
    lifecycle.route(other.appeal, office, body=water, by=other.clerk, at=MONDAY)
    assert names(asked()) == ["roads"]
    (reason,) = asked().bodies[0].reasons
    assert set(reason.what.split(", ")) == numbers
    assert all(number in routing.describe_reason(vars(reason)) for number in numbers)
    elsewhere = an_office("ALA")
    roads.office = office
    roads.save()
    assert names(routing.suggest(new, topic=None, place="", office=elsewhere)) == []


def test_the_place_names_the_office(town):
    office, *_rest = town
    far = an_office("ALA")
    for place in ("Түркістанда", "г. Туркестан, центр"):
        found = routing.suggest("шұңқыр", topic=None, place=place, office=far)
        assert found.office == "tur"
    assert routing.suggest("шұңқыр", topic=None, place="Кентау", office=office).office == ""
    assert routing.suggest("шұңқыр", topic=None, place="", office=far).office == ""


def test_kept_with_the_appeal_and_judged_once(town):
    office, roads, water, rule, _topic = town
    right = an_appeal(office=office, points=["Жолдағы шұңқырды бітеңіз."])
    (body, reasons), *_others = list(routing.suggested_bodies(right.appeal))
    assert body == roads
    assert reasons
    lifecycle.route(right.appeal, office, body=roads, by=right.clerk, at=MONDAY)
    lifecycle.route(right.appeal, office, body=water, by=right.clerk, at=MONDAY)
    wrong = an_appeal(office=office, points=["Жолдағы шұңқырды бітеңіз."])
    lifecycle.forward(wrong.appeal, water, why="Олардың ісі.", by=wrong.clerk, at=MONDAY)
    rule.refresh_from_db()
    assert (rule.followed, rule.corrected) == (1, 1)


def test_a_rule_that_misleads_loses_its_voice(town):
    office, _roads, _water, rule, _topic = town
    RoutingRule.objects.filter(pk=rule.pk).update(corrected=30)
    assert names(routing.suggest("шұңқыр", topic=None, place="", office=office)) == []


def test_reasons_are_words():
    an_office("TUR")
    a_topic("housing")
    for kind, what in (
        ("topic", "housing"),
        ("area", "tur"),
        ("place", "Кентау"),
        ("word", "шұңқыр"),
    ):
        assert routing.describe_reason({"kind": kind, "what": what})
