"""Which language a text is in: the letters only Kazakh has, then the words everybody uses."""

import re
from collections.abc import Callable, Iterable
from itertools import islice

from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.analysis.tokenizer import is_cyrillic, is_latin, tokens
from search.analysis.transliteration import KAZAKH_LATIN

_KAZAKH = (
    "мен бен пен және бар ма ба па ол бұл сол осы не кім да де та те емес еді екен немесе туралы"
)
_KAZAKH += " деп бойынша арналған керек сайын дейін кейін бір барлық жатыр болып алып қалай неге"
_RUSSIAN = "и в во на не с со что как по к из за от для о об у я мы вы он она они это или где когда"
_RUSSIAN += " кто почему если до при без под над есть нет быть мне мой наш ваш чтобы также так уже"
KAZAKH_WORDS = frozenset(_KAZAKH.split())
RUSSIAN_WORDS = frozenset(_RUSSIAN.split())
RUSSIAN_ENDINGS: tuple[str, ...] = (
    "ть",
    "ться",
    "ого",
    "его",
    "ому",
    "ему",
    "ых",
    "их",
    "ая",
    "яя",
    "ое",
    "ие",
)
RUSSIAN_ENDINGS += ("ый", "ий", "ой", "ами", "ями", "ение", "ения", "ость", "ости", "ция", "ции")
_CLUSTER = re.compile("[бвгджзклмнпрстфхцчшщ]{2}")
_LATE_O = re.compile("[аеиоуыэюя].*о")
RUSSIAN_LETTERS = frozenset("вфцчщъьёэ")
READ = 400  # words looked at; more tell nothing new
CERTAIN = 1.5

# What a word says for a language: (sign, language, weight, example). Signs of loans weigh less,
# since a Kazakh text has them too.
SIGNS: tuple[tuple[Callable[[str], bool], str, float, str], ...] = (
    (lambda word: not KAZAKH_ONLY.isdisjoint(word), "kk", 3.0, "қала"),
    (lambda word: word in KAZAKH_WORDS, "kk", 2.0, "бар"),
    (lambda word: word in RUSSIAN_WORDS, "ru", 2.0, "где"),
    (lambda word: word.endswith(RUSSIAN_ENDINGS), "ru", 1.0, "получить"),
    (lambda word: not RUSSIAN_LETTERS.isdisjoint(word), "ru", 0.5, "вопрос"),
    (lambda word: bool(_CLUSTER.match(word)), "ru", 0.5, "график: no Kazakh word begins so"),
    (
        lambda word: bool(_LATE_O.search(word)),
        "ru",
        0.3,
        "дорога: Kazakh о is in the first syllable",
    ),
)


def detect(text: str) -> str:
    """'kk', 'ru' or 'en': the likeliest language of `text`; Kazakh when nothing tells."""
    return guess(token.word for token in islice(tokens(text), READ))[0]


def guess(words: Iterable[str]) -> tuple[str, bool]:
    """(language, certain): without a telling letter or word the guess is not certain."""
    score = {"kk": 0.0, "ru": 0.0, "en": 0.0}
    for word in islice(words, READ):
        if is_cyrillic(word):
            for sign, language, weight, _ in SIGNS:
                score[language] += weight * sign(word)
        elif is_latin(word):
            kazakh = not KAZAKH_LATIN.isdisjoint(word) or "q" in word.replace("qu", "")
            score["kk" if kazakh else "en"] += CERTAIN
    best = max(score, key=lambda language: score[language])
    return best, score[best] >= CERTAIN
