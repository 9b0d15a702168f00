"""The nightly backup: an encrypted archive in a folder of another machine; old ones are deleted.

Only a public key is on this machine, so whoever breaks into it cannot read earlier backups.
"""

import shutil
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from portal.operations.backup import BackupError, create_backup

PATTERN = "qabyldau-????-??-??.tar.gz.gpg"


def is_set_up() -> bool:
    """Return whether this installation makes backups by itself."""
    return bool(settings.BACKUP_TARGET)


def make_nightly_backup(at: datetime) -> tuple[Path, int]:
    """Write the encrypted archive of the day; return its path and how many old ones were deleted.

    Raises BackupError with a sentence for the operator.
    """
    target = check_target()
    path = target / f"qabyldau-{timezone.localdate(at):%Y-%m-%d}.tar.gz.gpg"
    partial = path.with_name(path.name + ".part")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        create_backup(archive, at)
        try:
            encrypt(archive, partial, Path(folder))
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return path, delete_old(target)


def check_target() -> Path:
    """Return the folder for backups; raise BackupError when it is none, or on the portal's disk.

    A folder that is not mounted looks like an empty one on the disk that is to be backed up.
    """
    if not settings.BACKUP_TARGET:
        raise BackupError("BACKUP_TARGET is not set: give the path of an archive.")
    target = Path(settings.BACKUP_TARGET)
    if not target.is_dir():
        raise BackupError(f"BACKUP_TARGET is no folder: {target}")
    if target.stat().st_dev == Path(settings.VAR_DIR).stat().st_dev:
        raise BackupError(f"{target} lies on the portal's own disk: is the other machine mounted?")
    if not Path(settings.BACKUP_KEY).is_file():
        raise BackupError("BACKUP_KEY is no file with a public key: backups are encrypted with it.")
    return target


def encrypt(source: Path, target: Path, folder: Path) -> None:
    """Encrypt a file for the holder of the private key; `folder` is for GnuPG's own files."""
    command = [
        "gpg", "--batch", "--no-tty", "--yes", "--homedir", str(folder), "--trust-model", "always",
        "--compress-algo", "none", "--recipient-file", str(settings.BACKUP_KEY),
        "--output", str(target), "--encrypt", str(source),
    ]  # fmt: skip
    if not shutil.which("gpg"):
        raise BackupError("gpg is missing: apt install gpg")
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise BackupError(f"gpg failed: {error.stderr.strip()}") from error


def delete_old(target: Path) -> int:
    """Delete all but the newest BACKUP_KEEP archives; return how many."""
    old = sorted(target.glob(PATTERN), reverse=True)[max(settings.BACKUP_KEEP, 1) :]
    for path in old:
        path.unlink()
    return len(old)
