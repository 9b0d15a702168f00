"""Which requests a kept page may answer, and the folder of its page."""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from core.i18n.localtext import CODES

# Parameters that campaigns append to links; no page reads them.
MARKETING = {"fbclid", "gclid", "yclid"}
MARKETING_PREFIX = "utm_"
MAX_QUERY = 2000
MAX_PATH_BYTES = 1000
MAX_SEGMENT_BYTES = 200
MAX_SEGMENTS = 12
PERSONAL_COOKIE = "messages"  # of django.contrib.messages, besides the session's


def page_path(request: HttpRequest) -> str | None:
    """Return "host/path" of the page that the request asks for; None where none may be kept."""
    if not settings.PAGE_CACHE or request.method not in {"GET", "HEAD"}:
        return None
    path = request.path
    if not is_safe(path) or not _has_marketing_only(request.META.get("QUERY_STRING", "")):
        return None
    if request.is_secure() != _is_https() or "HTTP_AUTHORIZATION" in request.META:
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES or PERSONAL_COOKIE in request.COOKIES:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    return f"{host}{path.rstrip('/')}" if host in own_hosts() else None


def is_safe(path: str) -> bool:
    """Return whether a path below a language can be the name of a folder as it stands."""
    segments = path.split("/")[1:-1]
    return (
        path.endswith("/")
        and segments[:1] in [[code] for code in CODES]
        and len(segments) <= MAX_SEGMENTS
        and len(path.encode("utf-8", "replace")) <= MAX_PATH_BYTES
        and all(map(_is_safe_segment, segments))
    )


def _is_safe_segment(segment: str) -> bool:
    """Return whether a segment names a folder: not "..", not one of our files, not too long."""
    return (
        bool(segment)
        and not segment.startswith((".", "index."))
        and segment.isprintable()
        and not set(segment) & {"%", "\\"}
        and len(segment.encode("utf-8", "replace")) <= MAX_SEGMENT_BYTES
    )


def _has_marketing_only(query: str) -> bool:
    if not query:
        return True
    if len(query) > MAX_QUERY:
        return False
    names = [name for name, _value in parse_qsl(query, keep_blank_values=True)]
    return bool(names) and all(
        name in MARKETING or name.startswith(MARKETING_PREFIX) for name in names
    )


def own_hosts() -> set[str]:
    """Return the hosts pages are kept for: a pattern of ALLOWED_HOSTS would let in any number."""
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    names = {host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))}
    with_port = {f"{name}:{base.port}" for name in names} if base.port else set()
    return names | with_port | {base.netloc}


def _is_https() -> bool:
    """Return whether visitors come by HTTPS: a page holds addresses of itself."""
    return settings.SECURE_SSL_REDIRECT or settings.WAGTAILADMIN_BASE_URL.startswith("https:")
