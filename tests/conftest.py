"""Hooks and fixtures of every test: what this machine can run, the database, the test client."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import catalogues
import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils.translation import reloader
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from core.page_cache.values import forget_values
from home.models import HomePage
from search import query_log
from tests.client import PageClient
from tests.database import (
    SNAPSHOT,
    django_db_setup,  # noqa: F401 - a fixture
    is_transactional,
    restore_after_flush,
    uses_database,
)

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
LONG = os.environ.get("LONG") == "1"
# Kinds of test that another run of the same CI has: left out here, and that is no failure. "pure"
# are the tests without a database.
COVERED_ELSEWHERE = set(os.environ.get("COVERED_ELSEWHERE", "").split())
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Tests that go once through everything: counting their lines costs a minute and finds none.
CRAWLS = {"access", "journeys", "simulation", "torture", "test_random_edits.py"}
MARKERS = (
    "browser",
    "postgresql",
    "sqlite",
    "elasticsearch",
    "redis",
    "clamav",
    "gettext",
    "gpg",
    "nginx",
    "systemd",
    "deploy",
)

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A busy machine makes generated examples slow, not wrong. Beside a run on another database, which
# runs all of them, a part is enough.
hypothesis_settings.register_profile(
    "project",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=200 if LONG else 25 if "sqlite" in COVERED_ELSEWHERE else 60,
)
hypothesis_settings.load_profile("project")


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    names = map(shutil.which, CHROMIUM_NAMES)
    return os.environ.get("CHROMIUM") or next(filter(None, names), None)


def find_nginx() -> str | None:
    """Return the path of nginx on this machine; an ordinary user has no sbin in PATH."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def find_servers() -> bool:
    """Return whether the programs of a whole installation are on this machine."""
    programs = [find_nginx(), find_chromium(), shutil.which("redis-server")]
    return all(programs) and any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def why_not(marker: str) -> str:
    """Return why tests with a marker do not run here and what would help; empty when they do."""
    if marker in COVERED_ELSEWHERE:
        return "another run of the same CI has it"
    engine = settings.DATABASES["default"]["ENGINE"]
    env = os.environ.get
    reasons = {
        "browser": "" if find_chromium() else "no browser (Debian: apt install chromium)",
        "postgresql": "" if "postgresql" in engine else "no PostgreSQL (DATABASE_URL=postgres://…)",
        "sqlite": "" if "sqlite" in engine else "this run is on PostgreSQL",
        "elasticsearch": ""
        if env("TEST_ELASTICSEARCH_URL")
        else "no Elasticsearch (TEST_ELASTICSEARCH_URL)",
        "redis": "" if env("TEST_REDIS_URL") else "no Redis (TEST_REDIS_URL=redis://…)",
        "clamav": "" if env("TEST_CLAMD_URL") else "no clamd (TEST_CLAMD_URL=tcp://…)",
        "gpg": "" if shutil.which("gpg") else "no GnuPG (Debian: apt install gpg)",
        "nginx": "" if find_nginx() else "no nginx (Debian: apt install nginx-light)",
        "systemd": ""
        if shutil.which("systemd-analyze")
        else "no systemd-analyze (Debian: systemd)",
        "deploy": ""
        if find_servers()
        else "not all of nginx-light, postgresql, redis-server, chromium",
        "gettext": "" if shutil.which("xgettext") else "no gettext (Debian: apt install gettext)",
    }
    return reasons[marker]


def pytest_configure(config: pytest.Config) -> None:
    # Every worker would write the same files: the first process does it for all.
    if not hasattr(config, "workerinput"):
        for path in catalogues.compile_stale():
            # Django is set up already and remembers that there was no catalogue.
            reloader.translation_file_changed(None, Path(path).with_suffix(".mo"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not LONG:
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    for item in items:
        for marker in filter(item.get_closest_marker, MARKERS):
            if reason := why_not(marker):
                item.add_marker(pytest.mark.skip(reason=f"{marker}: {reason}"))
        if item.get_closest_marker("browser") or CRAWLS.intersection(item.path.parts):
            item.add_marker("no_cover")  # other tests run the same lines
        if "pure" in COVERED_ELSEWHERE and not uses_database(item):
            item.add_marker(pytest.mark.skip(reason=f"pure: {why_not('pure')}"))
        if is_transactional(item):
            marker = item.get_closest_marker("django_db")
            options = {"transaction": True, "serialized_rollback": True}
            restored = pytest.mark.django_db(**{**(marker.kwargs if marker else {}), **options})
            item.add_marker(restored, append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item):
    restore_after_flush(item)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item):
    result = yield
    SNAPSHOT.is_flushed = SNAPSHOT.is_flushed or is_transactional(item)
    return result


def skip_reasons(reporter) -> Counter:
    """Return reason → how many tests it left out."""
    reasons: Counter = Counter()
    for report in reporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    return reasons


def pytest_terminal_summary(terminalreporter) -> None:
    reasons = skip_reasons(terminalreporter)
    if not reasons:
        return
    terminalreporter.section("left out")
    for reason, number in sorted(reasons.items()):
        terminalreporter.line(f"{number:4} tests - {reason}")
    if REQUIRE_ALL and unexcused(reasons):
        terminalreporter.line("REQUIRE_ALL=1: what was left out counts as a failure.", red=True)


def unexcused(reasons: Counter) -> list[str]:
    # The evaluation set is no part of the project: where it isn't, nothing is missing.
    excused = {*COVERED_ELSEWHERE, "dev"}
    return [reason for reason in reasons if reason.split(":")[0] not in excused]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and unexcused(skip_reasons(reporter)) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def clear_cache() -> None:
    """Clear the caches and uncounted queries: they outlive the rollback of a test."""
    cache.clear()
    query_log.pending.clear()
    forget_values()


# --- clients and content ----------------------------------------------------------------------


@pytest.fixture
def visit(client, db) -> PageClient:
    """Return the checking client of tests/client.py, as a citizen."""
    return PageClient(client)


@pytest.fixture
def site(db):
    """Return language → front page, as `manage.py prepare` creates them."""
    return {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


# --- servers beside the portal, where this machine has them -----------------------------------


@pytest.fixture
def clamd(settings) -> str:
    """Use a real virus scanner; for tests marked `clamav`."""
    settings.CLAMD_URL = os.environ["TEST_CLAMD_URL"]
    return settings.CLAMD_URL


@pytest.fixture
def redis_cache(settings) -> str:
    """Use a real Redis as cache; for tests marked `redis`."""
    url = os.environ["TEST_REDIS_URL"]
    backend = "core.redis_cache.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url}}
    return url
