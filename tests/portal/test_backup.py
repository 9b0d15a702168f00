"""Backup and restore: a restored installation equals the one backed up."""

import hashlib
import io
import json
import os
import stat
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from appeals.models import Appeal
from core.models import User
from portal.operations import backup as archives
from tests.builders import MONDAY, an_appeal


@pytest.fixture
def archive(tmp_path, transactional_db, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_ROOT = tmp_path / "private"
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "attachment").write_bytes(b"kept")
    an_appeal()
    path = tmp_path / "all.tar.gz"
    call_command("backup", path)
    return path


def mode(path: Path) -> str:
    """Return the permissions as ls prints them."""
    return stat.filemode(path.stat().st_mode)


@pytest.fixture(params=[0o022, 0o077], ids=["wide", "narrow"])
def umask(request):
    old_umask = os.umask(request.param)
    yield
    os.umask(old_umask)


def test_private_files_are_readable_by_the_owner_only_and_public_ones_by_all(umask):
    for name, file, folder in [
        ("private", "-rw-------", "drwx------"),
        ("default", "-rw-r--r--", "drwxr-xr-x"),
    ]:
        path = Path(storages[name].path(storages[name].save("first/second/x", ContentFile(b"x"))))
        assert [mode(path), mode(path.parent), mode(path.parent.parent)] == [file, folder, folder]


def test_backup_is_readable_by_the_owner_only(archive):
    assert mode(archive) == "-rw-------"


def test_backup_holds_the_database_and_the_private_files(archive):
    with tarfile.open(archive) as inside:
        names = inside.getnames()
    assert "private/attachment" in names
    assert any(name.startswith("database.") for name in names)
    assert not list(archive.parent.glob("*.part"))


def test_file_that_grows_during_backup_matches_its_digest(archive, tmp_path):
    growing, stop = tmp_path / "private" / "growing", threading.Event()
    growing.write_bytes(os.urandom(2**22))

    def grow() -> None:
        with growing.open("ab", buffering=0) as file:
            while not stop.wait(0.001):
                file.write(b"more")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        call_command("backup", archive)
    finally:
        stop.set()
        writer.join()
    with tarfile.open(archive) as inside:
        packed = inside.extractfile("private/growing").read()
        manifest = json.load(inside.extractfile("contents.json"))
    assert manifest["digests"]["private/growing"] == hashlib.sha256(packed).hexdigest()


def test_file_removed_during_backup_is_reported_and_others_are_kept(archive, tmp_path):
    removed, kept = tmp_path / "private" / "b", tmp_path / "private" / "c"
    removed.touch()
    kept.touch()
    result = archives.create_backup(archive, MONDAY, lambda name: removed.unlink(missing_ok=True))
    assert result.removed == ["private/b"]
    with tarfile.open(archive) as inside:
        assert {"private/attachment", "private/c"} < set(inside.getnames())


def test_backup_command_names_removed_files(archive, tmp_path):
    (tmp_path / "private" / "removed").symlink_to(tmp_path / "nowhere")
    errors = io.StringIO()
    call_command("backup", archive, stderr=errors)
    assert "private/removed was removed" in errors.getvalue()


def test_failed_backup_leaves_no_partial_archive(archive, tmp_path):
    os.mkfifo(tmp_path / "private" / "pipe")
    again = tmp_path / "again.tar.gz"
    with pytest.raises(CommandError, match="pipe"):
        call_command("backup", again)
    assert not again.exists()
    assert not list(tmp_path.glob("*.part"))


def test_restore_refuses_a_database_with_appeals(archive):
    with pytest.raises(CommandError, match="empty"):
        call_command("restore", archive)
    assert Appeal.objects.count() == 1


def test_restore_refuses_a_database_with_users(tmp_path, db):
    User.objects.create_user("editor")
    (tmp_path / "some.tar.gz").touch()
    with pytest.raises(CommandError, match="users in this database: restore only into an empty"):
        call_command("restore", tmp_path / "some.tar.gz")


def archive_with_manifest(folder: Path, **manifest: object) -> Path:
    """Return an archive that holds only this manifest."""
    (folder / "contents.json").write_text(json.dumps({"database": connection.vendor, **manifest}))
    path = folder / "manifest-only.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        packed.add(folder / "contents.json", "contents.json")
    return path


def test_restore_works_where_tarfile_has_no_extraction_filter(tmp_path, db, monkeypatch):
    """Debian 12's Python 3.11.2 refuses `extractall(filter=…)`."""
    monkeypatch.delattr(tarfile.TarFile, "extractall")
    with pytest.raises(CommandError, match="version 99"):
        call_command("restore", archive_with_manifest(tmp_path, version=99, digests={}))


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("../stolen", tarfile.REGTYPE, "outside"),
        ("/tmp/stolen", tarfile.REGTYPE, "outside"),
        ("media/link", tarfile.SYMTYPE, "not a plain file"),
        ("media/hard", tarfile.LNKTYPE, "not a plain file"),
        ("media/pipe", tarfile.FIFOTYPE, "not a plain file"),
    ],
)
def test_restore_unpacks_only_plain_files_inside_its_folder(name, kind, message, tmp_path, db):
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    with tarfile.open(tmp_path / "wrong.tar.gz", "w:gz") as packed:
        packed.addfile(member)
    with pytest.raises(CommandError, match=message):
        call_command("restore", tmp_path / "wrong.tar.gz")


def test_restore_refuses_an_unknown_version(tmp_path, db):
    newer = archive_with_manifest(tmp_path, version=99, digests={})
    with pytest.raises(CommandError, match="version 99"):
        call_command("restore", newer)


def test_restore_refuses_other_files(tmp_path, db):
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"not an archive")
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", wrong)
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", tmp_path / "absent")


@pytest.mark.parametrize("name", ["media/../../stolen", "media//tmp/stolen", "/tmp/stolen"])
def test_restore_writes_nothing_outside_its_folders(name, tmp_path, db):
    wrong = archive_with_manifest(tmp_path, version=1, digests={name: "0" * 64})
    with pytest.raises(CommandError, match="outside"):
        call_command("restore", wrong)


@pytest.mark.sqlite
def test_restore_refuses_without_the_secret_key_of_the_backup(archive, tmp_path, settings):
    fresh = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.sqlite3'}",
        "PRIVATE_ROOT": str(tmp_path / "elsewhere"),
        "SECRET_KEY": "the key of another server, made anew",
    }
    result = run_manage(fresh, "restore", str(archive))
    assert result.returncode
    assert "another SECRET_KEY" in result.stderr
    assert not (tmp_path / "elsewhere").exists()
    fresh["SECRET_KEY_FALLBACKS"] = settings.SECRET_KEY
    assert "files are back" in manage(fresh, "restore", str(archive))


@pytest.mark.sqlite
def test_restore_brings_back_rows_and_files(archive, tmp_path, settings):
    number = Appeal.objects.get().number
    settings.PRIVATE_ROOT = tmp_path / "elsewhere"
    fresh = tmp_path / "fresh.sqlite3"
    run = Path(connection.settings_dict["NAME"])
    assert fresh != run
    environment = {"DATABASE_URL": f"sqlite:///{fresh}", "PRIVATE_ROOT": str(settings.PRIVATE_ROOT)}
    output = manage(environment, "restore", str(archive))
    assert "files are back" in output
    assert "migrate" not in output
    assert "empty" in run_manage(environment, "restore", str(archive)).stderr
    applied = list(MigrationRecorder.Migration.objects.filter(app="search"))
    MigrationRecorder.Migration.objects.filter(app="search").delete()
    older = tmp_path / "older.tar.gz"
    try:
        call_command("backup", older)
    finally:
        MigrationRecorder.Migration.objects.bulk_create(applied)
    assert "Run migrate" in manage(environment, "restore", "--replace", str(older))
    assert (settings.PRIVATE_ROOT / "attachment").read_bytes() == b"kept"
    assert mode(settings.PRIVATE_ROOT / "attachment") == "-rw-------"
    assert mode(settings.PRIVATE_ROOT) == "drwx------"
    assert number in manage(
        environment, "shell", "-c", "from appeals.models import Appeal; print(Appeal.objects.get())"
    )


def manage(environment: dict[str, str], *arguments: str) -> str:
    result = run_manage(environment, *arguments)
    assert result.returncode == 0, result.stderr
    return result.stdout


def run_manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.dev", **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
