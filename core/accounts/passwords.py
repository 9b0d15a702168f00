"""Refuse passwords that are guessed first: leaked ones, common words, keys that lie side by side.

There are no rules on composition (NIST SP 800-63B, 3.1.1.2): a password is judged by the number of
guesses it takes. zxcvbn ships 30,000 leaked passwords, English words and names; the words of this
country and the other readings of the keyboard come from here.
"""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.i18n.keyboards import DIGIT_KEYS, KAZAKH_KEYS, LATIN_KEYS, RUSSIAN_KEYS

LOWEST_GUESSES = 10**9
JUDGED_LENGTH = 64  # what stands behind cannot make it weaker; long inputs take long to judge
MIN_WORD = 4
USER_FIELDS = ("username", "first_name", "last_name", "email")
TO_LATIN = str.maketrans(RUSSIAN_KEYS + KAZAKH_KEYS, LATIN_KEYS + DIGIT_KEYS)
TO_CYRILLIC = str.maketrans(LATIN_KEYS, RUSSIAN_KEYS)

_sources: list[Callable[[], Iterable[str]]] = []


def register_words(source: Callable[[], Iterable[str]]) -> None:
    """Add names that everybody knows here, such as the offices': `source` returns texts."""
    if source not in _sources:
        _sources.append(source)


@cache
def common_words() -> tuple[str, ...]:
    """Return common Kazakh and Russian words of passwords, also as typed in Latin letters."""
    text = Path(__file__).with_name("common_words.txt").read_text("utf-8")
    return tuple(word for line in text.splitlines() if line[:1] != "#" for word in line.split())


def split_words(texts: Iterable[str]) -> list[str]:
    """Return the words of texts that are long enough to be recognised in a password."""
    separated = ("".join(c if c.isalnum() else " " for c in text.lower()) for text in texts)
    return [word for text in separated for word in text.split() if len(word) >= MIN_WORD]


def count_guesses(password: str, names: Iterable[str] = ()) -> float:
    """Return about how many guesses the password takes, in the easiest of its readings."""
    from zxcvbn import zxcvbn  # its lists take 20 MB, which other processes do without

    typed = password.lower()[:JUDGED_LENGTH]
    words = [*split_words(names), *common_words()]
    readings = {password[:JUDGED_LENGTH], typed.translate(TO_LATIN), typed.translate(TO_CYRILLIC)}
    return min(float(zxcvbn(reading, user_inputs=words)["guesses"]) for reading in readings)


class EasyToGuessValidator:
    """Refuse a password that takes fewer than LOWEST_GUESSES guesses."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError for a password that is guessed soon."""
        names = [settings.WAGTAIL_SITE_NAME]
        names += [str(getattr(user, field, "") or "") for field in USER_FIELDS]
        names += [text for source in _sources for text in source()]
        if count_guesses(password, names) < LOWEST_GUESSES:
            raise ValidationError(
                _(
                    "This password is easy to guess: it is made of well-known words, names, dates, "
                    "repeated signs or keys that lie side by side. Take four words that have "
                    "nothing to do with each other or with your work."
                ),
                code="password_easy_to_guess",
            )

    def get_help_text(self) -> str:
        """Return the rule for those who choose a password."""
        return _(
            "Four words that have nothing to do with each other are a good password. Capital "
            "letters, digits and signs are not required."
        )
