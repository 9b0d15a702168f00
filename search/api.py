"""The search as JSON: /api/v1/search."""

from dataclasses import replace

from django.http import HttpRequest, JsonResponse

from core.i18n.localtext import CODES
from search.backends import get_backend
from search.models import SearchEntry
from search.promoted_results import find_promoted
from search.query.request import LAST_PAGE, URL_PARAMETERS, parse_request


def search(request: HttpRequest) -> JsonResponse:
    """Return {"total", "page", "pages", "suggestion", "promoted": […], "hits": […], "facets": {…}}.

    The parameters are those of the results page. After the last of the `pages` there are no hits,
    so that a program which reads on comes to an end. Promoted results stand beside the hits and are
    not taken out of them, so that every thing is counted once.
    """
    code = request.GET.get("lang", "kk")
    query = parse_request(request.GET, code if code in CODES else "kk")
    results = get_backend().search(replace(query, page=min(query.page, LAST_PAGE)))
    pages = query.last_page(results.total)
    hits = results.hits if query.page <= pages else []
    body = {
        "total": results.total,
        "page": query.page,
        "pages": pages,
        "suggestion": results.suggestion,
        "promoted": [_serialize(request, entry) for entry in find_promoted(query)],
        "hits": [_serialize(request, hit.entry) for hit in hits],
        "facets": {
            URL_PARAMETERS.get(name, name): counts for name, counts in results.facets.items()
        },
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _serialize(request: HttpRequest, entry: SearchEntry) -> dict:
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
