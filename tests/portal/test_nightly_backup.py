"""The nightly backup: encrypted, in a folder of another machine, old ones deleted."""

import io
import os
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from appeals.models import Appeal
from core.jobs import registry
from core.models import User
from tests.builders import an_appeal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.gpg]
OTHER_DISK = Path("/dev")  # stands for the portal's own: not where the tests write


@pytest.fixture
def target(tmp_path, settings) -> Path:
    """Return the folder for backups, with a key pair beside it."""
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    settings.VAR_DIR = OTHER_DISK
    settings.BACKUP_TARGET = str(tmp_path / "backups")
    settings.BACKUP_KEY = str(tmp_path / "key.asc")
    (tmp_path / "backups").mkdir()
    (tmp_path / "gnupg").mkdir(mode=0o700)
    gpg(tmp_path, "--passphrase", "", "--quick-gen-key", "b@x.example", "future-default", "default")
    gpg(tmp_path, "--armor", "--output", settings.BACKUP_KEY, "--export")
    yield tmp_path / "backups"
    subprocess.run(["gpgconf", "--homedir", tmp_path / "gnupg", "--kill", "gpg-agent"], check=False)


def gpg(folder: Path, *arguments) -> None:
    command = ["gpg", "--batch", "--homedir", str(folder / "gnupg"), *arguments]
    subprocess.run(command, check=True, capture_output=True)


def make_backup() -> str:
    out = io.StringIO()
    call_command("backup", stdout=out)
    return out.getvalue()


def test_backup_is_encrypted_and_restores(target, tmp_path):
    an_appeal()
    assert "0 old backups deleted" in make_backup()
    [path] = target.iterdir()
    assert path.name == f"qabyldau-{timezone.localdate():%Y-%m-%d}.tar.gz.gpg"
    assert not path.read_bytes().startswith(b"\x1f\x8b"), "a plain archive"
    with pytest.raises(CommandError, match="gpg --output"):
        call_command("restore", path)
    gpg(tmp_path, "--output", str(tmp_path / "plain.tar.gz"), "--decrypt", str(path))
    User.objects.create_user("of another day")
    call_command("restore", tmp_path / "plain.tar.gz", replace=True, stdout=io.StringIO())
    assert not User.objects.filter(username="of another day").exists()
    assert Appeal.objects.count() == 1


def test_only_the_newest_backups_are_kept(target, settings):
    settings.BACKUP_KEEP = 2
    for day in range(1, 4):
        (target / f"qabyldau-2020-01-0{day}.tar.gz.gpg").touch()
    (target / "another file").touch()
    assert "2 old backups deleted" in make_backup()
    today = f"qabyldau-{timezone.localdate():%Y-%m-%d}.tar.gz.gpg"
    assert set(os.listdir(target)) == {"another file", "qabyldau-2020-01-03.tar.gz.gpg", today}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"VAR_DIR": "."}, "own disk"),
        ({"BACKUP_TARGET": "/nowhere"}, "no folder"),
        ({"BACKUP_KEY": "/nowhere"}, "public key"),
        ({"BACKUP_TARGET": ""}, "BACKUP_TARGET is not set"),
    ],
)
def test_backup_that_would_be_none_fails_with_a_sentence(changed, sentence, target, settings):
    for name, value in changed.items():
        setattr(settings, name, str(target) if value == "." else value)
    with pytest.raises(CommandError, match=sentence):
        make_backup()
    assert not list(target.iterdir())


def test_wrong_key_leaves_nothing_behind(target, settings):
    Path(settings.BACKUP_KEY).write_text("no key")
    with pytest.raises(CommandError, match="gpg failed"):
        make_backup()
    assert not list(target.iterdir())


def test_backup_is_a_job_only_with_a_target(settings):
    job = registry.find("backup")
    assert not job.is_set_up()
    settings.BACKUP_TARGET = "/backup"
    assert job.is_set_up()
