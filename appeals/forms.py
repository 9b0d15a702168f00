"""Public forms: open an appeal, rate, withdraw, calculate a term."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals import reconsideration
from core.form_fields import MomentField, MultiLineField, SingleLineField, TypedDateField
from core.workdays.source import FIRST_YEAR, LAST_YEAR
from services.models import Office


class NumberForm(forms.Form):
    """The registration number of an appeal, as it is typed."""

    number = SingleLineField(
        label=_("Registration number"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("It is on your receipt, for example TUR-2026-000123."),
        error_messages={"required": _("Type the registration number.")},
    )


class OpenForm(NumberForm):
    """Number and secret of an appeal."""

    secret = SingleLineField(
        label=_("Secret"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("Twelve letters and digits under the number on your receipt."),
        error_messages={"required": _("Type the secret from your receipt.")},
    )


class RatingForm(forms.Form):
    """A rating from 1 to 5 and a comment."""

    stars = forms.TypedChoiceField(
        label=_("How good was the answer?"),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, 6)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose from 1 to 5.")},
    )
    comment = MultiLineField(
        label=_("What should we do better?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class WithdrawForm(forms.Form):
    """Withdrawal of an appeal, confirmed by a box."""

    why = MultiLineField(
        label=_("Why do you take it back?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    sure = forms.BooleanField(
        label=_("I take my appeal back; it will not be considered"),
        error_messages={"required": _("Tick the box if you want to take it back.")},
    )


class AskAgainForm(forms.Form):
    """A request for reconsideration; a head reads it."""

    why = MultiLineField(
        label=_("What do you not agree with?"),
        max_length=reconsideration.MAX_LENGTH,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write what you do not agree with.")},
    )


class DeletionForm(forms.Form):
    """A request to delete the personal data of an ended case."""

    deletion_why = MultiLineField(
        label=_("Why (you need not say)"),
        required=False,
        max_length=reconsideration.MAX_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )


class TermForm(forms.Form):
    """The term calculator: a moment of registration and a number of working days."""

    registered = MomentField(
        label=_("Received"),
        # A browser's own field would show the date as the browser's language writes it.
        widget=forms.DateTimeInput({"autocomplete": "off"}, format="%d.%m.%Y %H:%M"),
        help_text=_("For example 30.11.2026 10:00."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M", "%Y-%m-%d"],
    )
    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=260)

    def clean_registered(self) -> datetime:
        """Refuse years whose days off are not known: the result would be wrong."""
        registered = self.cleaned_data["registered"]
        if not FIRST_YEAR <= registered.year < LAST_YEAR:
            raise ValidationError(
                _("Choose a day from %(first)s to %(last)s: we know the days off of these years.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR - 1}
            )
        return registered


class CalculatorForm(TermForm):
    """The term calculator with a choice of the office: its week and closing hour count."""

    office = forms.ModelChoiceField(
        label=_("Reception office"),
        queryset=Office.objects.filter(active=True),
        to_field_name="slug",
        required=False,
        empty_label=_("Any with a five-day week, until 18:00"),
        error_messages={"invalid_choice": _("Choose an office.")},
    )


class PeriodForm(forms.Form):
    """The period of the figures, ?from=&to=; the last twelve months when they are empty."""

    def __init__(self, params: Mapping[str, str], today: date):
        first = (today - timedelta(days=365)).replace(day=1)
        defaults = {"from": f"{first:%d.%m.%Y}", "to": f"{today:%d.%m.%Y}"}
        typed = {name: params.get(name) or text for name, text in defaults.items()}
        super().__init__(typed, auto_id="period-%s")
        self.fields["from"] = TypedDateField(label=pgettext_lazy("a period", "From"))
        self.fields["to"] = TypedDateField(label=_("Until"))
