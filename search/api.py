"""The same search for programs: /api/v1/search."""

from django.http import HttpRequest, JsonResponse

from .engines import get_engine
from .query import parse


def search(request: HttpRequest) -> JsonResponse:
    """{"total", "page", "hits": [...], "facets": {...}}; parameters as on the page, and lang."""
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
            "published_on": hit.entry.published_on,
        }
        for hit in results.hits
    ]
    body = {"total": results.total, "page": query.page, "hits": hits, "facets": results.facets}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
