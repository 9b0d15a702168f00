"""The body of a request as WSGI gives it, refused when it ends early."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import BadRequest

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class CompleteBody:
    """Answer 400 where the body is shorter than its Content-Length.

    A connection that broke would otherwise look like a form whose text ends in the middle. Not an
    OSError: Django's check against forgery takes one for an empty form.
    """

    def __init__(self, stream: Any) -> None:
        self.stream = stream

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes; Django asks for no more than are announced."""
        data = self.stream.read(size)
        if len(data) < size:
            raise BadRequest("The request ended before its body was complete.")
        return data

    def readline(self, *size: int) -> bytes:
        """Return a line, as WSGI demands."""
        return self.stream.readline(*size)


def require_complete_body(application: Application) -> Application:
    """Wrap a WSGI application so that it never reads a part of a body."""

    def wrapper(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"] = CompleteBody(environ["wsgi.input"])
        return application(environ, start_response)

    return wrapper
