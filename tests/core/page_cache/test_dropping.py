"""What drops kept pages, and what does not."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from core import page_cache
from core.page_cache import changes, copies, index, kept_value, refresh, release
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


def test_a_drop_that_fails_raises_nothing_and_nothing_kept_is_used_until_one_succeeds(
    client, page, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(changes, "RETRY_SECONDS", 0)
    told = []
    kept_value(("test", "hotline"), lambda: "old")
    with monkeypatch.context() as patch:
        for method in ("rename", "unlink", "replace"):
            patch.setattr(Path, method, refuse)
        with django_capture_on_commit_callbacks(execute=True):
            builders.set_portal_contacts(hotline="+77172000005")
            transaction.on_commit(lambda: told.append(1))
        assert told == [1]
        assert "+77172000005" in client.get(PAGE).content.decode()
        assert kept_value(("test", "hotline"), lambda: "new") == "new"
        with pytest.raises(CommandError):
            call_command("drop_pages")
    assert len([record for record in caplog.records if "cannot be dropped" in record.msg]) == 1
    assert "+77172000005" in client.get(PAGE).content.decode()
    assert changes.has_dropped()
    assert page()


def test_a_listener_that_fails_lets_the_others_hear(page, monkeypatch):
    heard = []
    monkeypatch.setattr(changes, "_listeners", [lambda names: 1 / 0, heard.append])
    page_cache.drop_all()
    assert heard == [{"*"}]


@pytest.mark.parametrize("harm", ["companions", "emptied"])
def test_an_index_that_lost_changes_is_another_one(page, page_folder, harm):
    before = index.moment()
    if harm == "companions":
        for end in ("-wal", "-shm"):
            (page_folder / f"{index.FILE}{end}").unlink()
    else:
        (page_folder / index.FILE).write_bytes(b"")
    assert index.moment().epoch != before.epoch
    assert index.moment() == index.moment()
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
