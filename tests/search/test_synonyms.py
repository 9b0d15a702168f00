"""Synonyms of a query from the thesaurus, and promotions found by them."""

import pytest

from search import analysis
from search.models import Promotion, Term
from search.promoted_results import find_promoted
from search.query import synonyms
from search.query.request import Query
from tests.search.entries import add_entry, found_keys

pytestmark = pytest.mark.django_db
REFUSAL = {"бас тарту", "отказ", "отклонение", "refusal", "rejection"}
RECEPTION = {"жеке қабылдау", "личный приём", "reception", "audience"}


@pytest.fixture
def initial_terms():
    synonyms.create_initial_terms()


def synonyms_of(words: str) -> list[str]:
    """Return the other names that a query is searched with."""
    return [synonym.name.text for synonym in synonyms.find_synonyms(words)]


def test_initial_terms_match_only_their_own_names(initial_terms):
    """A name may contain another term's name only as written: «үй кезегі», «үй»."""
    thesaurus = synonyms.load_thesaurus()
    for number, names in enumerate(thesaurus.terms):
        for name in names:
            typed = {token.word for token in analysis.tokenize(name.text)}
            own = {other.text for other in thesaurus.terms[number]}
            for synonym in thesaurus.find_names(name.text):
                used_words = {token.word for token in analysis.tokenize(synonym.used_name)}
                assert synonym.used_name in own or used_words <= typed, (
                    name.text,
                    synonym.used_name,
                )


@pytest.mark.parametrize(
    "words", ["қабылдау", "кабылдау", "qabyldau", "kabyldau", "қабылдауға", "кабылдауга"]
)
def test_reception_query_gets_no_synonyms_of_refusal(initial_terms, words):
    assert set(synonyms_of(words)) >= RECEPTION
    assert REFUSAL.isdisjoint(synonyms_of(words))


@pytest.mark.parametrize("words", ["қабылдамау", "кабылдамау", "qabyldamau", "қабылдамауы"])
def test_refusal_query_gets_no_synonyms_of_reception(initial_terms, words):
    assert set(synonyms_of(words)) == REFUSAL


def test_negated_word_finds_no_entry_about_its_stem(initial_terms):
    add_entry("schedule", title="Қабылдау кестесі")
    add_entry("refused", title="Мотивированный отказ", language="ru")
    assert found_keys("қабылдау") == found_keys("qabyldau") == found_keys("приём") == ["schedule"]
    assert found_keys("отказ") == found_keys("refusal") == ["refused"], (
        "the index does not keep negation"
    )


@pytest.mark.parametrize(
    ("words", "wrong_name"),
    [
        ("жылудың", "жильё"),
        ("жильё", "жылу"),
        ("кәрізге", "кредит"),
        ("қарызды", "канализация"),
        ("police", "полив"),
        ("сұрау салу", "salary"),
        ("жұмысты", "безработный"),
        ("жұмыссызға", "работа"),
        ("үйге", "свалка"),
        ("правила", "водительское удостоверение"),
        ("офицер", "приёмная"),
        ("offices", "official"),
        ("refused", "мусор"),
    ],
)
def test_similar_looking_words_get_no_synonyms(initial_terms, words, wrong_name):
    assert wrong_name not in synonyms_of(words)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("жылу", "отопление"),
        ("жумыссыз", "безработный"),
        ("жумыска", "работа"),
        ("жұмыссыздарға", "безработный"),
        ("jumys", "работа"),
        ("priem", "қабылдау"),
        ("су кубыры", "водопровод"),
        ("offices", "приёмная"),
        ("құрылыс заңсыз құрылыс", "самострой"),
    ],
)
def test_name_is_matched_inflected_and_without_kazakh_letters(initial_terms, words, name):
    assert name in synonyms_of(words)


def test_exact_name_takes_precedence_among_limited_synonyms():
    for number in range(6):
        Term.objects.create(name_kk=f"а{number}", name_ru="заявка", name_en=f"a{number}")
    Term.objects.create(name_kk="б", name_ru="заявки", name_en="b", also_ru="дерево")
    assert synonyms_of("заявки") == ["б", "дерево", "b"]
    assert len(synonyms_of("заявкам")) == synonyms.MAX_SYNONYMS


def test_promotion_does_not_match_the_negated_word(initial_terms):
    add_entry("schedule", title="Қабылдау кестесі")
    Promotion.objects.create(words="қабылдау", entry_group="test:schedule")
    for words in ("қабылдау", "қабылдауға", "kabyldau", "приёма", "audience"):
        assert promoted_keys(words) == ["schedule"], words
    for words in ("қабылдамау", "кабылдамау", "отказ", "refusal", "қабылдау қайда"):
        assert promoted_keys(words) == [], words


def test_exact_promotion_ranks_before_inflected_one():
    for key in ("form", "word", "letters"):
        add_entry(key)
    Promotion.objects.create(words="жолдар", entry_group="test:form")
    Promotion.objects.create(words="жолға", entry_group="test:word")
    Promotion.objects.create(words="жөл", entry_group="test:letters")
    assert promoted_keys("жолға") == ["word", "form"]
    assert promoted_keys("жол") == ["form", "word"]


def test_promotion_changed_by_update_applies_at_once():
    add_entry("one")
    add_entry("two")
    promotion = Promotion.objects.create(words="көше", entry_group="test:one")
    assert promoted_keys("көшеде") == ["one"]
    # As another process does, whose signals do not arrive here.
    Promotion.objects.filter(pk=promotion.pk).update(entry_group="test:two")
    assert promoted_keys("көшеде") == ["two"]
    Promotion.objects.filter(pk=promotion.pk).update(words="орам")
    assert promoted_keys("көшеде") == []


def promoted_keys(words: str) -> list[str]:
    return [entry.group.removeprefix("test:") for entry in find_promoted(Query(words, "kk"))]
