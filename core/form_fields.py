"""Form fields that several packages share."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TypedDateField(forms.DateField):
    """A date typed 30.11.2026; an ISO date is understood too, anything else is refused."""

    default_error_messages = {"invalid": _("Write the date like 30.11.2026.")}
    widget = forms.DateInput({"inputmode": "numeric", "autocomplete": "off"}, format="%d.%m.%Y")

    def __init__(self, **kwargs):
        super().__init__(help_text=_("For example 30.11.2026."), **kwargs)
