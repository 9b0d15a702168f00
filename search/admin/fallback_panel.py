"""A notice for editors while the database answers in place of Elasticsearch."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from search.backends import get_backend


def fallback_notice() -> str:
    """Return one paragraph, empty while Elasticsearch answers or is not set."""
    problem = settings.ELASTICSEARCH_URL and get_backend().problem()
    if not problem:
        return ""
    return _(
        "The database answers in the search server’s place: %(reason)s. Visitors notice nothing, "
        "and what you publish is found at once. The server is tried again every half minute. "
        "If this note stays, tell whoever looks after it."
    ) % {"reason": problem}


class FallbackPanel(Component):
    """The notice on the first page of the admin."""

    name = "search_fallback"
    order = 40
    template_name = "search/admin/fallback_panel.html"

    def __init__(self, notice: str):
        self.notice = notice

    def get_context_data(self, parent_context) -> dict:
        return {"notice": self.notice}


def can_manage_search(request: HttpRequest) -> bool:
    """Whether the user looks after the thesaurus and so sees reports and notices of the search."""
    return request.user.has_perm("search.view_term")


def add_panel(request: HttpRequest, panels: list) -> None:
    """Add the notice to the panels of the first page."""
    if can_manage_search(request) and (notice := fallback_notice()):
        panels.append(FallbackPanel(notice))


def add_message(request: HttpRequest) -> None:
    """Show the notice above a page of the search's own."""
    if notice := fallback_notice():
        messages.warning(request, notice)
