"""Nothing is lost: what backup writes, restore brings back."""

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
    """What its owner, its group and all others may do with it."""
    return stat.filemode(path.stat().st_mode)


@pytest.fixture(params=[0o022, 0o077], ids=["wide", "narrow"])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def test_no_other_account_reads_what_citizens_sent_and_all_read_what_is_public(umask):
    for name, file, folder in [
        ("private", "-rw-------", "drwx------"),
        ("default", "-rw-r--r--", "drwxr-xr-x"),
    ]:
        path = Path(storages[name].path(storages[name].save("first/second/x", ContentFile(b"x"))))
        assert [mode(path), mode(path.parent), mode(path.parent.parent)] == [file, folder, folder]


def test_no_other_account_reads_a_backup(archive):
    assert mode(archive) == "-rw-------"


def test_a_backup_holds_the_database_and_the_private_files(archive):
    with tarfile.open(archive) as inside:
        names = inside.getnames()
    assert "private/attachment" in names
    assert any(name.startswith("database.") for name in names)
    assert not list(archive.parent.glob("*.part"))


def test_a_file_that_grows_meanwhile_is_packed_as_it_is_digested(archive, tmp_path):
    growing, enough = tmp_path / "private" / "growing", threading.Event()
    growing.write_bytes(os.urandom(2**22))

    def grow() -> None:
        with growing.open("ab", buffering=0) as file:
            while not enough.wait(0.001):
                file.write(b"more")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        call_command("backup", archive)
    finally:
        enough.set()
        writer.join()
    with tarfile.open(archive) as inside:
        packed = inside.extractfile("private/growing").read()
        head = json.load(inside.extractfile("contents.json"))
    assert head["digests"]["private/growing"] == hashlib.sha256(packed).hexdigest()


def test_a_file_removed_meanwhile_is_named_and_the_others_are_kept(archive, tmp_path):
    leaves, stays = tmp_path / "private" / "b", tmp_path / "private" / "c"
    leaves.touch()
    stays.touch()
    written = archives.create_backup(archive, MONDAY, lambda name: leaves.unlink(missing_ok=True))
    assert written.removed == ["private/b"]
    with tarfile.open(archive) as inside:
        assert {"private/attachment", "private/c"} < set(inside.getnames())


def test_the_command_names_what_was_removed(archive, tmp_path):
    (tmp_path / "private" / "removed").symlink_to(tmp_path / "nowhere")
    told = io.StringIO()
    call_command("backup", archive, stderr=told)
    assert "private/removed was removed" in told.getvalue()


def test_a_backup_that_fails_leaves_no_half_of_it(archive, tmp_path):
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


def test_restore_refuses_a_database_where_somebody_works(tmp_path, db):
    User.objects.create_user("editor")
    (tmp_path / "some.tar.gz").touch()
    with pytest.raises(CommandError, match="users in this database: restore only into an empty"):
        call_command("restore", tmp_path / "some.tar.gz")


def headed(folder: Path, **head: object) -> Path:
    """An archive that says this of itself and holds nothing else."""
    (folder / "contents.json").write_text(json.dumps({"database": connection.vendor, **head}))
    path = folder / "made.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        packed.add(folder / "contents.json", "contents.json")
    return path


def test_restore_refuses_a_version_it_does_not_know(tmp_path, db):
    newer = headed(tmp_path, version=99, digests={})
    with pytest.raises(CommandError, match="version 99"):
        call_command("restore", newer)


def test_restore_refuses_what_is_no_backup(tmp_path, db):
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"not an archive")
    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", wrong)
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", tmp_path / "absent")


@pytest.mark.parametrize("name", ["media/../../stolen", "media//tmp/stolen", "/tmp/stolen"])
def test_restore_writes_nothing_outside_its_folders(name, tmp_path, db):
    wrong = headed(tmp_path, version=1, digests={name: "0" * 64})
    with pytest.raises(CommandError, match="outside"):
        call_command("restore", wrong)


@pytest.mark.sqlite
def test_restore_refuses_without_the_key_that_citizens_secrets_need(archive, tmp_path, settings):
    fresh = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'fresh.sqlite3'}",
        "PRIVATE_ROOT": str(tmp_path / "elsewhere"),
        "SECRET_KEY": "the key of another server, made anew",
    }
    done = tried(fresh, "restore", str(archive))
    assert done.returncode
    assert "another SECRET_KEY" in done.stderr
    assert not (tmp_path / "elsewhere").exists()
    fresh["SECRET_KEY_FALLBACKS"] = settings.SECRET_KEY
    assert "files are back" in manage(fresh, "restore", str(archive))


@pytest.mark.sqlite
def test_restore_brings_everything_back(archive, tmp_path, settings):
    number = Appeal.objects.get().number
    settings.PRIVATE_ROOT = tmp_path / "elsewhere"
    fresh = tmp_path / "fresh.sqlite3"
    run = Path(connection.settings_dict["NAME"])
    assert fresh != run
    environment = {"DATABASE_URL": f"sqlite:///{fresh}", "PRIVATE_ROOT": str(settings.PRIVATE_ROOT)}
    said = manage(environment, "restore", str(archive))
    assert "files are back" in said
    assert "migrate" not in said
    assert "empty" in tried(environment, "restore", str(archive)).stderr
    done = list(MigrationRecorder.Migration.objects.filter(app="search"))
    MigrationRecorder.Migration.objects.filter(app="search").delete()
    older = tmp_path / "older.tar.gz"
    try:
        call_command("backup", older)
    finally:
        MigrationRecorder.Migration.objects.bulk_create(done)
    assert "Run migrate" in manage(environment, "restore", "--replace", str(older))
    assert (settings.PRIVATE_ROOT / "attachment").read_bytes() == b"kept"
    assert mode(settings.PRIVATE_ROOT / "attachment") == "-rw-------"
    assert mode(settings.PRIVATE_ROOT) == "drwx------"
    assert number in manage(
        environment, "shell", "-c", "from appeals.models import Appeal; print(Appeal.objects.get())"
    )


def manage(environment: dict[str, str], *words: str) -> str:
    done = tried(environment, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tried(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings.dev", **environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
