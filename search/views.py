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

from search import facets, next_steps, query_log
from search.backends import Hit, Results, get_engine
from search.forms import FilterForm
from search.models import SearchEntry
from search.promoted_results import promoted
from search.query.request import LAST_PAGE, Query, clean_words, parse
from search.results import shown

SUGGESTIONS = 8


def results_page(request: HttpRequest) -> HttpResponse:
    """Everything public that answers the question, best first."""
    query = parse(request.GET, get_language())
    narrowed = len(query.filters) + bool(query.since) + bool(query.until)
    asked_anew = bool(query.words) and query.page == 1 and not narrowed
    query = replace(query, page=min(query.page, LAST_PAGE))
    results = get_engine().search(query)
    pages = query.last_page(results.total)
    if query.page > pages:
        query = replace(query, page=pages)
        results = get_engine().search(query, again=True)
    first = promoted(query)
    count = _count(query, results, first)
    if asked_anew:
        query_log.note(query.words, query.language, count, timezone.localdate())
    listed = min(results.total, pages * query.size)
    groups = {entry.group for entry in first}
    context = {
        "query": query,
        "results": results,
        "count": count,
        "first": [shown(Hit(entry, 0.0, entry), results) for entry in first],
        "shown": [shown(hit, results) for hit in results.hits if hit.entry.group not in groups],
        "page": Paginator(range(listed), query.size).get_page(query.page),
        "unlisted": results.total > listed and query.page == pages,
        "form": FilterForm(query, results),
        "saved": _address(request, page=None),
        "chosen": narrowed,
        "next_steps": next_steps.links(request),
        "meant": link_to(request, results.suggestion) if results.suggestion else "",
    }
    return render(request, "search/results.html", context)


def _count(query: Query, results: Results, first: list[SearchEntry]) -> int:
    """How many things the page speaks of: what is put first is one too where it did not match.

    Among more matches than a page holds it is taken to be one of them.
    """
    if results.total > query.size:
        return results.total
    matched = {hit.entry.group for hit in results.hits}
    return results.total + sum(entry.group not in matched for entry in first)


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
