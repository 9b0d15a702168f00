"""What every step of a form is: a Django form that knows its question and the steps before it."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.phones import clean_phone
from forms.models import Draft

Words = str | Promise


@dataclass(frozen=True)
class Known:
    """What a step may ask about the rest: the moment, the draft, the cleaned earlier steps."""

    at: datetime
    draft: Draft | None
    answers: Callable[[str], dict[str, Any] | None]

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


class Row(NamedTuple):
    """One line of the check page."""

    key: Words
    value: Words


class Fold(NamedTuple):
    """A text that unfolds on the page of the step."""

    title: Words
    text: str


class Step(forms.Form):
    """One page of a form. `heading` is its question, `lead` the line under it."""

    fields: dict[str, Any]  # each field by its own class
    heading: Words = ""
    lead: Words = ""
    button: Words = ""
    short: tuple[str, ...] = ()  # fields with narrow values

    def __init__(self, *args, known: Known, **kwargs):
        self.known = known
        super().__init__(*args, **kwargs)

    @classmethod
    def kept(cls, post: QueryDict) -> dict[str, list[str]]:
        """What of a posted page belongs to this step, as typed."""
        return {name: as_typed(post, name) for name in cls.base_fields if name in post}

    @classmethod
    def changed(cls, values: dict[str, list[str]], go: str) -> bool:
        """Act on a button of the step's own, such as «add a point»; whether it was one."""
        return False

    def clean(self) -> dict[str, Any]:
        """The cleaned answers, to look at together and to add to."""
        super().clean()
        return self.cleaned_data

    def typed(self) -> dict[str, Any]:
        """The typed values as initial ones, to show them without judging them yet."""
        return {
            name: field.widget.value_from_datadict(self.data, {}, name)
            for name, field in self.fields.items()
        }

    def offer(self, name: str, choices: list) -> None:
        """Put the choices of a field that follows the tables or the earlier answers."""
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def rows(self) -> list[Row]:
        """The answers for the check page; called on a valid form."""
        return []

    def folds(self) -> list[Fold]:
        """Longer texts to unfold under the fields."""
        return []


def as_typed(post: QueryDict, name: str) -> list[str]:
    """The values of a field. NUL is no letter: no page shows it and no database keeps it."""
    return [value.replace("\0", "") for value in post.getlist(name)]


TOO_LONG: dict[str, Any] = {
    "max_length": _("This is too long: up to %(limit_value)s letters fit here.")
}


class Line(forms.CharField):
    """A line of text: spaces around and inside made one, invisible characters dropped."""

    default_error_messages = TOO_LONG

    def to_python(self, value):
        return " ".join(visible(super().to_python(value) or "").split())


class FullName(Line):
    """Surname and first name in one line, in letters."""

    widget = forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Write your surname and first name."),
        "no_letters": _("Write your name in letters."),
    }

    def __init__(self, label=None, **options):
        label = label or _("Surname and first name")
        super().__init__(label=label, max_length=150, **options)

    def validate(self, value):
        super().validate(value)
        if sum(letter.isalpha() for letter in value) < 2:
            raise ValidationError(self.error_messages["no_letters"], code="no_letters")


class Phone(Line):
    """A telephone number as people write it; cleans to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **options):
        super().__init__(label=_("Phone"), max_length=40, **options)

    def clean(self, value):
        typed = super().clean(value)
        return clean_phone(typed) if typed else ""


class Text(forms.CharField):
    """A text of many lines, without the characters nobody can see."""

    widget = forms.Textarea
    default_error_messages = TOO_LONG

    def to_python(self, value):
        return visible(super().to_python(value) or "").strip()


class Email(forms.EmailField):
    """An e-mail address."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        **TOO_LONG,
        "invalid": _("An e-mail address looks like name@example.kz."),
    }


def visible(text: str) -> str:
    """The text without control characters; line ends and tabs stay, as do joiners of emoji."""
    return "".join(
        letter for letter in text if letter in "\n\r\t" or unicodedata.category(letter) != "Cc"
    )
