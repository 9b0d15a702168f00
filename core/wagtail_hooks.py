"""Hooks of Wagtail's admin that every package shares."""

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.jobs.report import PERMISSION, JobsReport


class JobsMenuItem(MenuItem):
    """A menu item for those who look after the installation."""

    def is_shown(self, request) -> bool:
        """Return whether the user may see periodic jobs."""
        return request.user.has_perm(PERMISSION)


@hooks.register("insert_global_admin_js")
def insert_admin_dates() -> str:
    """Return the script that keeps a typed date as it was typed."""
    return format_html('<script src="{}"></script>', static("core/js/admin-dates.js"))


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Return the addresses of the report on periodic jobs."""
    view = JobsReport.as_view
    return [
        path("reports/jobs/", view(), name="periodic_jobs"),
        path("reports/jobs/results/", view(results_only=True), name="periodic_jobs_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_jobs_item() -> MenuItem:
    """Return the menu item of the report on periodic jobs."""
    return JobsMenuItem(_("Periodic jobs"), reverse("periodic_jobs"), icon_name="time", order=1000)
