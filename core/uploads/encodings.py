"""Judgement whether a text of an unknown 8-bit encoding is Windows-1251.

Any bytes decode as Windows-1251, so a text in KOI8-R, CP866, KZ-1048 or Latin-1 would turn into
other letters unseen. Only what looks like Russian is taken.
"""

import re

RUSSIAN = re.compile(r"[А-Яа-яЁё]")
FOREIGN = re.compile(r"[^\0-\x7fА-Яа-яЁё«»“”„‘’‚‹›–—…№•·§©®™°±µ€\xa0\xad]")
LOWER_THEN_UPPER = re.compile(r"[а-яё](?=[А-ЯЁ])")
BESIDE_LATIN = re.compile(r"(?<=[A-Za-z])[А-Яа-яЁё]|[А-Яа-яЁё](?=[A-Za-z])")
UPPER = re.compile(r"[А-ЯЁ]")
VOWEL = re.compile(r"[аеёиоуыэюя]", re.IGNORECASE)
MAX_CASE_CHANGES = 0.12  # of the letters: ISO-8859-5 and KOI8-R change the case inside words
MIN_VOWELS = 0.32  # Russian has 0.42; lower-case KOI8-R reads as capitals with half of that
MIN_LETTERS = 6  # for the share of vowels


def looks_like_russian(text: str) -> bool:
    """Return whether a text decoded as Windows-1251 was written in it."""
    if FOREIGN.search(text):
        return False
    letters = len(RUSSIAN.findall(text))
    if not letters:
        return True
    if len(BESIDE_LATIN.findall(text)) * 2 > letters:
        return False
    if len(LOWER_THEN_UPPER.findall(text)) > MAX_CASE_CHANGES * letters:
        return False
    is_capitals = len(UPPER.findall(text)) * 2 > letters and letters >= MIN_LETTERS
    return not is_capitals or len(VOWEL.findall(text)) >= MIN_VOWELS * letters
