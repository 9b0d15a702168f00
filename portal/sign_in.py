"""Limits on guessing at every door with a password, by account and by network address.

An attempt is counted before the password is looked at, so parallel attempts never exceed a limit;
beyond it the right password gets the same answer as a wrong one. Names are counted whether or not
they exist.
"""

import threading
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from wagtail import views as wagtail_views
from wagtail.admin.forms import auth as wagtail_forms
from wagtail.admin.views import account
from wagtail.documents.views import serve as wagtail_documents

from core.accounts.attempts import AttemptLimits, describe_wait

SIGN_IN = AttemptLimits("sign_in", per_account=10, per_address=40)
PASSWORD_RESET = AttemptLimits("password_reset", per_account=3, per_address=20)
# The account of a shared password is the page or the collection that it opens.
SHARED_PASSWORD = AttemptLimits("shared_password", per_account=60, per_address=15)


class LoginForm(wagtail_forms.LoginForm):
    """Wagtail's form, for the admin and for private pages, with limits on attempts."""

    def clean(self) -> dict:
        """Check the password, unless the account or the address has used up its attempts."""
        username = self.cleaned_data.get("username")
        if not (username and self.cleaned_data.get("password")):
            return super().clean()
        if wait := SIGN_IN.count(self.request, username):
            raise ValidationError(describe_wait(wait), code="too_many_attempts")
        cleaned_data = super().clean()
        SIGN_IN.forgive(self.request, username)
        return cleaned_data


class PasswordResetForm(wagtail_forms.PasswordResetForm):
    """Wagtail's form with limits; a known address takes no longer to answer than an unknown one."""

    def __init__(self, *args, request: HttpRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_email(self) -> str:
        """Count the request for a letter to this address, known or not."""
        email = self.cleaned_data["email"]
        if wait := PASSWORD_RESET.count(self.request, email):
            raise ValidationError(describe_wait(wait), code="too_many_attempts")
        return email

    def send_mail(self, *args, **kwargs) -> None:
        """Write and send the letter in a thread: the mail server's delay would tell who exists."""
        language = get_language()

        def send() -> None:
            with override(language):
                super(PasswordResetForm, self).send_mail(*args, **kwargs)

        threading.Thread(target=send, name="password-reset").start()


class PasswordResetView(account.PasswordResetView):
    """Wagtail's view with the form that has limits."""

    def get_form_class(self) -> type[PasswordResetForm]:
        """Return the form with limits."""
        return PasswordResetForm

    def get_form_kwargs(self) -> dict:
        """Give the form the request, which has the visitor's address."""
        return {**super().get_form_kwargs(), "request": self.request}


class PageLoginView(LoginView):
    """Sign-in for pages that only signed-in people may read."""

    authentication_form = LoginForm
    template_name = "wagtailcore/login.html"


def _limit_password(view: Callable[..., HttpResponse], key: str) -> Callable[..., HttpResponse]:
    """Limit the passwords tried at the page or collection that the argument `key` names."""

    @wraps(view)
    def limited(request: HttpRequest, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, **kwargs)
        place = f"{key}/{kwargs[key]}"
        if wait := SHARED_PASSWORD.count(request, place):
            context = {"lead": describe_wait(wait)}
            response = render(request, "429.html", context, status=429)
            response["Retry-After"] = str(wait)
            return response
        response = view(request, **kwargs)
        if response.status_code == 302:  # the right password
            SHARED_PASSWORD.forgive(request, place)
        return response

    return limited


page_password = _limit_password(
    wagtail_views.authenticate_with_password, "page_view_restriction_id"
)
document_password = _limit_password(wagtail_documents.authenticate_with_password, "restriction_id")
