"""What was answered already is near a complaint however it is typed, and far from other texts."""

import pytest

from search.backends import get_engine
from search.query import synonyms
from search.query.similarity import MemoryIndex
from tests.search.build import a_thing

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
        a_thing(key, title=title, body=body)
    a_thing("bus", "ru", title="Автобус не ходит", body="Автобус сломался, маршрут вернули.")


def near(text: str, code: str = "kk") -> list[str]:
    """The things like a text, the nearest first."""
    found = get_engine().similar(text, code, ("answer",), 3)
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
def test_a_complaint_brings_the_same_answer_however_it_is_typed(answers, texts, wanted, code):
    for text in texts:
        assert near(text, code)[:1] == [wanted], text


def test_russian_on_a_kazakh_page_and_by_the_editors_words(answers):
    assert near("Автобус по маршруту не ходит третий день", "kk") == ["bus"]
    assert near("Нет отопления в квартире", "ru") == ["heat"]


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
def test_a_text_about_something_else_brings_nothing(answers, text, code):
    assert near(text, code) == []


def test_a_text_of_nothing_but_strange_words_is_read_to_a_limit(answers):
    strange = " ".join(f"сөз{number}жоқ" for number in range(20_000))
    assert near(f"көшеде су жоқ {strange}") == []
    assert near(f"көшеде су жоқ {'. ' * 20_000}")[:1] == ["water"]


def test_texts_of_ones_own_are_near_without_kazakh_letters():
    past = MemoryIndex(
        [
            (1, "Уйдин шатыры агып тур, жондеу керек.", "kk"),
            (2, "Ауылдың жолы бұзылған, шұңқыр көп.", "kk"),
            (3, "Балабақшаға орын керек.", "kk"),
        ]
    )
    for text in ("Жолдағы шұңқыр", "Жолдагы шункыр", "Joldagy shunqyr"):
        assert [found.key for found in past.find_similar(text, "kk", limit=3)] == [2], text
    for text in ("Үйдің шатыры ақты", "Уйдин шатыры акты", "Uidin shatyry akty"):
        assert past.find_similar(text, "kk", limit=1)[0].key == 1, text
