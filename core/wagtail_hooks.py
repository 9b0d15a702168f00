"""Hooks of Wagtail's admin that every package shares."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import SubmitForModerationMenuItem
from wagtail.admin.menu import DismissibleMenuItem, MenuItem
from wagtail.models import Page

from core.accounts import leaving, second_factor_changes, wagtail_menu
from core.accounts import views as account_views
from core.i18n.localtext import own_language_part
from core.jobs.report import PERMISSION, JobsReport
from core.page_conflicts import refuse_older_form
from core.page_translations import newer_source, older_translations
from core.retention.admin import RetentionRuleViewSet


class JobsMenuItem(MenuItem):
    """A menu item for those who look after the installation."""

    def is_shown(self, request) -> bool:
        """Return whether the user may see periodic jobs."""
        return request.user.has_perm(PERMISSION)


@hooks.register("insert_global_admin_js")
def insert_admin_scripts() -> str:
    """Return the scripts that keep a typed date as it was typed and a pasted table in lines."""
    names = ("admin-dates", "admin-paste")
    addresses = ((static(f"core/js/{name}.js"),) for name in names)
    return format_html_join("", '<script src="{}"></script>', addresses)


hooks.register("insert_global_admin_js", wagtail_menu.session_script)
hooks.register("register_account_menu_item", wagtail_menu.account_menu_item)
hooks.register("register_account_menu_item", wagtail_menu.absence_menu_item)
hooks.register("register_account_menu_item", wagtail_menu.second_factor_menu_item)
hooks.register("register_user_listing_buttons", wagtail_menu.user_button)


@hooks.register("register_admin_viewset")
def register_retention_rules() -> RetentionRuleViewSet:
    """Return the terms of keeping."""
    return RetentionRuleViewSet()


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    """Register what happens to accounts, for the site history."""
    actions.register_action(leaving.LEAVE_ACTION, _("Leave"), _("Account closed"))
    actions.register_action("core.invite", _("Invite"), _("Invited"))
    actions.register_action(account_views.END_ACTION, _("End sessions"), _("Sessions ended"))
    for action, label in {
        second_factor_changes.ADD: _("Second factor added"),
        second_factor_changes.REMOVE: _("Second factor removed"),
        second_factor_changes.NEW_CODES: _("Recovery codes made"),
        second_factor_changes.RESET: _("Second factor reset"),
    }.items():
        actions.register_action(action, label, label)


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Return the addresses of accounts and of the report on periodic jobs."""
    view = JobsReport.as_view
    return [
        *wagtail_menu.ADDRESSES,
        path("reports/jobs/", view(), name="periodic_jobs"),
        path("reports/jobs/results/", view(results_only=True), name="periodic_jobs_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_jobs_item() -> MenuItem:
    """Return the menu item of the report on periodic jobs."""
    return JobsMenuItem(_("Periodic jobs"), reverse("periodic_jobs"), icon_name="time", order=1000)


@hooks.register("construct_help_menu")
def remove_foreign_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Remove Wagtail's own news and its English guide, which are no help in Kazakh or Russian."""
    items[:] = [item for item in items if not isinstance(item, DismissibleMenuItem)]


hooks.register("before_edit_page", refuse_older_form, order=1)  # after wagtail-localize


@hooks.register("before_edit_page", order=-1)  # wagtail-localize answers the request itself
def warn_of_older_translations(request: HttpRequest, page: Page) -> None:
    """Tell the editor which translations are older, and the translator that this one is."""
    if request.method != "GET" or "_w_hydrate_create_view" in request.GET:
        return
    newer = newer_source(page)
    if newer is not None:
        _warn(
            request,
            gettext("The original was changed on %(day)s; this translation is older.")
            % {"day": date_format(localtime(newer.changed_at), "DATE_FORMAT")},
            {gettext("Open the original"): newer.page},
        )
    older = older_translations(page)
    if older:
        names = {str(row.locale.get_display_name()): row for row in older}
        text = gettext("Translations older than this page: %(languages)s. Readers are told so.")
        _warn(request, text % {"languages": ", ".join(names)}, names)


def _warn(request: HttpRequest, text: str, pages: dict[str, Page]) -> None:
    buttons = [
        messages.button(reverse("wagtailadmin_pages:edit", args=[page.pk]), label)
        for label, page in pages.items()
    ]
    messages.warning(request, text, buttons=buttons)


@hooks.register("construct_page_action_menu")
def name_workflow_in_one_language(menu_items: list, request: HttpRequest, context: dict) -> None:
    """Name the workflow of "Submit to …" in the editor's language only."""
    menu_items[:] = [
        SubmitItem(item.order) if type(item) is SubmitForModerationMenuItem else item
        for item in menu_items
    ]


class SubmitItem(SubmitForModerationMenuItem):
    """The button that sends a page to its check."""

    def get_context_data(self, parent_context: dict) -> dict:
        """Return Wagtail's context with a label in one language."""
        context = super().get_context_data(parent_context)
        page = context.get("page") or context.get("parent_page")
        workflow = page.get_workflow() if page else None
        for name in [workflow.name, *(task.name for task in workflow.tasks)] if workflow else []:
            context["label"] = context["label"].replace(name, own_language_part(name))
        return context
