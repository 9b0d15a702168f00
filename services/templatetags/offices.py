"""Tags that give a template an office's board: the same on the site and in an editor's preview."""

from django import template
from django.http import HttpRequest
from django.utils import timezone

from services.forms import OfficeSearch
from services.models import Office
from services.offices.office_page import Board, board
from services.offices.tree import find, tree

register = template.Library()


@register.simple_tag(takes_context=True)
def office_board(context, office: Office) -> Board:
    """What the page of `office` shows now; ?month=YYYY-MM turns the month's grid."""
    request: HttpRequest | None = context.get("request")
    return board(office, timezone.now(), request.GET.get("month", "") if request else "")


@register.simple_tag(takes_context=True)
def office_list(context) -> dict:
    """The tree of offices, or those found by ?q=."""
    request: HttpRequest | None = context.get("request")
    form = OfficeSearch(request.GET if request and request.GET else None)
    words = form.cleaned_data["q"][:80] if form.is_bound and form.is_valid() else ""
    at = timezone.now()
    return {"form": form, "q": words, "found": find(words, at) if words else [], "tree": tree(at)}
