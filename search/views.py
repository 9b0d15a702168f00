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
from search.backends import Hit, Results, get_backend
from search.forms import FilterForm
from search.models import SearchEntry
from search.promoted_results import find_promoted
from search.query.request import LAST_PAGE, Query, clean_words, parse_request
from search.results import fold_duplicates, present_hit

MAX_SUGGESTIONS = 8


def results_page(request: HttpRequest) -> HttpResponse:
    """Show what matches the query, best first."""
    query = parse_request(request.GET, get_language())
    is_new_query = bool(query.words) and query.page == 1 and not query.is_filtered
    query = replace(query, page=min(query.page, LAST_PAGE))
    results = get_backend().search(query)
    pages = query.last_page(results.total)
    if query.page > pages:
        query = replace(query, page=pages)
        results = get_backend().search(query, prefer_database=True)
    promoted = find_promoted(query)
    count = _count_things(query, results, promoted)
    if is_new_query:
        query_log.record_query(query.words, query.language, count, timezone.localdate())
    listed = min(results.total, pages * query.size)
    groups = {entry.group for entry in promoted}
    hits = [hit for hit in results.hits if hit.entry.group not in groups]
    context = {
        "query": query,
        "count": count,
        "promoted_rows": [present_hit(Hit(entry, 0.0, entry), results) for entry in promoted],
        "rows": fold_duplicates(present_hit(hit, results) for hit in hits),
        "page": Paginator(range(listed), query.size).get_page(query.page),
        "has_unlisted": results.total > listed and query.page == pages,
        "form": FilterForm(query, results, request.GET),
        "query_string": _query_string(request, page=None),
        "filter_count": len(query.filters) + bool(query.since) + bool(query.until),
        "suggestion": results.suggestion,
        "suggestion_url": f"?{_query_string(request, q=results.suggestion, page=None)}",
        "number_links": next_steps.number_links(query.words),
        "unknown_words": results.unknown_words,
        "next_steps": next_steps.links(request),
    }
    return render(request, "search/results.html", context)


def _count_things(query: Query, results: Results, promoted: list[SearchEntry]) -> int:
    """Return how many things the page speaks of: the matches and promoted ones beside them.

    Among more matches than a page holds a promoted one is taken to be one of them.
    """
    if results.total > query.size:
        return results.total
    matched = {hit.entry.group for hit in results.hits}
    return results.total + sum(entry.group not in matched for entry in promoted)


def _query_string(request: HttpRequest, **changed: str | None) -> str:
    """Return the parameters of the request with some changed or, with None, left out."""
    params = {name: text for name, text in request.GET.items() if text} | changed
    return urlencode({name: text for name, text in params.items() if text}, errors="replace")


def suggest(request: HttpRequest) -> JsonResponse:
    """Return titles that fit what is typed: {"suggestions": [{"title", "url", "kind"}]}."""
    words = clean_words(request.GET.get("q", ""))
    hits: list[Hit] = []
    if len(words) >= 2:
        query = Query(words, get_language(), size=2 * MAX_SUGGESTIONS)
        hits = get_backend().suggest(query) or get_backend().search(query).hits
    labels = facets.labels_of("kind")
    suggestions: dict[tuple[str, str], dict] = {}
    for entry in (hit.entry for hit in hits):
        # Of several answers under one title the best is enough: the rest look the same here.
        suggestion = {"title": entry.title, "url": entry.url, "kind": labels.get(entry.kind, "")}
        suggestions.setdefault((entry.title, entry.kind), suggestion)
    return JsonResponse(
        {"suggestions": list(suggestions.values())[:MAX_SUGGESTIONS]},
        json_dumps_params={"ensure_ascii": False},
    )


@never_cache
def description(request: HttpRequest) -> HttpResponse:
    """Return the OpenSearch description: it lets a browser search here from its own box."""
    context = {"results_url": request.build_absolute_uri(reverse("search:results"))}
    content_type = "application/opensearchdescription+xml"
    return render(request, "search/opensearch.xml", context, content_type=content_type)
