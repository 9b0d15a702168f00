"""Words typed with the keyboard in the wrong layout: `ghbtv` is `прием`, `0f,skfle` is `қабылдау`."""

import re

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

MAX_CHUNK = 48
_LATIN_CHUNK = re.compile(
    r"""(?<!\S)[a-z0-9\[\];',.=<>{}:"-]*[a-z][a-z0-9\[\];',.=<>{}:"-]*(?!\S)"""
)
_LATIN_VOWELS = frozenset("aeiouy")
_CYRILLIC_VOWELS = frozenset("аәеёиоөуұүыіэюя")
_ENGLISH_RUN, _CYRILLIC_RUN = 4, 4


def retyped(text: str) -> list[str]:
    """Words of a short text that make sense only in the other layout, retyped in it."""
    found = []
    for match in _LATIN_CHUNK.finditer(text.lower()):
        chunk = match.group()
        if not 3 <= len(chunk) <= MAX_CHUNK:
            continue
        chunk = chunk.translate(SHIFTED)
        if _pronounceable(chunk.strip(";,.'"), _LATIN_VOWELS, _ENGLISH_RUN):
            continue
        for table in (_RUSSIAN, _KAZAKH):
            word = re.sub(r"\W|\d", " ", chunk.translate(table)).strip()
            if " " not in word and _pronounceable(word, _CYRILLIC_VOWELS, _CYRILLIC_RUN):
                found.append(word)
                break
    return found


def _pronounceable(word: str, vowels: frozenset[str], run: int) -> bool:
    """Letters only, a fair share of vowels, and no long run of consonants."""
    if not word.isalpha() or len(word) < 3:
        return False
    share = sum(letter in vowels for letter in word) / len(word)
    longest = max(len(part) for part in re.split(f"[{''.join(sorted(vowels))}]", word))
    return 0.2 <= share <= 0.7 and longest <= run
