"""The public page of a text of consent."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forms.consents import get_consent, list_versions


@require_safe
def consent(request: HttpRequest, name: str, version: int = 0) -> HttpResponse:
    """Show a text of consent, by default the one in force, with its version and hash."""
    try:
        text = get_consent(name, get_language() or "kk", str(version or ""))
    except KeyError as error:
        raise Http404 from error
    return render(
        request,
        "forms/consent.html",
        {"consent": text, "others": [v for v in list_versions(name) if v != text.version]},
    )
