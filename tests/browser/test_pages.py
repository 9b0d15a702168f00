"""Every public page in Chromium: axe, no horizontal scrolling, no external request, weight."""

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from tests.browser.conftest import DESKTOP, PHONE
from tests.page_rules import compressed_size
from tests.sample_content import create_sample_content

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "", "offices/", "offices/ken/", "offices/ken/stand/", "offices/ken/kiosk/", "answers/",
    "search/", "search/?q=шатыр", "search/?q=qqqqq&kind=answer", "figures/", "terms/",
    "terms/?registered=2026-03-02T10:00&days=15", "procedures/", "procedures/kelu/", "standards/",
    "standards/copy/", "reports/", "reports/march/", "about/", "appeals/new/", "appeals/resume/",
    "appeals/status/", "appeals/consent/processing/", "reception/book/", "reception/ticket/",
]  # fmt: skip
FIRST_LOAD, LATER = 60 * 1024, 20 * 1024


@pytest.fixture(autouse=True)
def sample_content(browser_database):
    cache.clear()
    return create_sample_content()


def test_public_pages_on_phone_in_three_languages(new_tab):
    """Checked by axe, without external requests and horizontal scrolling."""
    tab = new_tab("kk", PHONE)
    for address in PAGES:
        tab.open(f"/kk/{address}")
    for address in PAGES[::2]:
        tab.open(f"/ru/{address}")
    for address in PAGES[1::4]:
        tab.open(f"/en/{address}")
    tab.open("/kk/answers/1/")
    tab.open("/kk/no-such-page/", status=404)
    tab.open("/kk/procedures/")
    tab.press(tab.page.locator("a[hreflang=ru]").first)
    assert tab.page.url.endswith("/ru/procedures/")


def test_public_pages_on_desktop_dark_kiosk_and_print(new_tab):
    tab = new_tab("kk", DESKTOP)
    page = tab.page
    page.emulate_media(color_scheme="dark")
    for address in PAGES:
        tab.open(f"/kk/{address}")
    answer = tab.open("/kk/offices/ken/kiosk/")
    assert 0 < int(answer.headers["refresh"]) <= 60
    tall = page.evaluate("document.documentElement.scrollHeight - innerHeight")
    assert tall <= 0, f"{tall} px of the kiosk cannot be seen"
    tab.open("/kk/answers/1/")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert page.locator("h1").is_visible()


def test_page_weight_and_reflow_at_320_pixels(new_tab):
    """60 KB at first, 20 KB later; WCAG 1.4.10: at 400 % a desktop is 320 px wide."""
    tab = new_tab("kk", {"width": 320, "height": 640})
    wire = tab.page.context.new_cdp_session(tab.page)
    wire.send("Network.enable")
    urls: dict[str, str] = {}
    loaded: list[int] = []

    def add_size(event: dict) -> None:
        path, size = urlsplit(urls[event["requestId"]]).path, event["encodedDataLength"]
        # WhiteNoise sends static files compressed, the live server does not.
        loaded.append(min(size, compressed_size(path)) if "/static/" in path else size)

    wire.on(
        "Network.responseReceived",
        lambda event: urls.update({event["requestId"]: event["response"]["url"]}),
    )
    wire.on("Network.loadingFinished", add_size)
    sizes, wide = {}, {}
    for address in PAGES:
        loaded.clear()
        tab.page.goto(f"{tab.base}/kk/{address}", wait_until="networkidle")
        sizes[address] = int(sum(loaded))
        over = tab.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        wide |= {address: over} if over > 0 else {}
    assert 0 < sizes.pop("") <= FIRST_LOAD
    assert {each: size for each, size in sizes.items() if size > LATER} == {}
    assert wide == {}
    assert tab.external_requests == []
