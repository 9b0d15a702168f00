"""Fixtures of the tests marked `browser`: Chromium and axe.

def test_home(tab, live_server):
    tab.open("/kk/")          # opens and checks with axe, the console and the requests
    tab.page.get_by_role(...)
"""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response

# Playwright keeps an event loop in this thread; the ORM calls of a test are ordinary all the same.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Tab:
    """A browser tab on the portal: checks each page with axe, collects errors and requests."""

    def __init__(self, page: Page, base: str, script: bool) -> None:
        self.page = page
        self.base = base
        self.script = script
        self.console_errors: list[str] = []
        self.external_requests: list[str] = []
        page.on("console", self.record_console_message)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("request", self.record_request)

    def record_console_message(self, message) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.console_errors.append(message.text)

    def record_request(self, request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.external_requests.append(request.url)

    def open(self, path: str, *, status: int = 200) -> Response:
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        self.check_page()
        return response

    def press(self, button: Locator) -> None:
        """Press what leads to another page and check that page; it may have the same address.

        A click returns before the server has answered: what is read right after it could still be
        the previous page.
        """
        with self.page.expect_navigation():
            button.click()
        self.check_page()

    def submit_with_enter(self) -> None:
        """Submit the focused form with the Enter key and check the page it leads to."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.check_page()

    def check_page(self) -> None:
        """Require no axe violation, console error, external request or horizontal scrolling."""
        where = self.page.url.removeprefix(self.base)
        assert not self.console_errors, f"{where}: {self.console_errors}"
        assert not self.external_requests, f"{where} requested {self.external_requests}"
        if not self.script:
            return
        result = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        faults = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n      "
            + "\n      ".join(node["html"][:160] for node in fault["nodes"][:4])
            for fault in result.response["violations"]
        ]
        assert not faults, f"{where}\n    " + "\n    ".join(faults)
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{where} scrolls {overflow} px horizontally"


@pytest.fixture(params=["script", "no script"])
def script(request) -> bool:
    """Run the test with and without JavaScript."""
    return request.param == "script"


@pytest.fixture
def browser_database(chrome, transactional_db) -> None:
    """Provide a database that the live server sees too."""


@pytest.fixture
def new_tab(chrome, live_server):
    """Return a function that opens a tab: new_tab(language, size, script)."""
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
def tab(new_tab) -> Tab:
    """Open a tab of a phone in Kazakh with JavaScript."""
    return new_tab()
