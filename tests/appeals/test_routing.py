"""Routing suggestions: reasons, threshold, and the effect of corrections."""

import pytest

from appeals import lifecycle, routing
from appeals.models import RoutingRule
from services.models import Office
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


def body_slugs(suggestion) -> list[str]:
    return [each.slug for each in suggestion.bodies]


@pytest.mark.parametrize(
    "text, body",
    [
        ("Көшедегі шұңқырлар жөнделмей тұр.", "roads"),
        ("Засыпьте ямы на дорогах!", "roads"),
        ("Асфальттың жағдайы нашар", "roads"),
        ("Ауыз су үш күн болмады, құбыры жарылған.", "water"),
        ("Трубы водопровода прорвало.", "water"),
        ("Auyz su ush kun bolmady, qubyry jarylgan", "water"),
        ("Pochinite yamu na doroge", "roads"),
    ],
)
def test_rule_words_match_in_any_form(town, text, body):
    office, *_rest = town
    suggestion = routing.suggest(text, topic=None, place="", office=office)
    assert body_slugs(suggestion)[:1] == [body]
    assert suggestion.bodies[0].reasons[0].kind == "word"


def test_nothing_is_suggested_below_the_threshold(town):
    office, _roads, _water, _rule, topic = town
    for text in ("", "Сәлеметсіз бе", "труба"):
        assert body_slugs(routing.suggest(text, topic=None, place="", office=office)) == []
    # a topic alone is not enough, with a word it is
    assert body_slugs(routing.suggest("…", topic=topic, place="", office=office)) == []
    assert body_slugs(routing.suggest("асфальт", topic=topic, place="", office=office)) == ["roads"]


def test_body_of_another_area_is_not_suggested(town):
    office, *_rest = town
    text = "Ауыз су жоқ, құбыр жарылды"
    assert body_slugs(routing.suggest(text, topic=None, place="", office=an_office("ALA"))) == []
    below = an_office("KEN", office)
    assert body_slugs(routing.suggest(text, topic=None, place="", office=below)) == ["water"]


def test_body_of_the_central_city_serves_no_region():
    centre = an_office("AST", level=Office.Level.CENTRAL)
    region = an_office("VKO", parent=centre, level=Office.Level.REGIONAL)
    district = an_office("GLB", parent=region, level=Office.Level.DISTRICT)
    topic = a_topic("benefits")
    for slug, office in (("astana-jobs", centre), ("vko-jobs", region), ("ministry", None)):
        a_body(slug, keywords_kk="жәрдемақы", office=office).topics.add(topic)

    def suggested(office):
        text = "Көпбалалы жәрдемақы тоқтап қалды"
        return set(body_slugs(routing.suggest(text, topic=topic, place="", office=office)))

    assert suggested(district) == {"vko-jobs", "ministry"}
    assert suggested(centre) == {"astana-jobs", "ministry"}


def test_similar_appeals_are_used_where_no_rule_applies(town):
    """One similar appeal is not enough, two are; the reason has their numbers."""
    office, roads, water, _rule, _topic = town
    texts = ("Көшеде шам жанбайды, кешке қараңғы.", "Біздің көшедегі шамдар жанбай тұр, қараңғы.")
    new = "Көшеміздің шамы жанбайды, түнде қараңғы, балалар қорқады."

    def suggest_again():
        return routing.suggest(new, topic=None, place="", office=office, language="kk")

    numbers = set()
    for text in texts:
        assert body_slugs(suggest_again()) == []
        past = an_appeal(office=office, points=[text])
        lifecycle.route(past.appeal, office, body=roads, by=past.clerk, at=MONDAY)
        numbers.add(past.appeal.number)
    other = an_appeal(office=office, points=["Ауыз су үш күн болмады, құбыры жарылған."])
    lifecycle.route(other.appeal, office, body=water, by=other.clerk, at=MONDAY)
    assert body_slugs(suggest_again()) == ["roads"]
    (reason,) = suggest_again().bodies[0].reasons
    assert set(reason.what.split(", ")) == numbers
    assert all(number in routing.describe_reason(vars(reason)) for number in numbers)
    elsewhere = an_office("ALA")
    roads.office = office
    roads.save()
    assert body_slugs(routing.suggest(new, topic=None, place="", office=elsewhere)) == []


def test_place_suggests_its_office(town):
    office, *_rest = town
    far = an_office("ALA")
    for place in ("Түркістанда", "г. Туркестан, центр"):
        suggestion = routing.suggest("шұңқыр", topic=None, place=place, office=far)
        assert suggestion.office == "tur"
    assert routing.suggest("шұңқыр", topic=None, place="Кентау", office=office).office == ""
    assert routing.suggest("шұңқыр", topic=None, place="", office=far).office == ""


def test_suggestion_is_stored_and_its_outcome_counted_once(town):
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


def test_rule_corrected_often_is_not_suggested(town):
    office, _roads, _water, rule, _topic = town
    RoutingRule.objects.filter(pk=rule.pk).update(corrected=30)
    assert body_slugs(routing.suggest("шұңқыр", topic=None, place="", office=office)) == []


def test_reasons_are_described_in_words():
    an_office("TUR")
    a_topic("housing")
    for kind, what in (
        ("topic", "housing"),
        ("area", "tur"),
        ("place", "Кентау"),
        ("word", "шұңқыр"),
    ):
        assert routing.describe_reason({"kind": kind, "what": what})
