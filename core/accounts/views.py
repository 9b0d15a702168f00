"""Pages of the admin: the sessions of an account, the time left in one, a form that waits."""

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from core.accounts import kept_forms, session_rules, sessions

CHANGE_USER = "core.change_user"
END_ACTION = "core.end_sessions"


def may_manage(user, other) -> bool:
    """Return whether `user` looks after the account of `other`; a superuser's: superusers only."""
    return user.has_perm(CHANGE_USER) and (user.is_superuser or not other.is_superuser)


def own_sessions(request: HttpRequest) -> HttpResponse:
    """List the sessions of the account that is signed in; end one, or all others."""
    current = request.session.session_key or ""
    if request.method == "POST":
        if "others" in request.POST:
            tell_ended(request, sessions.end_all(request.user, except_key=current))
        else:
            end_chosen(request, request.user)
        return redirect("account_sessions")
    return render(
        request,
        "core/accounts/sessions.html",
        {
            "title": _("Where you are signed in"),
            "rows": sessions.live_sessions(request.user, timezone.now()),
            "current": current,
            "breadcrumbs_items": breadcrumbs(
                (reverse("wagtailadmin_account"), _("Account")),
                ("", _("Where you are signed in")),
            ),
        },
    )


def user_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """List the sessions of another account to whoever looks after it; end one, or all."""
    user = get_object_or_404(get_user_model(), pk=pk)
    if not may_manage(request.user, user):
        raise PermissionDenied
    if request.method == "POST":
        if "others" in request.POST:
            tell_ended(request, sessions.end_all(user))
        else:
            end_chosen(request, user)
        log(instance=user, action=END_ACTION, user=request.user)
        return redirect("user_sessions", pk)
    name = user.get_full_name() or user.get_username()
    return render(
        request,
        "core/accounts/sessions.html",
        {
            "title": _("Sessions: %(name)s") % {"name": name},
            "rows": sessions.live_sessions(user, timezone.now()),
            "breadcrumbs_items": breadcrumbs(
                (reverse("wagtailusers_users:index"), _("Users")),
                (reverse("wagtailusers_users:edit", args=[pk]), name),
                ("", _("Sessions")),
            ),
        },
    )


def end_chosen(request: HttpRequest, user) -> None:
    """End the session whose row the form names, when it is one of `user`."""
    chosen = request.POST.get("session", "")
    rows = sessions.live_sessions(user, timezone.now())
    tell_ended(request, sessions.end(user, [r.session_key for r in rows if str(r.pk) == chosen]))


def tell_ended(request: HttpRequest, count: int) -> None:
    """Tell how many sessions were ended."""
    if not count:
        messages.info(request, _("There was no such session any more."))
        return
    text = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", count)
    messages.success(request, text % {"count": count})


def breadcrumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way to a page of the admin."""
    home = (reverse("wagtailadmin_home"), _("Home"))
    return [{"url": url, "label": label} for url, label in (home, *items)]


def session_left(request: HttpRequest) -> JsonResponse:
    """Return how many seconds the session goes on without a request; asking is none."""
    left = session_rules.seconds_left(request.session, timezone.now().timestamp())
    return JsonResponse({"seconds": int(left)})


@require_POST
def session_stay(request: HttpRequest) -> HttpResponse:
    """Renew the session, as any request does."""
    return HttpResponse(status=204)


def kept_form(request: HttpRequest) -> HttpResponse:
    """Show a form that came after the end of a session, for its sender to send or discard."""
    form = kept_forms.find(request, timezone.now())
    if request.method == "POST":
        kept_forms.discard(request)
        return redirect(form.path if form else "wagtailadmin_home")
    if form is None:
        messages.info(request, _("No form is kept: it was sent, or an hour has passed."))
        return redirect("wagtailadmin_home")
    return render(
        request,
        "core/accounts/kept_form.html",
        {
            "form": form,
            "typed": [value for _name, value in form.fields if is_readable(value)],
            "breadcrumbs_items": breadcrumbs(("", _("What you typed is here"))),
        },
    )


def is_readable(value: str) -> bool:
    """Return whether a value is something that a person typed, not a number or an editor's data."""
    return any(c.isspace() for c in value.strip()) and not value.lstrip().startswith(("{", "["))
