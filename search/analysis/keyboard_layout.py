"""Words typed in the wrong keyboard layout: `ghbtv` is `прием`, `0f,sklfe` is `қабылдау`."""

import re
from collections.abc import Iterator

# Keys of the US keyboard row by row, and what the Russian and Kazakh layouts have there.
LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
# The Kazakh layout is the Russian one with nine letters in the row of digits.
KAZAKH_DIGITS = (
    ("2", "ә"),
    ("3", "і"),
    ("4", "ң"),
    ("5", "ғ"),
    ("8", "ү"),
    ("9", "ұ"),
    ("0", "қ"),
    ("-", "ө"),
    ("=", "һ"),
)
SHIFTED = str.maketrans('{}:"<>', "[];',.")
_RUSSIAN = str.maketrans(LATIN_KEYS, RUSSIAN_KEYS)
_KAZAKH = _RUSSIAN | str.maketrans(dict(KAZAKH_DIGITS))

LONGEST = 48
SHORTEST = 4
_CHUNK = re.compile(r"""(?<!\S)[a-z0-9\[\];',.={}:"<>-]*[a-z][a-z0-9\[\];',.={}:"<>-]*(?!\S)""")
_LATIN_VOWELS = frozenset("aeiouy")
_VOWELS = "аәеиоөуұүыіэюя"
_LONGEST_RUN = 4  # consonants in a row

# What stands in no Russian or Kazakh word: a chunk that gives it was not typed in the wrong layout.
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


def retyped(text: str) -> list[str]:
    """Words of a short text that make sense only in the other layout, retyped in it."""
    found = []
    for match in _CHUNK.finditer(text.lower()):
        chunk = match.group().translate(SHIFTED)
        if len(chunk) <= LONGEST and not _latin(chunk):
            word = next(filter(_cyrillic, _readings(chunk)), None)
            if word:
                found.append(word)
    return found


def _readings(chunk: str) -> Iterator[str]:
    """The chunk in both layouts, with its edges as letters and as the punctuation they may be."""
    for edges in (chunk, chunk.strip(";,.'")):
        yield edges.translate(_RUSSIAN)
        yield edges.translate(_KAZAKH)


def _latin(chunk: str) -> bool:
    """Whether every part is a word of Latin letters: it can be pronounced, or is short."""
    parts = [part for part in re.split(r"[^a-z]+", chunk.strip(";,.'")) if part]
    inner = re.search(r"[a-z][;,.\[\]=0-9]+[a-z]", chunk)
    return not inner and all(len(part) < 3 or _vowels(part, _LATIN_VOWELS) for part in parts)


def _cyrillic(word: str) -> bool:
    long_enough = len(word) >= SHORTEST and word.isalpha()
    return long_enough and _vowels(word, frozenset(_VOWELS)) and not _IMPOSSIBLE.search(word)


def _vowels(word: str, vowels: frozenset[str]) -> bool:
    """A fair share of vowels, and no long run of consonants."""
    share = sum(letter in vowels for letter in word) / len(word)
    longest = max(len(part) for part in re.split(f"[{''.join(sorted(vowels))}]", word))
    return 0.2 <= share <= 0.7 and longest <= _LONGEST_RUN
