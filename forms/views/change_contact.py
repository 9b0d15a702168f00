"""The page that mends the phone and e-mail of a registered appeal, beside its status page."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from appeals import lifecycle, status_session
from appeals.models import Appeal
from core import rate_limit
from core.form_fields import EmailAddressField, PhoneField
from core.phones import format_phone

CHANGES_A_DAY, DAY = 5, 86_400  # of one appeal: each sends letters to somebody


class ContactForm(forms.Form):
    """Phone and e-mail, checked as in the form of the appeal."""

    phone = PhoneField(required=False, help_text=gettext_lazy("For example 8 701 123 45 67."))
    email = EmailAddressField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("We write here when your appeal moves."),
    )

    def __init__(self, *args, appeal: Appeal, **kwargs):
        self.appeal = appeal
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Leave the office a way to answer: a phone, an e-mail or the postal address."""
        data = super().clean() or {}
        emptied = not (self.errors or data["phone"] or data["email"])
        if emptied and not self.appeal.postal_address:
            raise forms.ValidationError(
                _("Leave a phone or an e-mail: without them the office cannot reach you.")
            )
        return data


def saved_message(phone: str, email: str) -> str:
    """Return which of the two is kept now, without its value."""
    if phone and email:
        return _("Your phone and e-mail are saved.")
    if phone:
        return _("Your phone is saved; no e-mail is kept.")
    if email:
        return _("Your e-mail is saved; no phone is kept.")
    return _("No phone and no e-mail are kept: the answer goes to your postal address.")


@never_cache
def change_contact(request: HttpRequest) -> HttpResponse:
    """Change the contact of the appeal that is unlocked in this browser; tell old and new."""
    at = timezone.now()
    appeal = status_session.OPEN_APPEAL.current(request, at)
    if appeal is None:
        return redirect("appeals:status")
    initial = {"phone": format_phone(appeal.phone), "email": appeal.email}
    form = ContactForm(appeal=appeal, initial=initial)
    if request.method == "POST":
        form = ContactForm(request.POST, appeal=appeal)
        if form.is_valid():
            if rate_limit.allow("appeal.contact", appeal.number, CHANGES_A_DAY, DAY):
                lifecycle.change_contact(appeal, at=at, **form.cleaned_data)
                messages.success(request, saved_message(**form.cleaned_data))
                return redirect("appeals:status")
            form.add_error(
                None, _("Too many changes today. Come back tomorrow or call the office.")
            )
    return render(request, "forms/change_contact.html", {"appeal": appeal, "form": form})
