"""Languages by address, except where an address has none."""

from django.middleware.locale import LocaleMiddleware

WITHOUT_LANGUAGE = ("/api/", "/admin/", "/static/", "/media/", "/assets/", "/documents/")


class LanguageMiddleware(LocaleMiddleware):
    """A "not found" of a program's address stays one: it is not sent on to a page's language."""

    def process_response(self, request, response):
        if response.status_code == 404 and request.path.startswith(WITHOUT_LANGUAGE):
            return response
        return super().process_response(request, response)
