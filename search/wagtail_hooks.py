"""Register the thesaurus, the promoted results and the reports of the search in the admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.admin import urls
from search.admin.fallback_panel import add_panel, can_manage_search
from search.admin.viewsets import SearchGroup

hooks.register("construct_homepage_panels", add_panel)


class ReportMenuItem(MenuItem):
    """A menu item for those who look after the thesaurus."""

    def is_shown(self, request) -> bool:
        return can_manage_search(request)


@hooks.register("register_admin_viewset")
def register_search_group() -> SearchGroup:
    return SearchGroup()


@hooks.register("register_admin_urls")
def register_report_urls() -> list:
    return [path("search-reports/", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_reports_menu_item")
def register_frequent_queries_item() -> MenuItem:
    address = reverse("search_admin:questions")
    return ReportMenuItem(_("Popular questions"), address, icon_name="search", order=910)


@hooks.register("register_reports_menu_item")
def register_no_results_item() -> MenuItem:
    address = reverse("search_admin:in_vain")
    return ReportMenuItem(_("Questions without results"), address, icon_name="search", order=911)


@hooks.register("register_reports_menu_item")
def register_solved_item() -> MenuItem:
    address = reverse("search_admin:solved")
    return ReportMenuItem(_("Answers that solved it"), address, icon_name="search", order=912)
