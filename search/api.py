"""The same search for programs: /api/v1/search."""

from django.http import HttpRequest, JsonResponse

from .engines import get_engine
from .query import PARAMETERS, parse


def search(request: HttpRequest) -> JsonResponse:
    """{"total", "page", "suggestion", "hits": [...], "facets": {...}}; asked like the page."""
    code = request.GET.get("lang", "kk")
    query = parse(request.GET, code if code in {"kk", "ru", "en"} else "kk")
    results = get_engine().search(query)
    hits = [
        {
            "title": hit.entry.title,
            "summary": hit.entry.summary,
            "url": request.build_absolute_uri(hit.entry.url),
            "kind": hit.entry.kind,
            "language": hit.entry.language,
            "topic": hit.entry.topic,
            "office": hit.entry.office,
            "body": hit.entry.competent_body,
            "outcome": hit.entry.outcome,
            "year": hit.entry.year,
            "published_on": hit.entry.published_on,
        }
        for hit in results.hits
    ]
    facets = {PARAMETERS.get(name, name): counts for name, counts in results.facets.items()}
    body = {"total": results.total, "page": query.page, "suggestion": results.suggestion}
    return JsonResponse(
        {**body, "hits": hits, "facets": facets}, json_dumps_params={"ensure_ascii": False}
    )
