"""Files that nginx sends once a view has checked who may have them: the setting X_ACCEL.

The view is the same with and without it. deploy/nginx.conf has the two internal locations.
"""

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse


class XAccelMiddleware:
    """Name a private file or a document to nginx in `X-Accel-Redirect` instead of sending it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if settings.X_ACCEL and isinstance(response, FileResponse):
            address = find_address(find_path(response.file_to_stream))
            if address:
                response.streaming_content = ()
                response.headers.pop("Content-Length", None)
                response.headers["X-Accel-Redirect"] = address
        return response


def find_path(file: object) -> object:
    """Return the path of an open file, which Django wraps up to two times."""
    while inner := getattr(file, "file", None):
        file = inner
    return getattr(file, "name", None)


def find_address(path: object) -> str:
    """Return nginx's internal address of a file; empty where it is in neither of the folders."""
    folders = {
        "private": Path(settings.PRIVATE_ROOT),
        "documents": Path(settings.MEDIA_ROOT) / "documents",
    }
    for name, folder in folders.items():
        if isinstance(path, str) and Path(path).is_relative_to(folder):
            return quote(f"/x-accel/{name}/{Path(path).relative_to(folder)}")
    return ""
