"""Limits on guessing at every door with a password, by account and by network address.

An attempt is counted before the password is looked at, so parallel attempts never exceed a limit;
beyond it the right password gets the same answer as a wrong one. Names are counted whether or not
they exist.
"""

import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from math import ceil

from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext, override
from wagtail import views as wagtail_views
from wagtail.admin.forms import auth as wagtail_forms
from wagtail.admin.views import account
from wagtail.documents.views import serve as wagtail_documents

from core import rate_limit

WINDOW = 15 * 60  # seconds


@dataclass(frozen=True)
class AttemptLimits:
    """How many attempts in WINDOW one account has, from all addresses, and one address, at all.

    An office's people share one address.
    """

    name: str
    per_account: int
    per_address: int

    def count(self, request: HttpRequest, account_name: str) -> int:
        """Count an attempt; return 0 when it is allowed, else the seconds to wait."""
        waits = [
            0
            if rate_limit.allow(name, who, limit, WINDOW)
            else rate_limit.seconds_left(name, who) or 60
            for name, who, limit in self._counters(request, account_name)
        ]
        return max(waits)

    def forgive(self, request: HttpRequest, account_name: str) -> None:
        """Forget the account's attempts after the right password, and this one of the address."""
        of_account, of_address = self._counters(request, account_name)
        rate_limit.reset(of_account[0], of_account[1])
        rate_limit.refund(of_address[0], of_address[1])

    def _counters(self, request: HttpRequest, account_name: str) -> list[tuple[str, str, int]]:
        normalized = unicodedata.normalize("NFKC", account_name).strip().casefold()
        return [
            (f"{self.name}.account", normalized, self.per_account),
            (f"{self.name}.address", rate_limit.client_address(request), self.per_address),
        ]


SIGN_IN = AttemptLimits("sign_in", per_account=10, per_address=40)
PASSWORD_RESET = AttemptLimits("password_reset", per_account=3, per_address=20)
# The account of a shared password is the page or the collection that it opens.
SHARED_PASSWORD = AttemptLimits("shared_password", per_account=60, per_address=15)


def describe_wait(seconds: int) -> str:
    """Return the sentence that tells how long to wait."""
    minutes = ceil(seconds / 60)
    return ngettext(
        "Too many attempts. Wait %(minutes)d minute and try again.",
        "Too many attempts. Wait %(minutes)d minutes and try again.",
        minutes,
    ) % {"minutes": minutes}


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
