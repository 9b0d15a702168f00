"""The results page, its suggestions and its description for browsers."""

from dataclasses import replace
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from . import asked, facets
from .engines import Hit, get_engine
from .forms import FilterForm
from .promoted import promoted
from .query import LAST_PAGE, Query, clean_words, parse
from .shown import shown

SUGGESTIONS = 8


def results_page(request: HttpRequest) -> HttpResponse:
    """Everything public that answers the question, best first."""
    query = parse(request.GET, get_language())
    narrowed = len(query.filters) + bool(query.since) + bool(query.until)
    results = get_engine().search(query)
    if query.words and query.page == 1 and not narrowed:
        asked.note(query.words, query.language, results.total, timezone.localdate())
    pages = max(-(-results.total // query.size), 1)
    if query.page > pages:
        query = replace(query, page=min(pages, LAST_PAGE))
        results = get_engine().search(query)
    first = promoted(query)
    groups = {entry.group for entry in first}
    context = {
        "query": query,
        "results": results,
        "first": [shown(Hit(entry, 0.0, entry), results) for entry in first],
        "shown": [shown(hit, results) for hit in results.hits if hit.entry.group not in groups],
        "page": Paginator(range(results.total), query.size).get_page(query.page),
        "form": FilterForm(query, results),
        "saved": _address(request, page=None),
        "chosen": narrowed,
        "meant": link_to(request, results.suggestion) if results.suggestion else "",
    }
    return render(request, "search/results.html", context)


def link_to(request: HttpRequest, words: str) -> str:
    """The same search with other words."""
    return f"?{_address(request, q=words, page=None)}"


def _address(request: HttpRequest, **changed: str | None) -> str:
    """What was asked, as an address asks it, with some of it changed or (None) left out."""
    params = {name: text for name, text in request.GET.items() if text} | changed
    return urlencode({name: text for name, text in params.items() if text}, errors="replace")


def suggest(request: HttpRequest) -> JsonResponse:
    """Titles that fit what has been typed so far: {"suggestions": [{"title", "url", "kind"}]}."""
    words = clean_words(request.GET.get("q", ""))
    hits: list[Hit] = []
    if len(words) >= 2:
        query = Query(words, get_language(), size=2 * SUGGESTIONS)
        hits = get_engine().begin(query) or get_engine().search(query).hits
    names = facets.names("kind")
    found: dict[tuple[str, str], dict] = {}
    for entry in (hit.entry for hit in hits):
        # Of several answers under one title the best is enough: the rest look the same here.
        one = {"title": entry.title, "url": entry.url, "kind": names.get(entry.kind, "")}
        found.setdefault((entry.title, entry.kind), one)
    return JsonResponse(
        {"suggestions": list(found.values())[:SUGGESTIONS]},
        json_dumps_params={"ensure_ascii": False},
    )


@never_cache
def description(request: HttpRequest) -> HttpResponse:
    """OpenSearch: lets a browser search here from its own box."""
    context = {"results": request.build_absolute_uri(reverse("search:results"))}
    kind = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", context, content_type=kind)
