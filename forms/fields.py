"""Form fields of the appeal and of the booking. A choice is sent as a code, never as a text."""

import unicodedata
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.phones import clean_phone, format_phone
from services.models import Office
from services.office_tree import offices_by_parent, root_offices

CHOICE_ERRORS = ("required", "invalid_choice")  # nothing chosen, or not one of the choices
TOO_LONG: dict[str, Any] = {
    "max_length": _("This is too long: up to %(limit_value)s letters fit here.")
}


def add_optional_hint(field: forms.Field, error: ValidationError) -> ValidationError:
    """Return the error of an optional field with the sentence that it may be left empty."""
    if field.required:
        return error
    hint = gettext("You can also leave the field empty.")
    return ValidationError(" ".join([*error.messages, hint]))


def strip_control_characters(text: str) -> str:
    """Return the text without control characters; line ends, tabs and emoji joiners stay."""
    return "".join(
        letter for letter in text if letter in "\n\r\t" or unicodedata.category(letter) != "Cc"
    )


class SingleLineField(forms.CharField):
    """A line of text; whitespace is collapsed and control characters are removed."""

    default_error_messages = TOO_LONG

    def to_python(self, value):
        return " ".join(strip_control_characters(super().to_python(value) or "").split())


class MultiLineField(forms.CharField):
    """A text of several lines; control characters are removed, a line break counts once.

    The text area has no maxlength, which would cut a pasted text without a word.
    """

    widget = forms.Textarea

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value):
        text = strip_control_characters(super().to_python(value) or "")
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()

    def validate(self, value):
        super().validate(value)
        over = len(value) - self.max_length if self.max_length else 0
        if over > 0:
            message = ngettext(
                "This is too long by %(over)s character: up to %(limit)s fit here.",
                "This is too long by %(over)s characters: up to %(limit)s fit here.",
                over,
            )
            raise ValidationError(message % {"over": over, "limit": self.max_length})


class FullNameField(SingleLineField):
    """Surname and first name in one line, with two letters at least."""

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


class PhoneField(SingleLineField):
    """A telephone number as people write it; cleans to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **options):
        super().__init__(label=_("Phone"), max_length=40, **options)

    def clean(self, value):
        try:
            typed = super().clean(value)
            return clean_phone(typed) if typed else ""
        except ValidationError as error:
            raise add_optional_hint(self, error) from error

    def format_value(self, value: str) -> str:
        """Return a cleaned number as the check page shows it."""
        return format_phone(value)


class EmailAddressField(forms.EmailField):
    """An e-mail address."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        **TOO_LONG,
        "invalid": _("An e-mail address looks like name@example.kz."),
    }

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            raise add_optional_hint(self, error) from error


class KindChoiceField(forms.ModelChoiceField):
    """Kinds of appeal, each with its hint."""

    def label_from_instance(self, kind):
        """Return the title, with the hint in small print."""
        return (
            format_html("{} <small>{}</small>", kind.title, kind.hint) if kind.hint else kind.title
        )


def office_choices(blank: str) -> list:
    """Return the working offices as choices, grouped under their region."""
    offices = list(Office.objects.filter(active=True))
    branches = offices_by_parent(offices)
    choices: list = [("", blank)]
    for root in root_offices(offices):
        choices.append((root.slug, root.title))
        for region in branches.get(root.pk, []):
            districts = [(office.slug, office.title) for office in branches.get(region.pk, [])]
            own = (region.slug, region.title)
            choices.append((region.title, [own, *districts]) if districts else own)
    return choices


class OfficeChoiceField(forms.ChoiceField):
    """A working office by its slug; cleans to the Office."""

    def clean(self, value):
        slug = super().clean(value)
        return Office.objects.filter(slug=slug, active=True).first() if slug else None

    def has_changed(self, initial, data):
        return initial != data


class MultipleFileInput(forms.ClearableFileInput):
    """A file input that accepts several files."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files; uploads/attach.py checks each of them."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        return data if isinstance(data, list) else [data] if data else []
