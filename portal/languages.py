"""Language by address, except for addresses without one."""

from django.middleware.locale import LocaleMiddleware

WITHOUT_LANGUAGE = (
    "/api/",
    "/admin/",
    "/static/",
    "/media/",
    "/assets/",
    "/documents/",
    "/metrics",
)


class LanguageMiddleware(LocaleMiddleware):
    """Keep a 404 of an address without a language, instead of redirecting it to one with it."""

    def process_response(self, request, response):
        """Return 404 of API, admin and file addresses unchanged."""
        if response.status_code == 404 and request.path.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)
