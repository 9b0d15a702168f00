"""What editors are told while Elasticsearch rests and the database answers in its place."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from search.backends import get_engine


def note() -> str:
    """One paragraph; empty while all is well."""
    trouble = settings.ELASTICSEARCH_URL and get_engine().trouble()
    if not trouble:
        return ""
    return _(
        "The database answers in the search server’s place: %(reason)s. Visitors notice nothing, "
        "and what you publish is found at once. The server is tried again every half minute. "
        "If this note stays, tell whoever looks after it."
    ) % {"reason": trouble}


class RestingPanel(Component):
    """The note on the admin's first page."""

    name = "search_resting"
    order = 40
    template_name = "search/admin/resting.html"

    def __init__(self, words: str):
        self.words = words

    def get_context_data(self, parent_context) -> dict:
        return {"words": self.words}


def may_know(request: HttpRequest) -> bool:
    """Whether somebody looks after the search's words."""
    return request.user.has_perm("search.view_term")


def add_panel(request: HttpRequest, panels: list) -> None:
    """Put the note before what else stands on the first page."""
    if may_know(request) and (words := note()):
        panels.append(RestingPanel(words))


def tell(request: HttpRequest) -> None:
    """Show the note above a page of the search's own."""
    if words := note():
        messages.warning(request, words)
