"""Detect the language of a text: by letters that only Kazakh has, by frequent words and endings."""

import re
from collections.abc import Callable, Iterable
from itertools import islice

from search.analysis.normalization import is_cyrillic, is_latin
from search.analysis.stemming.alphabet import KAZAKH_ONLY
from search.analysis.tokenizer import tokenize
from search.analysis.transliteration import KAZAKH_LATIN

LANGUAGES = ("kk", "ru", "en")

_KAZAKH = (
    "мен бен пен және бар ма ба па ол бұл сол осы не кім да де та те емес еді екен немесе туралы"
)
_KAZAKH += " деп бойынша арналған керек сайын дейін кейін бір барлық жатыр болып алып қалай неге"
_RUSSIAN = "и в во на не с со что как по к из за от для о об у я мы вы он она они это или где когда"
_RUSSIAN += " кто почему если до при без под над есть нет быть мне мой наш ваш чтобы также так уже"
KAZAKH_WORDS = frozenset(_KAZAKH.split())
RUSSIAN_WORDS = frozenset(_RUSSIAN.split())
_ENDINGS = "ть ться ого его ому ему ых их ая яя ое ие ый ий ой ами ями ение ения ость ости ция ции"
RUSSIAN_ENDINGS = tuple(_ENDINGS.split())
_CLUSTER = re.compile("[бвгджзклмнпрстфхцчшщ]{2}")
_LATE_O = re.compile("[аеиоуыэюя].*о")
RUSSIAN_LETTERS = frozenset("вфцчщъьёэ")
MAX_WORDS_READ = 400  # more change nothing
CERTAIN = 1.5  # score: one Latin word, frequent word or Kazakh letter is enough

# (predicate of a word, language it speaks for, weight, example). Signs of loans weigh less, since a
# Kazakh text has them too.
SIGNS: tuple[tuple[Callable[[str], bool], str, float, str], ...] = (
    (lambda word: not KAZAKH_ONLY.isdisjoint(word), "kk", 3.0, "қала"),
    (lambda word: word in KAZAKH_WORDS, "kk", 2.0, "бар"),
    (lambda word: word in RUSSIAN_WORDS, "ru", 2.0, "где"),
    (lambda word: word.endswith(RUSSIAN_ENDINGS), "ru", 1.0, "получить"),
    (lambda word: not RUSSIAN_LETTERS.isdisjoint(word), "ru", 0.5, "вопрос"),
    (lambda word: bool(_CLUSTER.match(word)), "ru", 0.5, "график: no Kazakh word begins so"),
    (lambda word: bool(_LATE_O.search(word)), "ru", 0.3, "дорога: Kazakh о stands first"),
)


def detect_language(text: str) -> str:
    """Return the likeliest language of a text: 'kk', 'ru' or 'en'; Kazakh when nothing tells."""
    return guess_language(token.word for token in islice(tokenize(text), MAX_WORDS_READ))[0]


def guess_language(words: Iterable[str]) -> tuple[str, bool]:
    """Return the likeliest language of some words, and whether the guess is certain."""
    score = dict.fromkeys(LANGUAGES, 0.0)
    for word in islice(words, MAX_WORDS_READ):
        if is_cyrillic(word):
            for sign, language, weight, _ in SIGNS:
                score[language] += weight * sign(word)
        elif is_latin(word):
            kazakh = not KAZAKH_LATIN.isdisjoint(word) or "q" in word.replace("qu", "")
            score["kk" if kazakh else "en"] += CERTAIN
    best = max(score, key=lambda language: score[language])
    return best, score[best] >= CERTAIN
