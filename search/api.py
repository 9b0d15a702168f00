"""The same search for programs: /api/v1/search."""

from django.http import HttpRequest, JsonResponse

from .engines import get_engine
from .models import SearchEntry
from .promoted import promoted
from .query import PARAMETERS, parse


def search(request: HttpRequest) -> JsonResponse:
    """{"total", "page", "suggestion", "promoted": […], "hits": […], "facets": {…}}.

    Asked like the page. What editors put first is told beside the hits and not taken out of them:
    a program that reads on counts every thing once.
    """
    code = request.GET.get("lang", "kk")
    query = parse(request.GET, code if code in {"kk", "ru", "en"} else "kk")
    results = get_engine().search(query)
    body = {
        "total": results.total,
        "page": query.page,
        "suggestion": results.suggestion,
        "promoted": [_told(request, entry) for entry in promoted(query)],
        "hits": [_told(request, hit.entry) for hit in results.hits],
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
