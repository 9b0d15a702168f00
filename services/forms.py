"""Public forms of this package: opening a ticket, finding an office, filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import SingleLineField
from search.facets import labels_of
from services.booking.lifecycle import find_booking
from services.models import Booking
from services.names import office_titles


class TicketForm(forms.Form):
    """Number and secret of a ticket; the message is the same for a wrong number and secret."""

    number = SingleLineField(
        label=_("Ticket number"),
        help_text=_("Letters and six digits, for example AST-482915."),
        error_messages={"required": _("Type the number of your ticket.")},
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    secret = SingleLineField(
        label=_("Secret code"),
        help_text=_("Twelve letters and digits we showed with the ticket."),
        error_messages={"required": _("Type the secret code of your ticket.")},
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    booking: Booking | None = None

    def clean(self) -> dict:
        """Find the booking that number and secret open."""
        data = super().clean() or self.cleaned_data
        if data.get("number") and data.get("secret"):
            self.booking = find_booking(data["number"], data["secret"])
            if self.booking is None:
                raise forms.ValidationError(
                    _("No ticket has this number and this secret code. Check both and try again.")
                )
        return data


class CancelForm(forms.Form):
    """The reason of a cancellation by the visitor."""

    reason = SingleLineField(
        label=_("Why you cannot come"),
        required=False,
        max_length=300,
    )


class OfficeSearch(forms.Form):
    """Search the offices by settlement."""

    q = SingleLineField(
        label=_("Your town or village"),
        required=False,
        max_length=80,
    )


class CodeField(forms.ChoiceField):
    """A code out of a list that is read when it is needed; no message repeats what was sent."""

    default_error_messages = forms.ModelChoiceField.default_error_messages


class OfficeFilter(forms.Form):
    """Filter a list by the code of an office."""

    office = CodeField(
        choices=lambda: [("", _("All offices")), *office_titles().items()],
        label=_("Office"),
        required=False,
    )


class StandardFilter(OfficeFilter):
    """Filter the service standards by the codes of topic and office."""

    field_order = ("topic", "office")
    topic = CodeField(
        choices=lambda: [("", _("All topics")), *labels_of("topic").items()],
        label=_("Topic"),
        required=False,
    )
