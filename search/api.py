"""The same search for programs: /api/v1/search."""

from dataclasses import replace

from django.http import HttpRequest, JsonResponse

from core.i18n.localtext import CODES
from search.backends import get_engine
from search.models import SearchEntry
from search.promoted_results import promoted
from search.query.request import LAST_PAGE, PARAMETERS, parse


def search(request: HttpRequest) -> JsonResponse:
    """{"total", "page", "pages", "suggestion", "promoted": […], "hits": […], "facets": {…}}.

    Asked like the page, but behind the last of the `pages` there are no hits: a program that
    reads on comes to an end. What editors put first is told beside the hits and not taken out of
    them, so that it counts every thing once.
    """
    code = request.GET.get("lang", "kk")
    query = parse(request.GET, code if code in CODES else "kk")
    results = get_engine().search(replace(query, page=min(query.page, LAST_PAGE)))
    pages = query.last_page(results.total)
    hits = results.hits if query.page <= pages else []
    body = {
        "total": results.total,
        "page": query.page,
        "pages": pages,
        "suggestion": results.suggestion,
        "promoted": [_told(request, entry) for entry in promoted(query)],
        "hits": [_told(request, hit.entry) for hit in hits],
        "facets": {PARAMETERS.get(name, name): counts for name, counts in results.facets.items()},
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _told(request: HttpRequest, entry: SearchEntry) -> dict:
    return {
        "title": entry.title,
        "summary": entry.summary,
        "url": request.build_absolute_uri(entry.url),
        "kind": entry.kind,
        "language": entry.language,
        "topic": entry.topic,
        "office": entry.office,
        "body": entry.competent_body,
        "outcome": entry.outcome,
        "year": entry.year,
        "published_on": entry.published_on,
    }
