"""A text of a fact in three columns, read in the active language.

    class Office(models.Model):
        title = LocalText(_("Title"), max_length=200)

makes the columns title_kk, title_ru and title_en; `office.title` is the active language's column,
or the first one filled in the order Kazakh, Russian, English. Facts (an office, a topic) are one
row in every language: an appeal must not point at the Kazakh copy of an office.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.text import format_lazy
from django.utils.translation import get_language

CODES = ("kk", "ru", "en")
NAMES = {"kk": "қазақша", "ru": "русский", "en": "English"}


def active_language() -> str:
    """Return the code of the active language, or kk when it is none of CODES."""
    return supported_language(get_language() or "")


def supported_language(code: str) -> str:
    """Return the language of `code` (ru, ru-kz) when it is one of CODES, or kk."""
    return code[:2] if code[:2] in CODES else CODES[0]


def get_localized(row, name: str, code: str) -> str:
    """Return the text `name` of `row` in language `code`, or in the first language that has it."""
    for language in (code, *CODES):
        value = getattr(row, f"{name}_{language}", "")
        if value:
            return value
    return ""


def get_all_localized(row, name: str) -> list[str]:
    """Return the text `name` of `row` in every language that has it, Kazakh first."""
    values = (getattr(row, f"{name}_{code}", "") for code in CODES)
    return [value for value in values if value]


def own_language_part(name: str) -> str:
    """Return the active language's part of «қазақша · русский · English», or the whole name."""
    parts = name.split(" · ")
    return parts[CODES.index(active_language())] if len(parts) == len(CODES) else name


def localized_fields(*names: str) -> list[str]:
    """Return the column names of local texts: title → title_kk, title_ru, title_en."""
    return [f"{name}_{code}" for name in names for code in CODES]


class LocalText:
    """Declare the three columns of one text.

    Kazakh is required unless `blank=True`; all three are with `all_required=True`.
    """

    def __init__(
        self, verbose_name, field=models.CharField, blank=False, all_required=False, **options
    ):
        self.verbose_name, self.field, self.options = verbose_name, field, options
        self.required = () if blank else CODES if all_required else CODES[:1]

    def contribute_to_class(self, cls, name: str) -> None:
        """Add the columns to the model, and the attribute that reads them."""
        for code in CODES:
            column = self.field(
                format_lazy("{} ({})", self.verbose_name, NAMES[code]),
                blank=code not in self.required,
                **self.options,
            )
            column.contribute_to_class(cls, f"{name}_{code}")
        setattr(cls, name, _LocalTextDescriptor(name))

    if TYPE_CHECKING:  # on a model's instance the attribute is the descriptor: a text

        def __get__(self, row: object, owner: type | None = None) -> str: ...


class _LocalTextDescriptor:
    """Read `title_ru` as `.title` while Russian is active."""

    def __init__(self, name: str):
        self.name = name

    def __get__(self, row, owner=None):
        if row is None:
            return self
        return get_localized(row, self.name, active_language())
