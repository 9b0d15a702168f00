"""The page behind the link of an invitation: name, password, and the account is open."""

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.accounts import invitations

SESSION_KEY = "invitation"


class AcceptForm(SetPasswordForm):
    """Name and password of the new member of staff."""

    first_name = forms.CharField(label=gettext_lazy("First Name"), max_length=150)
    last_name = forms.CharField(label=gettext_lazy("Last Name"), max_length=150)
    field_order = ["first_name", "last_name", "new_password1", "new_password2"]

    def clean_first_name(self) -> str:
        """Let the password be compared with the name that is typed here."""
        self.user.first_name = self.cleaned_data["first_name"]
        return self.user.first_name

    def clean_last_name(self) -> str:
        """Let the password be compared with the name that is typed here."""
        self.user.last_name = self.cleaned_data["last_name"]
        return self.user.last_name


@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the link's secret in the session, so that no later address has it."""
    invitation = invitations.find(token, timezone.now())
    request.session[SESSION_KEY] = invitation.digest if invitation else ""
    return redirect("invitation")


@never_cache
@sensitive_post_parameters("new_password1", "new_password2")
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Ask for name and password, then lead to the sign-in page."""
    at = timezone.now()
    held = request.session.get(SESSION_KEY)
    invitation = held and invitations.waiting(at).filter(digest=held).first()
    if not invitation:
        return render(request, "core/accounts/invitation.html", status=410)
    form = AcceptForm(invitation.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if invitations.accept(
            invitation, first_name=data["first_name"], last_name=data["last_name"],
            password=data["new_password1"], at=at,
        ):  # fmt: skip
            del request.session[SESSION_KEY]
            messages.success(
                request,
                _("Your account is open. Your user name: %(name)s")
                % {"name": invitation.user.get_username()},
            )
            return redirect("wagtailadmin_login")
        return render(request, "core/accounts/invitation.html", status=410)
    return render(request, "core/accounts/invitation.html", {"form": form})
