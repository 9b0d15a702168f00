"""Invite a member of staff by e-mail, with groups and an office."""

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from core.accounts import invitations
from core.accounts.views import breadcrumbs
from core.models import LANGUAGE_CHOICES
from services.models import Office, OfficeMember

ADD_USER, ADD_MEMBER = "core.add_user", "services.add_officemember"


class InviteForm(forms.Form):
    """Who is invited, to which groups and to which office."""

    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=150)
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Groups"),
        queryset=Group.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
    )
    office = forms.ModelChoiceField(
        label=gettext_lazy("Office"), queryset=Office.objects.filter(active=True), required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=LANGUAGE_CHOICES
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not user.has_perm(ADD_MEMBER):  # it decides whose appeals one reads
            del self.fields["office"]

    def clean_email(self) -> str:
        """Refuse the address of an account that somebody has, or had."""
        email = self.cleaned_data["email"].lower()
        account = invitations.find_account(email)
        if account is not None and not invitations.may_be_invited(account):
            raise ValidationError(_("There is an account with this address already."))
        return email


def invite(request: HttpRequest) -> HttpResponse:
    """Ask whom to invite; write the letter."""
    if not request.user.has_perm(ADD_USER):
        raise PermissionDenied
    form = InviteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        send_invitation(form.cleaned_data, by=request.user)
        messages.success(
            request,
            _("The invitation is on its way to %(email)s. The link works once and for seven days.")
            % {"email": form.cleaned_data["email"]},
        )
        return redirect("wagtailusers_users:index")
    return render(
        request,
        "services/admin/invite.html",
        {
            "form": form,
            "breadcrumbs_items": breadcrumbs(
                (reverse("wagtailusers_users:index"), _("Users")), ("", _("Invite staff"))
            ),
        },
    )


@transaction.atomic
def send_invitation(data: dict, *, by) -> None:
    """Prepare the account, make it a member of the office, write the letter."""
    user = invitations.invite(
        data["email"], groups=data["groups"], language=data["language"], by=by, at=timezone.now()
    )
    if "office" in data:
        OfficeMember.objects.filter(user=user).delete()
    if data.get("office"):
        OfficeMember.objects.create(user=user, office=data["office"])
    log(instance=user, action="core.invite", user=by)
