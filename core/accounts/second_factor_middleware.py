"""Until the second step of the sign-in, a session opens nothing but that step."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from core.accounts import second_factor
from core.accounts.second_factor import Step

ADMIN = "/admin/"
SIGN_IN_VIEWS = frozenset({"wagtailadmin_login", "wagtailcore_login"})
# What the pages of the second step consist of, and the way out.
ALWAYS_OPEN = frozenset(
    {
        "account_session_left",
        "account_session_stay",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
    }
)
SET_UP_VIEWS = frozenset(
    {"second_factor", "second_factor_app", "second_factor_passkey", "second_factor_codes"}
)
OPEN_AT = {Step.CODE: ALWAYS_OPEN | {"second_factor_code"}, Step.SET_UP: ALWAYS_OPEN | SET_UP_VIEWS}
LEADS_TO = {Step.CODE: "second_factor_code", Step.SET_UP: "second_factor"}


class SecondFactorMiddleware:
    """Lead staff to the second step; everywhere else they are nobody until then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; who is signed in is looked up only when something asks for it."""
        if request.path.startswith(ADMIN):
            return self.get_response(request)
        signed_in = request.user
        shown: Any = SimpleLazyObject(lambda: user_to_show(request))
        request.user = shown
        response = self.get_response(request)
        if request.user is shown:  # else the view has signed somebody in or out
            request.user = signed_in
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Send to the second step whoever opens the admin, or the sign-in page, before it."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        is_sign_in = name in SIGN_IN_VIEWS
        if is_sign_in and request.method == "POST":
            return None
        if not (is_sign_in or request.path.startswith(ADMIN)):
            return None
        user = get_user(request)
        if not user.is_authenticated:
            return None
        step = second_factor.step_of(request, user)
        if step is Step.OPEN or name in OPEN_AT[step]:
            return None
        return HttpResponseRedirect(address(LEADS_TO[step], wanted(request, is_sign_in)))


def user_to_show(request: HttpRequest):
    """Return who is signed in, when the second step is done; nobody otherwise."""
    user = get_user(request)
    if user.is_authenticated and second_factor.step_of(request, user) is not Step.OPEN:
        return AnonymousUser()
    return user


def wanted(request: HttpRequest, is_sign_in: bool) -> str:
    """Return the address to open after the second step."""
    if is_sign_in:
        return request.GET.get("next", "")
    is_page = request.method == "GET" and not request.headers.get("X-Requested-With")
    return request.get_full_path() if is_page else ""


def address(name: str, following: str) -> str:
    """Return the address of a page of the second step that knows what is to follow."""
    if not following or following == reverse("wagtailadmin_home"):
        return reverse(name)
    query = QueryDict(mutable=True)
    query["next"] = following
    return f"{reverse(name)}?{query.urlencode(safe='/')}"
