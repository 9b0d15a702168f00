"""Which language a text is in: the letters only Kazakh has, then the words everybody uses."""

from collections.abc import Iterable

from .alphabet import KAZAKH_ONLY
from .normalise import is_cyrillic, is_latin, tokens
from .translit import KAZAKH_LATIN

KAZAKH_WORDS = frozenset(
    [
        "мен",
        "бен",
        "пен",
        "және",
        "бар",
        "ма",
        "ба",
        "па",
        "ол",
        "бұл",
        "сол",
        "осы",
        "не",
        "кім",
        "да",
        "де",
        "та",
        "те",
        "емес",
        "еді",
        "екен",
        "немесе",
        "туралы",
        "деп",
        "бойынша",
        "арналған",
        "керек",
        "сайын",
        "дейін",
        "кейін",
        "бір",
        "барлық",
        "жатыр",
        "болып",
        "алып",
        "қалай",
        "неге",
    ]
)
RUSSIAN_WORDS = frozenset(
    [
        "и",
        "в",
        "во",
        "на",
        "не",
        "с",
        "со",
        "что",
        "как",
        "по",
        "к",
        "из",
        "за",
        "от",
        "для",
        "о",
        "об",
        "у",
        "я",
        "мы",
        "вы",
        "он",
        "она",
        "они",
        "это",
        "или",
        "где",
        "когда",
        "кто",
        "почему",
        "если",
        "до",
        "при",
        "без",
        "под",
        "над",
        "есть",
        "нет",
        "быть",
        "мне",
        "мой",
        "наш",
        "ваш",
        "чтобы",
        "также",
        "так",
        "уже",
        "сколько",
    ]
)
RUSSIAN_ENDINGS = ("ть", "ться", "ого", "его", "ому", "ему", "ых", "их", "ая", "яя", "ое", "ие")
RUSSIAN_ENDINGS += ("ый", "ий", "ой", "ами", "ями", "ение", "ения", "ость", "ости", "ция", "ции")
RUSSIAN_LETTERS = frozenset("вфцчщъьёэ")
READ = 400  # words looked at; more tell nothing new


def detect(text: str) -> str:
    """'kk', 'ru' or 'en': the likeliest language of `text`, Kazakh when nothing speaks for another."""
    return guess(token.word for _, token in zip(range(READ), tokens(text), strict=False))[0]


def guess(words: Iterable[str]) -> tuple[str, bool]:
    """(language, certain): without a telling letter or word the guess is not certain."""
    score = {"kk": 0.0, "ru": 0.0, "en": 0.0}
    for word in words:
        if is_cyrillic(word):
            score["kk"] += 3.0 * any(letter in KAZAKH_ONLY for letter in word)
            score["kk"] += 2.0 * (word in KAZAKH_WORDS)
            score["ru"] += 2.0 * (word in RUSSIAN_WORDS)
            score["ru"] += 1.0 * word.endswith(RUSSIAN_ENDINGS)
            score["ru"] += 0.5 * any(letter in RUSSIAN_LETTERS for letter in word)
        elif is_latin(word):
            kazakh = any(letter in KAZAKH_LATIN for letter in word)
            kazakh = kazakh or "q" in word.replace("qu", "")
            score["kk" if kazakh else "en"] += 1.0
    best = max(score, key=lambda language: score[language])
    return best, score[best] > 0.9
