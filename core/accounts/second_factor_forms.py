"""Forms of the second factor."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.accounts.passkeys import NAME_LENGTH

ANSWER_LENGTH = 20_000  # characters of a browser's answer with a passkey; real ones have about 1000


class CodeForm(forms.Form):
    """A code of the app, or a recovery code. The name keeps it out of what is kept of a form."""

    otp = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}
        ),
    )


class NameForm(forms.Form):
    """How the owner calls a device."""

    name = forms.CharField(
        label=_("Name of the device"),
        max_length=NAME_LENGTH,
        help_text=_("For example: my phone, the key of the office"),
    )


class AppForm(NameForm, CodeForm):
    """The name of an app and its first code."""

    field_order = ("name", "otp")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["otp"].widget.attrs["autofocus"]
        self.fields["otp"].label = _("Code that the app shows")


class PasskeyForm(NameForm):
    """The name of a passkey and what the browser has answered."""

    passkey = forms.CharField(
        max_length=ANSWER_LENGTH,
        widget=forms.HiddenInput,
        error_messages={"required": _("The browser has not made a passkey. Try again.")},
    )
