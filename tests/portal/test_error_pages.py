"""Pages of failures: a busy database keeps what was typed, a broken page needs no manifest."""

import sqlite3
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone

from appeals.models import Appeal
from forms import drafts
from portal import errors
from portal.settings import databases
from tests.builders import a_kind, a_topic, an_office
from tests.citizen_form import MATTER, AppealWizardClient, interface_text
from tests.client import PageClient

WAIT = 0.4  # seconds; the installation's is DATABASE_WAIT
HEADING = "The portal is busy now"


@contextmanager
def locked_database():
    """Hold the lock of writers, as a slow transaction of another process does."""
    connection.ensure_connection()
    connection.cursor().execute(f"PRAGMA busy_timeout={int(WAIT * 1000)}")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.sqlite
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.django_db(transaction=True)
def test_busy_database_answers_soon_and_keeps_what_was_typed(language):
    a_kind(), a_topic(), an_office()
    visit = PageClient(Client(raise_request_exception=False, enforce_csrf_checks=True))
    citizen = AppealWizardClient(visit, language).fill_to("matter")
    before = citizen.page
    text = f'{MATTER}\nЕкінші жол "тырнақшамен" <b>'
    started = time.monotonic()
    with locked_database():
        page = before.send({"point_1": text}, button="next", status=503, allow={"language_links"})
    assert time.monotonic() - started < 10
    assert page.response["Retry-After"] == "10"
    assert page.h1 == interface_text(language, HEADING)
    assert page.soup.html["lang"] == language
    kept = page.soup.select_one("main form input[name$=point_1]")
    assert kept["value"].replace("\r\n", "\n") == text
    assert not page.soup.select("input[name=csrfmiddlewaretoken] + input[name=csrfmiddlewaretoken]")
    after = page.send(status=200)
    assert after.path.endswith("/files/")
    citizen.page = after
    citizen.fill_to("check").press("next")
    assert Appeal.objects.get().points.get().text.replace("\r\n", "\n") == text


@pytest.mark.parametrize("url", ["", "sqlite:////srv/portal.sqlite3"])
def test_wait_for_a_lock_is_that_of_the_setting(url):
    assert databases.from_url(url, Path("x.sqlite3"), wait=3)["OPTIONS"]["timeout"] == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("message", "status"),
    [("database is locked", 503), ("database or disk is full", 503), ("no such table: x", 500)],
)
def test_only_a_lock_and_a_full_disk_ask_to_send_again(message, status):
    request = RequestFactory().get("/ru/")
    try:
        raise OperationalError(message)
    except OperationalError:
        assert errors.server_error(request).status_code == status


@pytest.mark.django_db
def test_lost_database_asks_to_send_again():
    request = RequestFactory().get("/ru/")
    try:
        with pytest.raises(psycopg.OperationalError) as lost:
            psycopg.connect("host=127.0.0.1 port=1")
        raise OperationalError(str(lost.value)) from lost.value
    except OperationalError:
        response = errors.server_error(request)
    assert (response.status_code, response["Retry-After"]) == (503, "10")


@pytest.mark.django_db
def test_values_of_an_unchecked_request_are_not_repeated():
    request = RequestFactory().post("/ru/appeals/status/", {"number": "forged"})
    try:
        raise OperationalError("database is locked")
    except OperationalError:
        assert b"forged" not in errors.server_error(request).content


@pytest.mark.parametrize("template", ["500.html", "503.html"])
def test_error_page_needs_no_manifest_of_static_files(settings, template):
    settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    settings.DEBUG = False
    with pytest.raises(ValueError, match="manifest"):
        render_to_string("404.html", {})
    page = render_to_string(template, {"static_url": settings.STATIC_URL})
    assert "/static/core/css/portal.css" in page


@contextmanager
def full_disk():
    """Let the database grow by no page, as on a full disk."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        for size in (100_000, 3_000, 300, 0):  # use up the room inside the file
            with suppress(OperationalError):
                while True:
                    steps = {"x": {"x": ["x" * size]}}
                    drafts.create_draft(
                        "appeal", owner="", language="kk", at=timezone.now(), steps=steps
                    )
        yield
        cursor.execute("PRAGMA max_page_count=4294967294")


@pytest.mark.sqlite
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.django_db(transaction=True)
def test_full_disk_is_said_and_what_was_typed_is_kept(language):
    a_kind(), a_topic(), an_office()
    visit = PageClient(Client(raise_request_exception=False))
    citizen = AppealWizardClient(visit, language).fill_to("matter")
    start, step = visit(f"/{language}/appeals/new/"), citizen.page
    text = f"{MATTER} " * 80
    with full_disk():
        page = start.send(status=503, allow={"language_links"})
        assert page.h1 == interface_text(language, "This cannot be saved now")
        assert page.response["Retry-After"] == "600"
        page = step.send({"point_1": text}, button="next", status=503, allow={"language_links"})
        assert page.h1 == interface_text(language, "This cannot be saved now")
        assert page.soup.select_one("main form input[name$=point_1]")["value"] == text
    assert page.send().path.endswith("/files/")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_method_that_no_public_page_takes_is_refused_as_such(method):
    response = getattr(Client(enforce_csrf_checks=True), method)("/kk/answers/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"
