"""One installation for all tests of this folder that need it, and tabs of Chromium on it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.browser.conftest import PHONE, Tab
from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.deploy.citizens import Citizen
from tests.deploy.stack import Stack
from tests.web_servers import HOST


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Install and start the portal, with an office that receives and its staff."""
    with ExitStack() as running:
        # pytest's own folders are closed to the user of PostgreSQL.
        folder = running.enter_context(TemporaryDirectory(prefix="deployed-"))
        stack = Stack(Path(folder), running)
        printed = stack.manage("shell", "-c", "import tests.deploy.content")
        stack.office, stack.clerk, stack.head = map(int, printed.split()[-3:])
        yield stack


@pytest.fixture(scope="session")
def deployed_chrome(chrome, stack):
    """Return a Chromium for which the portal's host is this nginx."""
    rule = f"MAP {HOST}:443 127.0.0.1:{stack.https_port}"
    flags = [*CHROMIUM_FLAGS, f"--host-resolver-rules={rule}"]
    browser = chrome.browser_type.launch(executable_path=find_chromium(), args=flags)
    yield browser
    browser.close()


@pytest.fixture
def open_tab(deployed_chrome) -> Iterator[Callable[..., Tab]]:
    """Return a function that opens a tab: open_tab(language, size, script)."""
    contexts = []

    def make(language: str = "kk", size: dict | None = None, script: bool = True) -> Tab:
        context = deployed_chrome.new_context(
            viewport=size or PHONE, locale=language, java_script_enabled=script,
            ignore_https_errors=True, accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(30_000)
        contexts.append(context)
        # axe has seen these pages in tests/browser.
        return Tab(context.new_page(), f"https://{HOST}", script=False)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def new_citizen(stack, db) -> Callable[[], Citizen]:
    """Return a function that fills in an appeal up to the last button."""
    return lambda: Citizen(stack.https_port)
