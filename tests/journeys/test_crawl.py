"""Every page that can be reached from the front page is there and is judged."""

from collections import deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.core.cache import cache

from tests.sample_content import create_sample_content

pytestmark = pytest.mark.django_db
MOST = 200
KIOSK = {"languages"}  # a screen that nobody touches has no links


def shape(address: str) -> tuple:
    """Addresses that differ only in values are one page to look at."""
    parts = urlsplit(address)
    return parts.path, tuple(sorted({name for name, value in parse_qsl(parts.query) if value}))


def links(page) -> set[str]:
    found = set()
    for tag in page.soup.select("a[href], link[rel=alternate][href]"):
        address = urljoin(page.path, str(tag["href"]).split("#")[0])
        parts = urlsplit(address)
        if parts.netloc in {"", "testserver"} and parts.scheme in {"", "http"}:
            found.add(parts._replace(scheme="", netloc="").geturl())
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_linked_public_page_exists(visit, site, language):
    cache.clear()
    create_sample_content()
    waiting, seen, visited = deque([f"/{language}/"]), set(), []
    while waiting:
        address = waiting.popleft()
        known = shape(address)
        first = address.split("/")[1]
        if known in seen or first in {"admin", "media"} or first in {"kk", "ru", "en"} - {language}:
            continue
        seen.add(known)
        page = visit(address, allow=KIOSK if "kiosk" in address else ())
        visited.append(address)
        assert len(visited) <= MOST, f"links without end: {visited[-20:]}"
        waiting.extend(sorted(links(page)))
    paths = {urlsplit(each).path.removeprefix(f"/{language}") for each in visited}
    must = {
        "/", "/answers/", "/offices/", "/offices/ken/", "/offices/ken/stand/", "/figures/",
        "/terms/", "/procedures/", "/procedures/kelu/", "/standards/", "/standards/copy/",
        "/reports/", "/reports/march/", "/appeals/new/", "/appeals/status/", "/reception/book/",
        "/reception/ticket/", "/api/v1/docs", "/feeds/office/ken.ics", "/offices/ken/kiosk/",
    }  # fmt: skip
    assert must - paths == set()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_empty_portal_has_no_dead_link(visit, site, language):
    """As `manage.py prepare` leaves it, before an editor has written a word."""
    front = visit(f"/{language}/")
    for address in sorted(links(front)):
        if address.split("/")[1] in {language, "api"}:
            visit(address)
