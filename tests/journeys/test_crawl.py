"""A crawl from the front page: every linked page exists and meets the page rules."""

from collections import deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.core.cache import cache

from tests.sample_content import create_sample_content

pytestmark = pytest.mark.django_db
MAX_PAGES = 200
KIOSK_EXCEPTIONS = {"language_links"}  # a wall screen has no page_links


def url_shape(address: str) -> tuple:
    """Return path and parameter names: addresses that differ only in values are one page."""
    parts = urlsplit(address)
    return parts.path, tuple(sorted({name for name, value in parse_qsl(parts.query) if value}))


def page_links(page) -> set[str]:
    """Return the addresses of our own pages that a page page_links to."""
    addresses = set()
    for tag in page.soup.select("a[href], link[rel=alternate][href]"):
        address = urljoin(page.path, str(tag["href"]).split("#")[0])
        parts = urlsplit(address)
        if parts.netloc in {"", "testserver"} and parts.scheme in {"", "http"}:
            addresses.add(parts._replace(scheme="", netloc="").geturl())
    return addresses


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_linked_public_page_exists(visit, site, language):
    cache.clear()
    create_sample_content()
    waiting, seen, visited = deque([f"/{language}/"]), set(), []
    while waiting:
        address = waiting.popleft()
        visited_shape = url_shape(address)
        first = address.split("/")[1]
        if (
            visited_shape in seen
            or first in {"admin", "media"}
            or first in {"kk", "ru", "en"} - {language}
        ):
            continue
        seen.add(visited_shape)
        page = visit(address, allow=KIOSK_EXCEPTIONS if "kiosk" in address else ())
        visited.append(address)
        assert len(visited) <= MAX_PAGES, f"endless page_links: {visited[-20:]}"
        waiting.extend(sorted(page_links(page)))
    paths = {urlsplit(address).path.removeprefix(f"/{language}") for address in visited}
    required = {
        "/", "/answers/", "/offices/", "/offices/ken/", "/offices/ken/stand/", "/figures/",
        "/terms/", "/procedures/", "/procedures/kelu/", "/standards/", "/standards/copy/",
        "/reports/", "/reports/march/", "/appeals/new/", "/appeals/status/", "/reception/book/",
        "/reception/ticket/", "/api/v1/docs", "/feeds/office/ken.ics", "/offices/ken/kiosk/",
    }  # fmt: skip
    assert required - paths == set()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_empty_portal_has_no_dead_link(visit, site, language):
    """The state after `manage.py prepare`, before any content is written."""
    front = visit(f"/{language}/")
    for address in sorted(page_links(front)):
        if address.split("/")[1] in {language, "api"}:
            visit(address)
