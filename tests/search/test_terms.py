"""The editors' list: which names a question is also asked with, and which it never is."""

import pytest

from search import analysis
from search.models import Promotion, SearchEntry, Term
from search.promoted_results import find_promoted
from search.query import synonyms
from search.query.request import Query
from tests.search.build import a_thing, keys

pytestmark = pytest.mark.django_db
REFUSAL = {"бас тарту", "отказ", "отклонение", "refusal", "rejection"}
RECEPTION = {"жеке қабылдау", "личный приём", "reception", "audience"}


@pytest.fixture
def seed():
    synonyms.create_initial_terms()


def called(words: str) -> list[str]:
    """The other names a question is asked with."""
    return [also.name.text for also in synonyms.find_synonyms(words)]


def test_a_name_of_the_first_words_calls_only_its_own_thing(seed):
    """Another thing's name is called where it stands in it, letter by letter: «үй кезегі», «үй»."""
    listed = synonyms.load_thesaurus()
    for number, names in enumerate(listed.terms):
        for name in names:
            typed = {token.word for token in analysis.tokenize(name.text)}
            own = {other.text for other in listed.terms[number]}
            for also in listed.find_names(name.text):
                said = {token.word for token in analysis.tokenize(also.used_name)}
                assert also.used_name in own or said <= typed, (name.text, also.used_name)


@pytest.mark.parametrize(
    "words", ["қабылдау", "кабылдау", "qabyldau", "kabyldau", "қабылдауға", "кабылдауга"]
)
def test_a_reception_is_no_refusal(seed, words):
    assert set(called(words)) >= RECEPTION
    assert REFUSAL.isdisjoint(called(words))


@pytest.mark.parametrize("words", ["қабылдамау", "кабылдамау", "qabyldamau", "қабылдамауы"])
def test_a_refusal_is_no_reception(seed, words):
    assert set(called(words)) == REFUSAL


def test_what_is_refused_is_not_found_among_receptions(seed):
    a_thing("schedule", title="Қабылдау кестесі")
    a_thing("refused", title="Мотивированный отказ", language="ru")
    assert keys("қабылдау") == keys("qabyldau") == keys("приём") == ["schedule"]
    assert keys("отказ") == keys("refusal") == ["refused"], "the index keeps no «not»"


@pytest.mark.parametrize(
    ("words", "never"),
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
def test_words_that_only_look_alike_are_not_taken_for_one_another(seed, words, never):
    assert never not in called(words)


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
def test_a_name_is_known_in_its_forms_and_without_its_letters(seed, words, name):
    assert name in called(words)


def test_the_word_as_it_is_written_takes_the_first_places():
    for number in range(6):
        Term.objects.create(name_kk=f"а{number}", name_ru="заявка", name_en=f"a{number}")
    Term.objects.create(name_kk="б", name_ru="заявки", name_en="b", also_ru="дерево")
    assert called("заявки") == ["б", "дерево", "b"]
    assert len(called("заявкам")) == synonyms.MAX_SYNONYMS


def test_a_promotion_does_not_speak_for_the_contrary(seed):
    a_thing("schedule", title="Қабылдау кестесі")
    Promotion.objects.create(words="қабылдау", entry_group="test:schedule")
    for words in ("қабылдау", "қабылдауға", "kabyldau", "приёма", "audience"):
        assert first(words) == ["schedule"], words
    for words in ("қабылдамау", "кабылдамау", "отказ", "refusal", "қабылдау қайда"):
        assert first(words) == [], words


def test_a_promotion_for_the_very_word_stands_before_one_for_its_form():
    for key in ("form", "word", "letters"):
        a_thing(key)
    Promotion.objects.create(words="жолдар", entry_group="test:form")
    Promotion.objects.create(words="жолға", entry_group="test:word")
    Promotion.objects.create(words="жөл", entry_group="test:letters")
    assert first("жолға") == ["word", "form"]
    assert first("жол") == ["form", "word"]


def test_a_promotion_changed_elsewhere_counts_at_once():
    a_thing("one"), a_thing("two")
    made = Promotion.objects.create(words="көше", entry_group="test:one")
    assert first("көшеде") == ["one"]
    # As another process does, whose signals are not heard here.
    Promotion.objects.filter(pk=made.pk).update(entry_group="test:two")
    assert first("көшеде") == ["two"]
    Promotion.objects.filter(pk=made.pk).update(words="орам")
    assert first("көшеде") == []


def first(words: str) -> list[str]:
    found: list[SearchEntry] = find_promoted(Query(words, "kk"))
    return [entry.group.removeprefix("test:") for entry in found]
