"""The HTTP log: which view answered with which status in which time. Never who asked for what.

Neither path and query (what people look for, keys of their forms) nor address and browser are in
it. The number of a request is in its answer and in every line of the log that it causes.
"""

import logging
import re
import secrets
import time

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.logs import NO_VIEW, describe_view, request_id
from portal import metrics

log = logging.getLogger("portal.http")
WELL_FORMED = re.compile(r"[0-9a-f]{32}")  # nginx: $request_id


def read_request_id(header: str) -> str:
    """Return the number that the web server in front gave a request, or a new one."""
    return header if WELL_FORMED.fullmatch(header) else secrets.token_hex(16)


def name_view(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the view of a request; "kept" or "static" where a file of those answered."""
    view = describe_view(request)
    if view == NO_VIEW and response.status_code < 400:
        return "static" if request.path.startswith(settings.STATIC_URL) else "kept"
    return view


class HTTPLogMiddleware:
    """Number, time, count and log each request. It comes first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.perf_counter()
        number = read_request_id(request.headers.get("X-Request-Id", ""))
        token = request_id.set(number)
        try:
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            response.headers["X-Request-Id"] = number
            view = name_view(request, response)
            metrics.count_request(view, response.status_code, seconds)
            fields = {
                "method": request.method if request.method in metrics.METHODS else "-",
                "view": view,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
                "bytes": None if response.streaming else len(response.content),
            }
            log.info("request", extra={"fields": fields})
        finally:
            request_id.reset(token)
        return response
