"""What drops kept pages, and what does not."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core import page_cache
from core.page_cache import changes, copies, index, refresh, release
from home.models import PortalSettings, StandardPage
from portal import web_server
from tests import builders

PAGE = "/ru/accessibility/"
KEPT = "testserver/ru/accessibility"


@pytest.fixture
def page(client, site, kept):
    """Keep a page and return a function that tells whether it is kept still."""
    client.get(PAGE)
    assert copies.find(KEPT)

    def is_kept() -> bool:
        changes.settle()
        return copies.find(KEPT) is not None

    return is_kept


def test_each_way_of_writing_a_setting_drops_the_page(client, page):
    portal = builders.set_portal_contacts()
    ways = [
        portal.save,
        lambda: PortalSettings.objects.update(hotline="+77172000003"),
        lambda: connection.cursor().execute("UPDATE home_portalsettings SET hotline = ''"),
    ]
    for write in ways:
        client.get(PAGE)
        assert page()
        write()
        assert not page()


def test_a_draft_a_sign_in_a_rollback_and_a_search_drop_nothing(client, page):
    StandardPage.objects.get(slug="accessibility", locale__language_code="ru").save_revision()
    with transaction.atomic():
        PortalSettings.objects.update(hotline="+77172000004")
        transaction.set_rollback(True)
    client.get("/ru/search/?q=жильё")
    builders.an_editor()
    client.force_login(builders.an_editor())
    client.get("/admin/")
    assert page()


def test_publishing_drops_the_page(client, page):
    text = StandardPage.objects.get(slug="accessibility", locale__language_code="ru")
    text.title = "Доступность для всех"
    text.save_revision().publish()
    assert not page()
    assert "Доступность для всех" in client.get(PAGE).content.decode()


def test_a_change_during_rendering_leaves_no_page(client, site, kept, monkeypatch):
    original = copies.make

    def change_meanwhile(*args):
        index.stamp(["home_portalsettings"])  # another process commits
        return original(*args)

    monkeypatch.setattr(copies, "make", change_meanwhile)
    client.get(PAGE)
    assert kept() == []


@pytest.mark.parametrize("command", ["drop_pages", "prepare"])
def test_a_command_drops_all(page, command, capsys):
    call_command(command)
    assert not page()


def test_a_new_release_drops_all_and_an_old_process_keeps_none(client, page, kept, monkeypatch):
    release.claim()
    client.get(PAGE)
    assert page()
    old = release.current()
    monkeypatch.setattr(release, "current", lambda: "new")
    release.claim()
    assert not page()
    monkeypatch.setattr(release, "current", lambda: old)
    client.get(PAGE)
    assert kept() == []


def test_a_killed_process_drops_all_and_the_end_of_the_server_none(page):
    web_server.child_exit(SimpleNamespace(LISTENERS=[]), None)
    assert page()
    web_server.child_exit(SimpleNamespace(LISTENERS=["socket"]), None)
    assert not page()


def test_a_page_beside_a_lost_index_is_removed(client, page, page_folder):
    (page_folder / index.FILE).unlink()
    index.moment()
    assert not page()


def test_an_index_that_cannot_be_written_drops_all(client, page, monkeypatch):
    def fail(names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index, "stamp", fail)
    page_cache.changed("anything")
    assert not page()


def test_the_worker_renders_dropped_and_ended_pages_anew(client, page, kept, monkeypatch):
    page_cache.drop_all()
    assert kept() == []
    assert refresh.refresh_pages() == 1
    assert page()
    assert refresh.refresh_pages() == 0
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert refresh.refresh_pages() == 1
    assert copies.find(KEPT).made == tomorrow.timestamp()


def test_the_worker_forgets_a_page_that_is_gone(client, page, kept):
    StandardPage.objects.get(slug="accessibility", locale__language_code="ru").unpublish()
    changes.settle()
    assert refresh.refresh_pages() == 1
    assert refresh.refresh_pages() == 0
    assert index.run(lambda db: db.execute("SELECT * FROM pages").fetchall()) == []
