"""The reception offices: the tree, and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from ..models import Office, OfficeIndexPage, OfficePage


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All offices as a tree, or those that serve the settlement asked for."""
    page = OfficeIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    return render(request, "services/office_index_page.html", {"page": page})


@require_safe
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """One office: its facts, and the prose that editors keep in the reader's language."""
    found = get_object_or_404(Office, slug=slug, active=True)
    page = (
        OfficePage.objects.live().filter(office=found, locale__language_code=get_language()).first()
    )
    return render(request, "services/office_page.html", {"page": page, "office": found})
