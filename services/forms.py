"""Public forms of this package: opening a ticket, finding an office, filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from services.booking.lifecycle import find_booking
from services.models import Booking, Office, Topic


class TicketForm(forms.Form):
    """Number and secret of a ticket; the message is the same for a wrong number and secret."""

    number = forms.CharField(
        label=_("Ticket number"),
        help_text=_("Letters and six digits, for example AST-482915."),
        error_messages={"required": _("Type the number of your ticket.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "maxlength": 40}
        ),
    )
    secret = forms.CharField(
        label=_("Secret code"),
        help_text=_("Twelve letters and digits we showed with the ticket."),
        error_messages={"required": _("Type the secret code of your ticket.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": 60}
        ),
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

    reason = forms.CharField(
        label=_("Why you cannot come"),
        required=False,
        max_length=300,
        error_messages={"max_length": _("Write it in 300 characters or fewer.")},
    )


class OfficeSearch(forms.Form):
    """Search the offices by settlement."""

    q = forms.CharField(
        label=_("Your town or village"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 80}),
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
