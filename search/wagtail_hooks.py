"""The search's place in the admin: the editors' words, promoted results, reports."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search.admin import urls
from search.admin.fallback_panel import add_panel, may_know
from search.admin.viewsets import SearchGroup

hooks.register("construct_homepage_panels", add_panel)


class EditorsItem(MenuItem):
    def is_shown(self, request) -> bool:
        return may_know(request)


@hooks.register("register_admin_viewset")
def editors_words() -> SearchGroup:
    return SearchGroup()


@hooks.register("register_admin_urls")
def report_urls() -> list:
    return [path("search-reports/", include((urls.urlpatterns, urls.app_name)))]


@hooks.register("register_reports_menu_item")
def questions_item() -> MenuItem:
    address = reverse("search_desk:questions")
    return EditorsItem(_("Popular questions"), address, icon_name="search", order=910)


@hooks.register("register_reports_menu_item")
def in_vain_item() -> MenuItem:
    address = reverse("search_desk:in_vain")
    return EditorsItem(_("Questions without results"), address, icon_name="search", order=911)


@hooks.register("register_reports_menu_item")
def solved_item() -> MenuItem:
    address = reverse("search_desk:solved")
    return EditorsItem(_("Answers that solved it"), address, icon_name="search", order=912)
