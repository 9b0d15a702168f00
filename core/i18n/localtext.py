"""A fact's name in three columns, read in the reader's language.

    class Office(models.Model):
        title = LocalText(_("Title"), max_length=200)

makes the columns title_kk, title_ru and title_en; `office.title` reads the active language's one
and falls back to Kazakh, Russian, English in that order. Facts (an office, a topic) are one row in
every language: an appeal must not point at the Kazakh copy of an office.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import get_language

CODES = ("kk", "ru", "en")
NAMES = {"kk": "қазақша", "ru": "русский", "en": "English"}


def language() -> str:
    """The active language if the portal speaks it, else Kazakh."""
    code = (get_language() or "kk")[:2]
    return code if code in CODES else "kk"


class _Reader:
    """Reads `title_ru` as `.title` while Russian is active."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return in_language(row, self.name, language())


def in_language(row, name: str, code: str) -> str:
    """The text `name` of `row` in language `code`, or in the first language that has it."""
    for each in (code, *CODES):
        value = getattr(row, f"{name}_{each}", "")
        if value:
            return value
    return ""


def texts(row, name: str) -> list[str]:
    """The text `name` of `row` in every language that has it, Kazakh first."""
    found = (getattr(row, f"{name}_{code}", "") for code in CODES)
    return [text for text in found if text]


class LocalText:
    """Declares three columns of one text.

    Kazakh is required unless `blank=True`; with `every=True` all three are.
    """

    def __init__(self, verbose_name, field=models.CharField, blank=False, every=False, **options):
        self.verbose_name, self.field, self.options = verbose_name, field, options
        self.required = () if blank else CODES if every else CODES[:1]

    def contribute_to_class(self, cls, name: str) -> None:
        for code in CODES:
            column = self.field(
                format_lazy("{} ({})", self.verbose_name, NAMES[code]),
                blank=code not in self.required,
                **self.options,
            )
            column.contribute_to_class(cls, f"{name}_{code}")
        setattr(cls, name, _Reader(name))

    if TYPE_CHECKING:  # on a model's instance the name is a _Reader: a text

        def __get__(self, row: object, owner: type | None = None) -> str: ...


def columns(*names: str) -> list[str]:
    """Column names of local texts for panels and forms: title → title_kk, title_ru, title_en."""
    return [f"{name}_{code}" for name in names for code in CODES]
