"""Lists of server URLs such as ELASTICSEARCH_URL, split and checked. Pure: settings use it too."""

from enum import StrEnum
from urllib.parse import SplitResult, urlsplit


class UrlFault(StrEnum):
    """What is wrong with a list of URLs."""

    UNREADABLE = "unreadable"
    SCHEME = "scheme"
    HOST = "host"
    PORT = "port"


def split_urls(text: str) -> list[str]:
    """Return the URLs of `text`, which may hold several with commas between."""
    return [url.strip() for url in text.split(",") if url.strip()]


def find_url_fault(text: str) -> UrlFault | None:
    """Return the first fault of the URLs in `text`, each of which needs http(s), host and port."""
    parsed = [_parse(url) for url in split_urls(text)]
    parts = [part for part in parsed if part]
    if not parts or len(parts) < len(parsed):
        return UrlFault.UNREADABLE
    if any(part.scheme not in {"http", "https"} for part in parts):
        return UrlFault.SCHEME
    if not all(part.hostname for part in parts):
        return UrlFault.HOST
    return None if all(part.port for part in parts) else UrlFault.PORT


def _parse(url: str) -> SplitResult | None:
    """Return None for an unreadable URL: a port that is no number, half a bracket, a space."""
    try:
        parts = urlsplit(url)
        return parts if parts.port != 0 and " " not in url else None
    except ValueError:
        return None
