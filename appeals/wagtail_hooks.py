"""Hooks into Wagtail's admin: menu, addresses, panel, styles, log actions."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from appeals.admin import urls
from appeals.admin.mixins import is_staff
from appeals.admin.panels import add_panels
from appeals.admin.reference import ReferenceGroup
from appeals.openings import OPENINGS

hooks.register("construct_homepage_panels", add_panels)


class StaffMenuItem(MenuItem):
    """A menu item for users who work with appeals."""

    def is_shown(self, request) -> bool:
        """Return whether the user works with appeals."""
        return is_staff(request.user)


class RulesMenuItem(MenuItem):
    """A menu item for users who may see routing rules."""

    def is_shown(self, request) -> bool:
        """Return whether the user may see routing rules."""
        return is_staff(request.user) or request.user.has_perm("appeals.view_routingrule")


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Return the admin addresses."""
    return [path("appeals/", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_admin_menu_item")
def register_inbox_item() -> MenuItem:
    """Return the menu item of the inbox."""
    return StaffMenuItem(_("Appeals"), reverse("appeals_admin:inbox"), icon_name="mail", order=90)


@hooks.register("register_admin_menu_item")
def register_queue_item() -> MenuItem:
    """Return the menu item of the public answers: those to check, and those returned."""
    label = _("Public answers")
    return StaffMenuItem(label, reverse("appeals_admin:queue"), icon_name="view", order=95)


@hooks.register("register_reports_menu_item")
def register_rules_item() -> MenuItem:
    """Return the menu item of the report on routing rules."""
    return RulesMenuItem(
        _("How the routing rules do"), reverse("appeals_admin:rules"), icon_name="order", order=900
    )


@hooks.register("register_admin_viewset")
def register_reference_group() -> ReferenceGroup:
    """Return the menu group of reference data."""
    return ReferenceGroup()


@hooks.register("insert_global_admin_css")
def insert_admin_css() -> str:
    """Return the link to the admin stylesheet."""
    return format_html('<link rel="stylesheet" href="{}">', static("appeals/admin.css"))


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    """Register the accesses to personal data that the site history shows and exports."""
    for action, words in OPENINGS.items():
        actions.register_action(action, *words)
