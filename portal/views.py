"""The roof's own doors: the way to a language, health, robots."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache


def front_door(request: HttpRequest) -> HttpResponse:
    """Lead to the visitor's language; Kazakh when unknown."""
    response = redirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language, Cookie"
    return response


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """What works and what does not, for a monitor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "database": "ok"})


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers should leave alone: doors that show one person's things."""
    lines = ["User-agent: *", "Disallow: /admin/"]
    for code in ("kk", "ru", "en"):
        lines += [f"Disallow: /{code}/appeals/", f"Disallow: /{code}/reception/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")
