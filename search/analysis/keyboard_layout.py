"""Words typed in the wrong keyboard layout: `ghbtv` is `прием`, `0f,sklfe` is `қабылдау`."""

import re
from collections.abc import Iterator

from core.i18n.keyboards import DIGIT_KEYS, KAZAKH_KEYS, LATIN_KEYS, RUSSIAN_KEYS

SHIFTED = str.maketrans('{}:"<>', "[];',.")
_RUSSIAN = str.maketrans(LATIN_KEYS, RUSSIAN_KEYS)
_KAZAKH = _RUSSIAN | str.maketrans(DIGIT_KEYS, KAZAKH_KEYS)

MAX_LENGTH = 48
MIN_LENGTH = 4
_CHUNK = re.compile(r"""(?<!\S)[a-z0-9\[\];',.={}:"<>-]*[a-z][a-z0-9\[\];',.={}:"<>-]*(?!\S)""")
_LATIN_VOWELS = frozenset("aeiouy")
_VOWELS = "аәеиоөуұүыіэюя"
_MAX_CONSONANTS = 4  # in a row

# Patterns of no Russian or Kazakh word: a chunk that gives one was not typed in the wrong layout.
IMPOSSIBLE = (
    ("^[ьъ]", "a sign begins the word"),
    ("[аәеиоөуұүыіэюя][ьъ]", "a sign after a vowel"),
    ("[аәеоөұүыіэюя]ы", "ы after a vowel"),
    ("ы[аәеоөұүэ]", "a vowel after ы"),
    ("[әөүі][аоұы]|[аоұы][әөүі]", "back and front vowels meet"),
    ("щ[бвгджзклмпрстфхцчшщ]", "a consonant after щ"),
    ("й[ьъыйіәөүұ]", "й before a vowel of its own"),
    (r"(.)\1\1", "three of a letter"),
)
_IMPOSSIBLE = re.compile("|".join(pattern for pattern, _ in IMPOSSIBLE))


def retype_words(text: str) -> list[str]:
    """Return the words of a short text that make sense only in the other layout, retyped in it."""
    words = []
    for match in _CHUNK.finditer(text.lower()):
        chunk = match.group().translate(SHIFTED)
        if len(chunk) <= MAX_LENGTH and not _is_latin_text(chunk):
            word = next(filter(_is_cyrillic_word, _readings(chunk)), None)
            if word:
                words.append(word)
    return words


def retype(text: str) -> str:
    """Return a short text in the other layout, whole, when some of its words make sense only there.

    '' when none does: the short words beside them show no layout of their own.
    """
    if not retype_words(text):
        return ""
    keys = text.lower().translate(SHIFTED)
    return " ".join(
        next(filter(_is_cyrillic_word, _readings(chunk)), chunk.translate(_RUSSIAN))
        for chunk in keys.split()
    )


def _readings(chunk: str) -> Iterator[str]:
    """Yield the chunk in both layouts, with its edges as letters and as punctuation."""
    for edges in (chunk, chunk.strip(";,.'")):
        yield edges.translate(_RUSSIAN)
        yield edges.translate(_KAZAKH)


def _is_latin_text(chunk: str) -> bool:
    """Whether every part is a word of Latin letters: it can be pronounced, or is short."""
    parts = [part for part in re.split(r"[^a-z]+", chunk.strip(";,.'")) if part]
    inner = re.search(r"[a-z][;,.\[\]=0-9]+[a-z]", chunk)
    return not inner and all(
        len(part) < 3 or _is_pronounceable(part, _LATIN_VOWELS) for part in parts
    )


def _is_cyrillic_word(word: str) -> bool:
    if len(word) < MIN_LENGTH or not word.isalpha():
        return False
    return _is_pronounceable(word, frozenset(_VOWELS)) and not _IMPOSSIBLE.search(word)


def _is_pronounceable(word: str, vowels: frozenset[str]) -> bool:
    """Whether a word has 20 to 70 % vowels and no long run of consonants."""
    share = sum(letter in vowels for letter in word) / len(word)
    longest = max(len(part) for part in re.split(f"[{''.join(sorted(vowels))}]", word))
    return 0.2 <= share <= 0.7 and longest <= _MAX_CONSONANTS
