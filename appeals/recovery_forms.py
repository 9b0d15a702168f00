"""Forms of a citizen who has lost the secret."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.forms import NumberForm
from appeals.numbers import normalize_number
from core.form_fields import EmailAddressField, PhoneField, SingleLineField
from core.phones import accepts_sms


class LostSecretForm(NumberForm):
    """The number of the appeal, and the phone or e-mail that was given with it."""

    contact = SingleLineField(
        label=_("Phone or e-mail"),
        max_length=254,
        widget=forms.TextInput({"autocomplete": "on", "spellcheck": "false"}),
        help_text=_("The one that you gave with the appeal."),
        error_messages={"required": _("Type the phone or e-mail that you gave.")},
    )

    def clean_number(self) -> str:
        """Return the number as it is stored; what cannot be one is refused."""
        number = normalize_number(self.cleaned_data["number"])
        if not number:
            raise ValidationError(_("A registration number looks like TUR-2026-000123."))
        return number

    def clean_contact(self) -> str:
        """Return the e-mail or the phone as it is stored with an appeal."""
        typed = self.cleaned_data["contact"]
        if "@" in typed:
            return EmailAddressField().clean(typed)
        phone = PhoneField().clean(typed)
        if not accepts_sms(phone):
            raise ValidationError(
                _("We send text messages to numbers of Kazakhstan only. Type the e-mail instead.")
            )
        return phone


class RecoveryCodeForm(forms.Form):
    """The code that was sent."""

    code = SingleLineField(
        label=_("Code from the message"),
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Twelve letters and digits."),
        error_messages={"required": _("Type the code from the message.")},
    )
