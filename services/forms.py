"""Public forms of this package: opening a ticket, finding an office, filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.form_fields import SingleLineField
from services.booking.lifecycle import find_booking
from services.models import Booking, Office, Topic


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


class OfficeFilter(forms.Form):
    """Filter a list by office."""

    office = forms.ModelChoiceField(
        Office.objects.filter(active=True),
        label=_("Office"),
        required=False,
        to_field_name="slug",
        empty_label=_("All offices"),
    )


class StandardFilter(OfficeFilter):
    """Filter the service standards by topic and office."""

    field_order = ("topic", "office")
    topic = forms.ModelChoiceField(
        Topic.objects.all(),
        label=_("Topic"),
        required=False,
        to_field_name="slug",
        empty_label=_("All topics"),
    )
