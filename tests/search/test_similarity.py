"""Published answers similar to a complaint, and private texts similar to another."""

import pytest

from search.backends import get_backend
from search.query import synonyms
from search.query.similarity import MemoryIndex
from tests.search.entries import add_entry, search_for

pytestmark = pytest.mark.django_db
ANSWERS = {
    "water": ("Көшеде үш күн су болмады", "Көшемізде су жоқ еді. Құбыр жөнделді, су қосылды."),
    "pipe": ("Үйді су құбырына қосу", "Үйді құбырға қосу үшін өтініш беріңіз. Техник келеді."),
    "road": ("Ауылдың жолы бұзылған", "Жолдағы шұңқырлар жазда жөнделді. Қар тазаланды."),
    "heat": ("Пәтерде жылу жоқ", "Қазандық жөнделді, үйге жылу берілді. Төлем қайта есептелді."),
    "school": ("Мектепте мұғалім жетпейді", "Мұғалім қыркүйекте келеді, сабақ ауыстырылды."),
    "dogs": ("Қаңғыбас иттер көбейді", "Иттер ауланды, вакцина салынды."),
}


@pytest.fixture
def answers():
    synonyms.create_initial_terms()
    for key, (title, body) in ANSWERS.items():
        add_entry(key, title=title, body=body)
    add_entry("bus", "ru", title="Автобус не ходит", body="Автобус сломался, маршрут вернули.")


def find_similar(text: str, code: str = "kk") -> list[str]:
    """Return the keys of the things similar to a text, most similar first."""
    found = get_backend().similar(text, code, ("answer",), 3)
    return [hit.entry.group.removeprefix("test:") for hit in found]


@pytest.mark.parametrize("code", ["kk", "ru"])
@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (("көшеде су жоқ", "кошеде су жок", "koshede su jok", "koshede su zhoq"), "water"),
        (
            (
                "Ауылдағы жолдың шұңқырын қашан жөндейсіздер?",
                "Ауылдагы жолдын шункырын кашан жондейсиздер?",
                "Auyldagy joldyn shunqyryn qashan jondeisizder?",
                "Auyldağy joldyñ şūñqyryn qaşan jöndeisizder?",
            ),
            "road",
        ),
        (
            (
                "Пәтерімізде жылу жоқ, төлемді қайта есептеңіздер",
                "Патеримизде жылу жок, толемди кайта есептениздер",
                "Paterimizde jylu jok, tolemdi kaita eseptenizder",
            ),
            "heat",
        ),
    ],
)
def test_complaint_finds_the_same_answer_however_it_is_typed(answers, texts, wanted, code):
    for text in texts:
        assert find_similar(text, code)[:1] == [wanted], text


def test_similar_answers_across_languages_and_by_synonyms(answers):
    assert find_similar("Автобус по маршруту не ходит третий день", "kk") == ["bus"]
    assert find_similar("Нет отопления в квартире", "ru") == ["heat"]


@pytest.mark.parametrize(
    "text",
    [
        "Кеше досыммен футбол ойнап, су ішіп, кино көрдік.",
        "Кеше досыммен футбол ойнап, су ишип, кино кордик.",
        "Keshe dosymmen futbol oinap, su iship, kino kordik.",
        "Бауырсақты майға қуырып, үйде шай іштік, қонақ күттік.",
        "Вчера играли с другом в футбол, вернулись на автобусе и смотрели кино.",
        "We watched a film about a bus and cooked dinner at home.",
        "Рақмет сізге",
        "су",
        "12345 67890",
        "",
    ],
)
@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_text_about_something_else_finds_no_similar_answer(answers, text, code):
    assert find_similar(text, code) == []


def test_long_text_of_unknown_words_is_read_to_a_limit(answers):
    unknown = " ".join(f"сөз{number}жоқ" for number in range(20_000))
    assert find_similar(f"көшеде су жоқ {unknown}") == []
    assert find_similar(f"көшеде су жоқ {'. ' * 20_000}")[:1] == ["water"]


def test_memory_index_compares_without_kazakh_letters():
    index = MemoryIndex(
        [
            (1, "Уйдин шатыры агып тур, жондеу керек.", "kk"),
            (2, "Ауылдың жолы бұзылған, шұңқыр көп.", "kk"),
            (3, "Балабақшаға орын керек.", "kk"),
        ]
    )
    for text in ("Жолдағы шұңқыр", "Жолдагы шункыр", "Joldagy shunqyr"):
        assert [match.key for match in index.find_similar(text, "kk", limit=3)] == [2], text
    for text in ("Үйдің шатыры ақты", "Уйдин шатыры акты", "Uidin shatyry akty"):
        assert index.find_similar(text, "kk", limit=1)[0].key == 1, text


def test_memory_index_ranks_texts_without_the_public_index():
    index = MemoryIndex(
        [
            (1, "Үйдің шатыры ағып тұр, жөндеу керек.", "kk"),
            (2, "Ауылдың жолы бұзылған, шұңқыр көп.", "kk"),
            (3, "Балабақшаға орын керек.", "kk"),
        ]
    )
    found = index.find_similar("Жолдағы шұңқырларды жөндеңіздер", "kk", limit=2)
    assert [match.key for match in found] == [2, 1]
    assert 0 < found[1].similarity < found[0].similarity <= 1
    assert len(found[0].shared) == 2
    assert MemoryIndex([]).find_similar("жол", "kk", limit=3) == []
    assert search_for("шұңқыр").total == 0


def test_match_in_title_is_more_similar_than_in_text():
    add_entry("pipe", title="Үйді су құбырына қосу", body="Өтініш беріңіз, құбыр тексеріледі.")
    add_entry("street", title="Көше жарығы", body="Үйді су құбырына қосу кезінде шам сөнген.")
    found = get_backend().similar("Үйімді су құбырына қосып беріңіздер", "kk", ("answer",), 3)
    assert [hit.entry.group for hit in found] == ["test:pipe", "test:street"]


def test_similar_returns_only_requested_kinds():
    add_entry("roof", title="Шатыр ағады", body="Үйдің шатыры ағып тұр. Шатыр жөнделді.")
    add_entry("road", title="Жол", body="Ауылдың жолы бұзылған, шұңқыр көп.")
    add_entry("page", title="Шатыр", body="Үйдің шатыры ағады.", kind="page")
    text = "Біздің үйдің шатырынан су ағып тұр, шатырды жөндеп беріңіздер."
    found = get_backend().similar(text, "kk", ("answer", "standard"), 3)
    assert [hit.entry.group for hit in found] == ["test:roof"]
    assert get_backend().similar("Мұғалім туралы пікір", "kk", ("answer",), 3) == []
