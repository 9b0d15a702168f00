"""Form fields that several packages share: dates, and text made plain (core.plain_text).

No field has a maxlength, which would cut a pasted text without a word: a long one is refused by how
much. A wrong value in a field that may stay empty is refused with that hint.
"""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CharField, Field, TextField
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminAutoHeightTextInput

from core.idnumbers import check_id_number
from core.phones import clean_phone, format_phone
from core.plain_text import holds_markup, normalize_line, normalize_lines

NAME_SIGNS = " -'’ʼ`´.,()«»\"“”"  # what stands in names beside letters


LOST_PLUS = re.compile(r"\d \d\d:?\d\d$")  # 10:00 05:00


class TypedDateField(forms.DateField):
    """A date typed 30.11.2026; an ISO date is understood too, anything else is refused."""

    default_error_messages = {"invalid": _("Write the date like 30.11.2026.")}
    widget = forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}, format="%d.%m.%Y")

    def __init__(self, **kwargs):
        super().__init__(help_text=_("For example 30.11.2026."), **kwargs)


def add_optional_hint(field: forms.Field, error: ValidationError) -> ValidationError:
    """Return the error of an optional field with the sentence that it may be left empty."""
    if field.required:
        return error
    hint = gettext("You can also leave the field empty.")
    return ValidationError(" ".join([*error.messages, hint]))


def check_length(text: str, limit: int | None) -> None:
    """Raise ValidationError that says by how much the text is longer than `limit`."""
    over = len(text) - limit if limit else 0
    if over > 0:
        message = ngettext(
            "This is too long by %(over)s character: up to %(limit)s fit here.",
            "This is too long by %(over)s characters: up to %(limit)s fit here.",
            over,
        )
        raise ValidationError(message % {"over": over, "limit": limit}, code="max_length")


class MomentField(forms.DateTimeField):
    """A moment, with or without its distance from UTC.

    Of an hour that came twice, when the clocks were set back, it is the first: the day is the same.
    """

    def to_python(self, value) -> datetime | None:
        """Return the moment; a plus sign that an address turned into a space is explained."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone" and (moment := _first_of_two(error.params)):
                return moment
            if LOST_PLUS.search(str(value)):
                raise ValidationError(
                    _("In an address the plus sign is written %2B: 2026-01-05T10:00%2B05:00."),
                    code="lost_plus",
                ) from error
            raise


def _first_of_two(params: Any) -> datetime | None:
    """Return the first moment of a local time that came twice; None: it never came."""
    zone = params["current_timezone"]
    first = params["datetime"].replace(tzinfo=zone, fold=0)
    came = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return first if came == params["datetime"] else None


class PlainTextField(forms.CharField):
    """The base: without maxlength in the page, the limit is stated and checked here."""

    def __init__(self, *, max_length: int | None = None, **options):
        self.limit = max_length
        super().__init__(**options)

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        return {**attrs, "data-limit": str(self.limit)} if self.limit else attrs

    def validate(self, value):
        super().validate(value)
        check_length(value or "", self.limit)


class SingleLineField(PlainTextField):
    """A line of text, with single spaces."""

    def to_python(self, value):
        return normalize_line(super().to_python(value) or "") or self.empty_value


class MultiLineField(PlainTextField):
    """A text of several lines; a line break counts once. The page states the limit."""

    widget = forms.Textarea

    def __init__(self, **options):
        if limit := options.get("max_length"):
            options.setdefault(
                "help_text", format_lazy(_("Up to {limit} characters."), limit=limit)
            )
        super().__init__(**options)

    def to_python(self, value):
        return normalize_lines(super().to_python(value) or "") or self.empty_value


class PersonNameField(SingleLineField):
    """A name or a part of it: letters, hyphens and dots; no mark-up, no symbols."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "no_letters": _("Write your name in letters."),
        "not_a_name": _("Write your name in letters: “%(sign)s” does not belong to a name."),
    }
    least_letters = 1

    def validate(self, value):
        super().validate(value)
        if not value:
            return
        for sign in value:
            if sign not in NAME_SIGNS and unicodedata.category(sign)[0] not in "LM":
                raise ValidationError(
                    self.error_messages["not_a_name"], code="not_a_name", params={"sign": sign}
                )
        if sum(letter.isalpha() for letter in value) < self.least_letters:
            raise ValidationError(self.error_messages["no_letters"], code="no_letters")


class FullNameField(PersonNameField):
    """Surname and first name in one line, with two letters at least."""

    widget = forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": _("Write your surname and first name.")
    }
    least_letters = 2

    def __init__(self, label=None, **options):
        label = label or _("Surname and first name")
        super().__init__(label=label, **{"max_length": 150, **options})


class OrganisationField(SingleLineField):
    """The name of an organisation; mark-up is refused."""

    def validate(self, value):
        super().validate(value)
        if holds_markup(value):
            raise ValidationError(_("Write the name of the organisation in words, without <…>."))


class IdNumberField(SingleLineField):
    """An IIN or BIN as people write it; cleans to twelve digits."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **options):
        super().__init__(**{"label": _("IIN or BIN"), "max_length": 40, **options})

    def clean(self, value):
        typed = super().clean(value)
        return check_id_number(typed) if typed else ""


class PhoneField(SingleLineField):
    """A telephone number as people write it; cleans to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"})

    def __init__(self, **options):
        super().__init__(**{"label": _("Phone"), "max_length": 60, **options})

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
    """An e-mail address, as long as the columns that keep it and the letters sent to it."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": _("An e-mail address looks like name@example.kz."),
    }
    limit = 254

    def __init__(self, **options):
        super().__init__(max_length=None, **options)  # checked below, without maxlength in the page

    def to_python(self, value):
        return normalize_line(super().to_python(value) or "")

    def validate(self, value):
        super().validate(value)
        check_length(value, self.limit)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            raise add_optional_hint(self, error) from error


class MultipleFileInput(forms.ClearableFileInput):
    """A file input that accepts several files."""

    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files; whoever takes them checks each."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):
        return data if isinstance(data, list) else [data] if data else []


def plain_form_field(column: Field) -> forms.Field | None:
    """Return the form field of a model's column: one line of text is a SingleLineField."""
    is_line = type(column) is CharField and not column.choices
    return column.formfield(form_class=SingleLineField) if is_line else column.formfield()


def clean_admin_fields() -> None:
    """Let the forms of Wagtail's admin make one-line and longer texts plain, too."""
    register_form_field_override(
        CharField, override={"form_class": SingleLineField}, exact_class=True
    )
    register_form_field_override(
        TextField,
        override={"form_class": MultiLineField, "widget": AdminAutoHeightTextInput},
        exact_class=True,
    )
