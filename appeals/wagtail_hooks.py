"""The desk's place in Wagtail's admin: menu, addresses, panels, log of who looked at what."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from appeals.admin import urls
from appeals.admin.mixins import is_checker, is_staff
from appeals.admin.panels import add_panels
from appeals.admin.reference import ReferenceGroup

hooks.register("construct_homepage_panels", add_panels)


class StaffItem(MenuItem):
    def is_shown(self, request) -> bool:
        return is_staff(request.user)


class CheckItem(MenuItem):
    def is_shown(self, request) -> bool:
        return is_checker(request.user) and is_staff(request.user)


class RulesItem(MenuItem):
    def is_shown(self, request) -> bool:
        return is_staff(request.user) or request.user.has_perm("appeals.view_routingrule")


@hooks.register("register_admin_urls")
def desk_urls() -> list:
    return [path("appeals/", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return StaffItem(_("Appeals"), reverse("appeals_desk:inbox"), icon_name="mail", order=90)


@hooks.register("register_admin_menu_item")
def queue_item() -> MenuItem:
    label = _("Public answers")
    return CheckItem(label, reverse("appeals_desk:queue"), icon_name="view", order=95)


@hooks.register("register_reports_menu_item")
def rules_item() -> MenuItem:
    return RulesItem(
        _("How the routing rules do"), reverse("appeals_desk:rules"), icon_name="order", order=900
    )


@hooks.register("register_admin_viewset")
def reference() -> ReferenceGroup:
    return ReferenceGroup()


@hooks.register("insert_global_admin_css")
def desk_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("appeals/admin.css"))


@hooks.register("register_log_actions")
def log_actions(actions) -> None:
    """Who looked at a citizen's data: the site history shows and exports these."""
    actions.register_action("appeals.open", _("Open"), _("Appeal opened"))
    actions.register_action("appeals.reveal", _("Show"), _("IIN shown in full"))
    actions.register_action("appeals.download", _("Download"), _("Attachment downloaded"))
    actions.register_action("appeals.print", _("Print"), _("Appeal printed"))
    actions.register_action("appeals.export", _("Export"), _("List of appeals exported"))
