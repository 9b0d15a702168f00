"""Pages of the second factor: the second step of the sign-in, and an account's own devices."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential

from core import qr
from core.accounts import passkeys, recovery_codes, second_factor, second_factor_changes, totp
from core.accounts.attempts import describe_wait
from core.accounts.passkeys import PasskeyError
from core.accounts.second_factor import Step
from core.accounts.second_factor_forms import ANSWER_LENGTH, AppForm, CodeForm, PasskeyForm
from core.accounts.views import breadcrumbs

NEXT, NEW_KEY = "second_factor_next", "second_factor_key"  # keys of the session
SIGN_IN_LAYOUT, ADMIN_LAYOUT = "core/accounts/sign_in_base.html", "wagtailadmin/base.html"


def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor after the password."""
    remember_next(request)
    if second_factor.step_of(request, request.user) is not Step.CODE:
        return go_on(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and pass_second_step(request, form):
        return go_on(request)
    has_passkey = WebAuthnCredential.objects.filter(user=request.user).exists()
    context = {"title": _("Second step"), "form": form, "layout": SIGN_IN_LAYOUT}
    if has_passkey and passkeys.works_here(request):
        context["passkey_options"] = passkeys.begin_asking(request)
    return render(request, "core/accounts/enter_code.html", context)


def pass_second_step(request: HttpRequest, form: CodeForm) -> bool:
    """Open the session when the form has a right code or passkey; the attempt counts before."""
    name = request.user.get_username()
    wait = second_factor.LIMITS.count(request, name)
    answer = request.POST.get("passkey", "")[:ANSWER_LENGTH]
    if wait or answer:
        form.errors.clear()
    if wait:
        form.add_error(None, describe_wait(wait))
    elif is_right_passkey(request, answer, form) if answer else is_right_code(request, form):
        second_factor.LIMITS.forgive(request, name)
        second_factor.mark_passed(request)
        return True
    return False


def is_right_passkey(request: HttpRequest, answer: str, form: CodeForm) -> bool:
    """Return whether the browser has one of the account's passkeys."""
    try:
        passkeys.complete_asking(request, answer)
    except PasskeyError:
        form.add_error(None, _("This passkey was not accepted. Try again or type a code."))
        return False
    return True


def is_right_code(request: HttpRequest, form: CodeForm) -> bool:
    """Return whether the code is right and new; tell how many recovery codes are left."""
    if not form.is_valid():
        return False
    kind = second_factor.use_code(request.user, form.cleaned_data["otp"], timezone.now())
    if not kind:
        form.add_error(
            "otp",
            _("This code is wrong or was used already. Wait for the next code and type that one."),
        )
    if kind == second_factor.RECOVERY_CODE:
        tell_codes_left(request)
    return bool(kind)


def tell_codes_left(request: HttpRequest) -> None:
    """Tell how many recovery codes the account still has."""
    left = recovery_codes.count_left(request.user)
    text = ngettext(
        "You have %(count)d recovery code left.", "You have %(count)d recovery codes left.", left
    )
    messages.warning(request, text % {"count": left})


def remember_next(request: HttpRequest) -> None:
    """Remember which page of this portal is to follow."""
    url = request.GET.get("next", "")
    if url and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure()):
        request.session[NEXT] = url


def go_on(request: HttpRequest) -> HttpResponse:
    """Open the page that was asked for before the second step."""
    return redirect(request.session.pop(NEXT, "") or "wagtailadmin_home")


def devices(request: HttpRequest) -> HttpResponse:
    """List the devices of one's own account; remove one."""
    remember_next(request)
    user = request.user
    if request.method == "POST":
        kind, _sep, pk = request.POST.get("remove", "").partition("-")
        if second_factor_changes.remove(user, kind, pk):
            messages.success(request, _("The device was removed."))
        else:
            messages.error(
                request, _("This device was not removed: your account must keep one of them.")
            )
        return redirect("second_factor")
    rows = [("app", device) for device in TOTPDevice.objects.filter(user=user)]
    rows += [("passkey", device) for device in WebAuthnCredential.objects.filter(user=user)]
    context = {
        "rows": rows,
        "codes_left": recovery_codes.count_left(user),
        "may_remove": second_factor.may_remove(user),
        "must_set_up": second_factor.step_of(request, user) is Step.SET_UP,
    }
    return show(request, "second_factor", _("Second factor"), context)


def add_app(request: HttpRequest) -> HttpResponse:
    """Add an authenticator app: its key as QR code and in letters, then its first code."""
    form = AppForm(request.POST or None)
    key = totp.open_key(request.session.setdefault(NEW_KEY, totp.new_sealed_key()))
    if key is None:  # SECRET_KEY has changed
        del request.session[NEW_KEY]
        return redirect("second_factor_app")
    if request.method == "POST" and form.is_valid():
        code = "".join(form.cleaned_data["otp"].split())
        if step := totp.matching_step(key, code, timezone.now()):
            sealed = request.session.pop(NEW_KEY)
            second_factor_changes.add_app(request, form.cleaned_data["name"], sealed, step)
            return after_adding(request)
        form.add_error(
            "otp", _("The app shows another code. Check the time of the phone and try again.")
        )
    context = {
        "form": form,
        "typed_key": totp.typed_key(key),
        "qr": qr.render_data_uri(totp.app_url(key, request.user.get_username())),
    }
    return show(request, "add_app", _("Add an authenticator app"), context)


def add_passkey(request: HttpRequest) -> HttpResponse:
    """Add a passkey of this browser, a phone or a security key."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            second_factor_changes.add_passkey(request, data["name"], data["passkey"])
        except PasskeyError:
            form.add_error(None, _("The passkey was not accepted. Try again."))
        else:
            return after_adding(request)
    context = {"form": form, "works_here": passkeys.works_here(request)}
    if context["works_here"]:
        context["passkey_options"] = passkeys.begin_adding(request)
    return show(request, "add_passkey", _("Add a passkey"), context)


def after_adding(request: HttpRequest) -> HttpResponse:
    """Lead to the recovery codes when there are none, else to the list."""
    messages.success(request, _("The device was added."))
    has_codes = recovery_codes.count_left(request.user)
    return redirect("second_factor" if has_codes else "second_factor_codes")


def show_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes; they are shown in the answer to this form only."""
    if not second_factor.has_device(request.user):
        messages.info(request, _("Add an app or a passkey first."))
        return redirect("second_factor")
    context: dict[str, Any] = {"codes_left": recovery_codes.count_left(request.user)}
    if request.method == "POST":
        context["codes"] = second_factor_changes.replace_codes(request.user)
    context["next"] = request.session.get(NEXT) or reverse("wagtailadmin_home")
    return show(request, "recovery_codes", _("Recovery codes"), context)


def show(request: HttpRequest, name: str, title: str, context: dict) -> HttpResponse:
    """Render a page of the account: within the admin, or alone while the admin is closed."""
    is_open = second_factor.step_of(request, request.user) is Step.OPEN
    context |= {"title": title, "layout": ADMIN_LAYOUT if is_open else SIGN_IN_LAYOUT}
    if is_open:
        account = (reverse("wagtailadmin_account"), _("Account"))
        overview = (reverse("second_factor"), _("Second factor"))
        way = [account] if name == "second_factor" else [account, overview]
        context["breadcrumbs_items"] = breadcrumbs(*way, ("", title))
    return render(request, f"core/accounts/{name}.html", context)
