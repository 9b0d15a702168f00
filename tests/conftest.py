"""The ground every test stands on: the database, the visitor, what this machine can and can't run."""

import hashlib
import io
import os
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import catalogues
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as examples

from search import index_writer
from search.models import Term
from tests.client import PageClient

ROOT = Path(__file__).resolve().parent.parent
PRISTINE = ROOT / "var" / "tests"
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
LONG = os.environ.get("LONG") == "1"
# What another run of the same CI does: it is left out here, and that is no failure. «pure» are the
# tests without a database, which say the same beside every one.
ELSEWHERE = set(os.environ.get("ELSEWHERE", "").split())
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUMS)), None)


def missing(need: str) -> str:
    """Why a kind of test does not run here and what would help; empty when it does."""
    if need in ELSEWHERE:
        return "another run of the same CI has it"
    engine = settings.DATABASES["default"]["ENGINE"]
    env = os.environ.get
    reasons = {
        "browser": "" if chromium() else "no browser (Debian: apt install chromium)",
        "postgresql": "" if "postgresql" in engine else "no PostgreSQL (DATABASE_URL=postgres://…)",
        "sqlite": "" if "sqlite" in engine else "this run is on PostgreSQL",
        "elasticsearch": ""
        if env("TEST_ELASTICSEARCH_URL")
        else "no Elasticsearch (TEST_ELASTICSEARCH_URL)",
        "redis": "" if env("TEST_REDIS_URL") else "no Redis (TEST_REDIS_URL=redis://…)",
        "clamav": "" if env("TEST_CLAMD_URL") else "no clamd (TEST_CLAMD_URL=tcp://…)",
        "gettext": "" if shutil.which("xgettext") else "no gettext (Debian: apt install gettext)",
    }
    return reasons[need]


# A busy machine makes generated examples slow, not wrong. Beside a run on another database, which
# asks them all, a part is enough.
examples.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=25 if "sqlite" in ELSEWHERE else 60,
)
examples.load_profile("house")

FLUSHED: dict = {"so": False, "blocker": None, "whole": ""}
DATABASES = {"db", "transactional_db", "live_server"}
NEEDS = ("browser", "postgresql", "sqlite", "elasticsearch", "redis", "clamav", "gettext")


def pytest_configure(config: pytest.Config) -> None:
    # Every worker would write the same files: the first process does it for all.
    if not hasattr(config, "workerinput"):
        catalogues.compile_stale()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not LONG:
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]
    for item in items:
        for need in filter(item.get_closest_marker, NEEDS):
            if reason := missing(need):
                item.add_marker(pytest.mark.skip(reason=f"{need}: {reason}"))
        if item.get_closest_marker("browser"):
            item.add_marker("no_cover")  # the journeys count the same lines
        if "pure" in ELSEWHERE and not uses_the_database(item):
            item.add_marker(pytest.mark.skip(reason=f"pure: {missing('pure')}"))
        if is_transactional(item):
            # Django would fill the flushed tables in its own way: make_whole() does it in ours.
            again = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(again, append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item):
    """A test that flushed the database left it empty: make it whole before the next one."""
    if FLUSHED["so"] and uses_the_database(item):
        with FLUSHED["blocker"].unblock():
            make_whole()
        FLUSHED["so"] = False
    return (yield)


def uses_the_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or names & DATABASES)


def make_whole() -> None:
    """Put back the page tree and the tables of law."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(FLUSHED["whole"]) as source:
            source.backup(connection.connection)
        return
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    connection.creation.deserialize_db_from_string(FLUSHED["whole"])
    # The rows came with their numbers: the counters must go on after them.
    counters = connection.ops.sequence_reset_sql(no_style(), apps.get_models())
    with connection.cursor() as cursor:
        for statement in counters:
            cursor.execute(statement)
    # The engine's own tables know nothing of a flush.
    index_writer.rebuild_from([])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item):
    done = yield
    FLUSHED["so"] = FLUSHED["so"] or is_transactional(item)
    return done


def is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    names = getattr(item, "fixturenames", ())
    return bool(marker and marker.kwargs.get("transaction")) or any(
        name in names for name in ("transactional_db", "live_server")
    )


def skip_reasons(reporter) -> Counter:
    """Reason → how many tests it left out."""
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
    return [each for each in reasons if each.split(":")[0] not in {*ELSEWHERE, "dev"}]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRE_ALL and reporter and unexcused(skip_reasons(reporter)) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


# --- the database -----------------------------------------------------------------------------


def pristine_path() -> Path:
    """Where a migrated database is kept; its name changes with any migration or package."""
    seen = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        seen.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return PRISTINE / f"{seen.hexdigest()[:16]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """A migrated database with the page tree; on SQLite copied, when an earlier run left one."""
    FLUSHED["blocker"] = django_db_blocker
    sqlite = connection.vendor == "sqlite"
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    with django_db_blocker.unblock():
        if sqlite:
            target = Path(settings.TEST_FOLDER) / "test.sqlite3"
            settings.DATABASES["default"]["TEST"]["NAME"] = str(target)
            connection.settings_dict["TEST"]["NAME"] = str(target)
            kept = pristine_path()
            if kept.exists():
                shutil.copy(kept, target)
        else:
            name = f"test_{connection.settings_dict['NAME']}_{worker or 'one'}"
            connection.settings_dict["TEST"]["NAME"] = name
        found = setup_databases(
            verbosity=0,
            interactive=False,
            keepdb=sqlite and kept.exists(),
            serialized_aliases=[],
        )
        if sqlite and not kept.exists():
            keep(target, kept)
        call_command("prepare", verbosity=0, stdout=io.StringIO())
        # A test says what can be found and which words are known: it begins with nothing.
        Term.objects.all().delete()
        index_writer.rebuild_from([])
        if sqlite:
            FLUSHED["whole"] = str(target.with_name("whole.sqlite3"))
            connection.ensure_connection()
            with sqlite3.connect(FLUSHED["whole"]) as copy:
                connection.connection.backup(copy)
        else:
            FLUSHED["whole"] = connection.creation.serialize_db_to_string()
        # On the class: a browser's event loop gives its thread another connection object.
        type(connections["default"])._test_serialized_contents = "[]"
    yield
    with django_db_blocker.unblock():
        if not sqlite:
            leave_alone()
        connections.close_all()
        teardown_databases(found, verbosity=0)


def leave_alone() -> None:
    """End other connections to the test's database: a thread that has only just ended may hold
    one for a moment, and PostgreSQL drops no database that is in use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def keep(source: Path, target: Path) -> None:
    """Copy the fresh database aside, whole or not at all, and drop copies of older migrations."""
    target.parent.mkdir(parents=True, exist_ok=True)
    for old in target.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    part = target.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(source) as reading, sqlite3.connect(part) as writing:
        reading.backup(writing)
    part.replace(target)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """A cache outlives the rollback of a test: what it holds may never have been."""
    cache.clear()


# --- people -----------------------------------------------------------------------------------


@pytest.fixture
def visit(client, db) -> PageClient:
    """A citizen's eyes: see tests/client.py."""
    return PageClient(client)


@pytest.fixture
def site(db):
    """Language → front page, as `manage.py prepare` plants them."""
    from home.models import HomePage

    return {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}


# --- servers beside the portal, where this machine has them -----------------------------------


@pytest.fixture
def clamd(settings) -> str:
    """The settings with a real virus scanner; for tests marked `clamav`."""
    settings.CLAMD_URL = os.environ["TEST_CLAMD_URL"]
    return settings.CLAMD_URL


@pytest.fixture
def redis_cache(settings) -> str:
    """The settings with a real Redis as cache; for tests marked `redis`."""
    url = os.environ["TEST_REDIS_URL"]
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url}}
    return url
