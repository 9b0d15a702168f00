"""Register the thesaurus, the promoted results and the reports of the search in the admin."""

from functools import partial

from django.urls import include, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.admin import urls
from search.admin.fallback_panel import add_panel, can_manage_search
from search.admin.viewsets import SearchGroup

REPORTS = (
    ("questions", _("Popular questions")),
    ("in_vain", _("Questions without results")),
    ("solved", _("Answers that solved it")),
)


class ReportMenuItem(MenuItem):
    """A menu item for those who look after the thesaurus."""

    def is_shown(self, request) -> bool:
        return can_manage_search(request)


def report_menu_item(name: str, label: Promise, order: int) -> MenuItem:
    """Return the menu item of a report by its URL name."""
    return ReportMenuItem(label, reverse(f"search_admin:{name}"), icon_name="search", order=order)


for order, (name, label) in enumerate(REPORTS, start=910):
    hooks.register("register_reports_menu_item", partial(report_menu_item, name, label, order))
hooks.register("construct_homepage_panels", add_panel)
hooks.register("register_admin_viewset", SearchGroup)
hooks.register(
    "register_admin_urls",
    lambda: [path("search-reports/", include((urls.urlpatterns, urls.app_name)))],
)
