"""The pages of a citizen who has lost the secret: ask for a code, type it, get a new secret."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appeals import recovery, status_session
from appeals.recovery_forms import LostSecretForm, RecoveryCodeForm
from core import rate_limit

MAX_REQUESTS, MAX_WRONG_CODES, HOUR = 20, 20, 3600  # of one address; an office's people share one


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lost_secret(request: HttpRequest) -> HttpResponse:
    """Ask for number and contact; the same page follows whether or not they belong together."""
    form = LostSecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = rate_limit.client_address(request)
        if rate_limit.allow("lost-secret", address, MAX_REQUESTS, HOUR):
            recovery.request_code(**form.cleaned_data, at=timezone.now())
            return redirect("appeals:recovery_code")
        return _too_many(request, "appeals/lost_secret.html", form)
    return render(request, "appeals/lost_secret.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_code(request: HttpRequest) -> HttpResponse:
    """Take the code that was sent and show the new secret, once."""
    form = RecoveryCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "appeals/recovery_code.html", {"form": form})
    at, address = timezone.now(), rate_limit.client_address(request)
    if not rate_limit.allow("recovery-code", address, MAX_WRONG_CODES, HOUR):
        return _too_many(request, "appeals/recovery_code.html", form)
    made = recovery.redeem(form.cleaned_data["code"], at)
    if made is None:
        form.add_error("code", _("This code is wrong, used already or older than 30 minutes."))
        return render(request, "appeals/recovery_code.html", {"form": form})
    rate_limit.refund("recovery-code", address)
    status_session.OPEN_APPEAL.remember(request, made.appeal, at)
    return render(
        request, "appeals/new_secret.html", {"appeal": made.appeal, "secret": made.secret}
    )


def _too_many(request: HttpRequest, template: str, form) -> HttpResponse:
    form.add_error(None, _("Too many tries. Come back in an hour or call the office."))
    return render(request, template, {"form": form}, status=429)
