"""A real Chromium with axe beside it, for tests marked `browser`.

def test_home(tab, live_server):
    tab.open("/kk/")          # opens, judges with axe, remembers what the console said
    tab.page.get_by_role(...)
"""

import os
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Response, sync_playwright

from tests.conftest import find_chromium

# Playwright keeps an event loop in this thread; the ORM calls of a test are ordinary all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


class Tab:
    """A browser tab on the portal: opens addresses, judges with axe, collects complaints."""

    def __init__(self, page: Page, base: str, script: bool) -> None:
        self.page = page
        self.base = base
        self.script = script
        self.complaints: list[str] = []
        self.foreign: list[str] = []
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self.watch)

    def hear(self, message) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def watch(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.foreign.append(request.url)

    def open(self, path: str, *, status: int = 200) -> Response:
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        self.judge()
        return response

    def press(self, button: Locator) -> None:
        """Press what leads to another page, and judge that page; it may have the same address.

        A click comes back when it is done, not when the server has answered: what is looked at
        right after it could be the page that was left.
        """
        with self.page.expect_navigation():
            button.click()
        self.judge()

    def enter(self) -> None:
        """Send the form one stands in with the Enter key, and judge where it leads."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.judge()

    def judge(self) -> None:
        """No accessibility fault, no word in the console, no request to elsewhere, no sideways scroll."""
        where = self.page.url.removeprefix(self.base)
        assert not self.complaints, f"{where}: {self.complaints}"
        assert not self.foreign, f"{where} asked {self.foreign}"
        if not self.script:
            return
        result = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        faults = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n      "
            + "\n      ".join(node["html"][:160] for node in fault["nodes"][:4])
            for fault in result.response["violations"]
        ]
        assert not faults, f"{where}\n    " + "\n    ".join(faults)
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{where} scrolls {wide} px sideways"


@pytest.fixture(params=["script", "no script"])
def script(request) -> bool:
    """With and without JavaScript."""
    return request.param == "script"


@pytest.fixture
def planted(chrome, transactional_db) -> None:
    """The page tree and the tables of law, in a database that the browser's server sees too."""


@pytest.fixture
def tab_of(chrome, live_server):
    """Make a tab: tab_of(language, phone or desk, script or not)."""
    contexts = []

    def make(language: str = "kk", size: dict | None = None, script: bool = True) -> Tab:
        context = chrome.new_context(
            viewport=size or PHONE, locale=language, java_script_enabled=script
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Tab(context.new_page(), live_server.url, script)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def tab(tab_of) -> Tab:
    """A Kazakh phone with JavaScript."""
    return tab_of()
