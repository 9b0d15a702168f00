"""Addresses, links and the script by which sessions show in Wagtail's admin."""

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from core.accounts import absence_views, leaving_views, second_factor_views, views

ADDRESSES = [
    path("account/sessions/", views.own_sessions, name="account_sessions"),
    path("account/session-left/", views.session_left, name="account_session_left"),
    path("account/session-stay/", views.session_stay, name="account_session_stay"),
    path("account/second-factor/", second_factor_views.devices, name="second_factor"),
    path("account/second-factor/code/", second_factor_views.enter_code, name="second_factor_code"),
    path("account/second-factor/app/", second_factor_views.add_app, name="second_factor_app"),
    path(
        "account/second-factor/passkey/",
        second_factor_views.add_passkey,
        name="second_factor_passkey",
    ),
    path(
        "account/second-factor/recovery-codes/",
        second_factor_views.show_codes,
        name="second_factor_codes",
    ),
    path("account/kept-form/", views.kept_form, name="account_kept_form"),
    path("users/sessions/<int:pk>/", views.user_sessions, name="user_sessions"),
    path("users/absence/<int:pk>/", absence_views.absence, name="user_absence"),
    path("users/leave/<int:pk>/", leaving_views.leave, name="user_leave"),
]


def session_script() -> str:
    """Return the script that warns before a session ends; its words come from here."""
    return format_html(
        '<script src="{}" data-idle="{}" data-left="{}" data-stay="{}" data-warning="{}"'
        ' data-button="{}" data-ended="{}"></script>',
        static("core/js/admin-session.js"),
        settings.STAFF_SESSION_IDLE,
        reverse("account_session_left"),
        reverse("account_session_stay"),
        _("Your session ends in two minutes."),
        _("Stay signed in"),
        _(
            "Your session has ended. Send the form as usual: you will be asked to sign in, and "
            "what you typed is shown again."
        ),
    )


def account_menu_item(request: HttpRequest) -> dict:
    """Return the link from the account page to one's own sessions."""
    return {
        "url": reverse("account_sessions"),
        "label": _("Where you are signed in"),
        "help_text": _("See your sessions and end those that you do not know."),
    }


def absence_menu_item(request: HttpRequest) -> dict:
    """Return the link from the account page to one's own days of absence."""
    return {
        "url": reverse("user_absence", args=[request.user.pk]),
        "label": _("Absence"),
        "help_text": _("Enter the days on which you are away and who deputises."),
    }


def second_factor_menu_item(request: HttpRequest) -> dict:
    """Return the link from the account page to one's own second factor."""
    return {
        "url": reverse("second_factor"),
        "label": _("Second factor"),
        "help_text": _("Add an app or a passkey, make recovery codes."),
    }


def user_button(user, request_user) -> list[Button]:
    """Return the links from the list of users: the sessions of one, and the end of an account."""
    if not views.may_manage(request_user, user):
        return []
    url = reverse("user_sessions", args=[user.pk])
    buttons = [Button(gettext_lazy("Sessions"), url, icon_name="desktop", priority=50)]
    url = reverse("user_absence", args=[user.pk])
    buttons.append(Button(gettext_lazy("Absence"), url, icon_name="calendar-alt", priority=55))
    if user.is_active and user != request_user:
        url = reverse("user_leave", args=[user.pk])
        label = gettext_lazy("Leaves the office")
        buttons.append(Button(label, url, icon_name="logout", priority=60))
    return buttons
