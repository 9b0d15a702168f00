"""One spelling of a name for Kazakh, Russian and Latin letters: Айгүл, Айгуль, Aigul, Aıgúl.

Sounds that transliterations write differently become one letter, so that two spellings of a name
can be compared with their endings of grammatical case.
"""

import re
import unicodedata
from functools import lru_cache

from core.lookalikes import KAZAKH_TO_RUSSIAN, LATIN_TO_RUSSIAN

CYRILLIC_LETTER = re.compile("[Ѐ-ӿ]")
LATIN_GROUPS = (
    ("shch", "ш"), ("sch", "ш"), ("zh", "ж"), ("kh", "х"), ("sh", "ш"), ("ch", "ш"), ("ts", "ц"),
    ("ya", "иа"), ("yu", "иу"), ("ye", "е"), ("yo", "е"), ("ng", "н"), ("gh", "г"), ("ck", "к"),
    ("ss", "с"),
)  # fmt: skip
LATIN_LETTERS = str.maketrans({
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и",
    "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "у", "x": "кс", "y": "и", "z": "з", "ı": "и",
    "ə": "а",
})  # fmt: skip
LOOKALIKES = str.maketrans(LATIN_TO_RUSSIAN)
SOUNDS = str.maketrans(
    KAZAKH_TO_RUSSIAN
    | {"й": "и", "ы": "и", "э": "е", "щ": "ш", "ч": "ш", "я": "иа", "ю": "иу", "ё": "е"}
    | {"ь": None, "ъ": None, "'": None, "’": None, "ʼ": None, "`": None}
)
MERGED = (("ии", "и"), ("ие", "е"), ("ио", "е"), ("дж", "ж"))


@lru_cache(maxsize=8192)
def spell(word: str) -> str:
    """Return the spelling of `word` by which names are compared."""
    word = word.lower()
    if CYRILLIC_LETTER.search(word):
        word = word.translate(LOOKALIKES)
    elif not word.isdigit():
        bare = unicodedata.normalize("NFD", word)
        word = "".join(sign for sign in bare if not unicodedata.combining(sign))
        for letters, sound in LATIN_GROUPS:
            word = word.replace(letters, sound)
        word = word.translate(LATIN_LETTERS)
    word = word.translate(SOUNDS)
    for letters, sound in MERGED:
        word = word.replace(letters, sound)
    return word


# Endings of grammatical case, after spelling.
KAZAKH_CASES = """
нын нин дын дин тын тин га ге ка ке на не а е ды ди ты ти ны ни да де та те нда нде дан ден тан
тен нан нен мен бен пен менен сы си ы и ым им дики ники тики лар лер дар дер тар тер
"""
RUSSIAN_CASES = """
а я у ю ом ем ой ей ою ею е и ы ым им ых их ью ого его ому ему ий ый ая яя ую юю ами ями ах ов ь й
ии ию ией иею ие ия
"""
ENDINGS = frozenset(
    {""}
    | {spell(one) for one in (KAZAKH_CASES + RUSSIAN_CASES).split()}
    | {spell(one + two) for one in KAZAKH_CASES.split() for two in KAZAKH_CASES.split()}
)
LONGEST_ENDING = max(map(len, ENDINGS))
FINAL_VOWELS = ("иа", "и", "а", "е", "у", "о")


@lru_cache(maxsize=4096)
def stems(name: str) -> tuple[str, ...]:
    """Return the spellings that a case ending may follow: Балаева → балаева, балаев."""
    whole = spell(name)
    found = [whole]
    for vowels in FINAL_VOWELS:
        if whole.endswith(vowels) and len(whole) - len(vowels) > 2:
            found.append(whole[: -len(vowels)])
            break
    if len(whole) > 4 and whole[-2] in "ео" and whole[-1] in "лцкн":  # Павел, Павла
        found.append(whole[:-2] + whole[-1])
    return tuple(found)


def is_form_of(word: str, name_stems: tuple[str, ...]) -> bool:
    """Return whether the spelling `word` is one of the stems with an ending."""
    return any(word.startswith(stem) and word[len(stem) :] in ENDINGS for stem in name_stems)


def find_stem(word: str, known: frozenset[str]) -> str | None:
    """Return the longest known stem of which the spelling `word` is a form; None: none."""
    for length in range(len(word), max(1, len(word) - LONGEST_ENDING - 1), -1):
        stem, ending = word[:length], word[length:]
        if stem in known and ending in ENDINGS and (length > 3 or len(ending) < 3):
            return stem
    return None
