"""Security headers and requests with NUL characters."""

from django.http import Http404

PUBLIC_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
# Wagtail's admin shows the preview of a public page in a frame.
PREVIEW_POLICY = PUBLIC_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
# Wagtail's admin needs inline styles and scripts; everything else is same-origin.
ADMIN_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data: blob:; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'"
)


# Views that end what somebody did on this device: the browser forgets its copies of the pages.
CLOSING_VIEWS = {
    "appeals:leave",
    "services:ticket_close",
    "forms:discard",
    "forms:receipt",  # by POST: the secret is written down
    "wagtailadmin_logout",
}


class SecurityHeadersMiddleware:
    """Set the policies of content, frames, permissions, embedding and stored copies."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            if response.headers.get("Content-Security-Policy") == PUBLIC_POLICY:
                response.headers["Content-Security-Policy"] = PREVIEW_POLICY
            response.headers.setdefault("Content-Security-Policy", ADMIN_POLICY)
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        else:
            response.headers.setdefault("Content-Security-Policy", PUBLIC_POLICY)
            response.headers["X-Frame-Options"] = "DENY"
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name in CLOSING_VIEWS:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class RemoveNulMiddleware:
    """Drop NUL from the query string and answer 404 to a path with it: PostgreSQL rejects NUL."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\0" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return self.get_response(request)
