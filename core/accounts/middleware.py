"""Sessions of staff on their way through a request."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts import devices, kept_forms, session_rules, sessions


class AccountSessionMiddleware:
    """Renew the session of an account, and keep the form that came after its end."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; an unread session stays unread, and costs no query."""
        response = self.get_response(request)
        session = request.session
        if not session.accessed or session.is_empty():
            return response
        now = timezone.now()
        if session_rules.account_of(session):
            if not sessions.is_background(request):
                sessions.renew(request, now)
            if response.status_code < 400:
                kept_forms.discard_sent(request)
            return devices.recognise(request, response, now)
        if ended_account(request) and leads_to_sign_in(response):
            return explain_end(request, response, now)
        return response


def ended_account(request: HttpRequest) -> str:
    """Return the account whose session was over when this request came; else empty."""
    return getattr(request.session, "ended_account", "")


def leads_to_sign_in(response: HttpResponse) -> bool:
    """Return whether the response sends the browser to the sign-in page of the admin."""
    return response.status_code == 302 and response["Location"].startswith(
        reverse("wagtailadmin_login")
    )


def explain_end(request: HttpRequest, response: HttpResponse, at: datetime) -> HttpResponse:
    """Say that the session has ended; keep a form, and lead to it after the sign-in."""
    if request.method != "POST":
        messages.info(request, _("Your session has ended. Sign in to go on."))
        return response
    if not kept_forms.keep(request, ended_account(request), at):
        messages.warning(
            request,
            _(
                "Your session has ended, and this form is too large to be kept. Sign in in another "
                "tab, then go back to the form and copy what you typed."
            ),
        )
        return response
    messages.warning(
        request,
        _(
            "Your session has ended. What you typed is kept for an hour: sign in with the same "
            "account and send it."
        ),
    )
    return redirect_to_login(reverse("account_kept_form"), reverse("wagtailadmin_login"))
