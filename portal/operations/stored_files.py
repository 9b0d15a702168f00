"""The files beside the database, by their names in a backup: media/… and private/….

They lie in two folders, or in S3 (STORAGE_URL).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages

ALIASES = {"media": "default", "private": "private"}


def _bucket(prefix: str) -> Any:
    """Return the storage of core/s3_storage.py, which not every installation has."""
    return storages[ALIASES[prefix]]


def data_folders() -> dict[str, Path]:
    """Return the folders of files on this machine, by their name in the archive."""
    return {"media": Path(settings.MEDIA_ROOT), "private": Path(settings.PRIVATE_ROOT)}


def iterate_names() -> Iterator[str]:
    """Yield the name of every file."""
    for prefix, folder in data_folders().items():
        if settings.STORAGE_URL:
            for name in _bucket(prefix).iterate_names():
                yield f"{prefix}/{name}"
            continue
        for directory, subdirectories, names in os.walk(folder, onerror=_ignore_missing_folder):
            subdirectories.sort()
            for file in (Path(directory) / name for name in sorted(names)):
                yield f"{prefix}/{file.relative_to(folder)}"


def copy_file(name: str, target: Path) -> None:
    """Copy a file to `target`. FileNotFoundError: it was removed meanwhile."""
    prefix, _slash, rest = name.partition("/")
    if not settings.STORAGE_URL:
        shutil.copy2(data_folders()[prefix] / rest, target)
        return
    with _bucket(prefix).open(rest) as content, target.open("wb") as copy:
        shutil.copyfileobj(content, copy)


def restore_file(file: Path, name: str) -> None:
    """Put a file of the archive back under its name; do nothing with one that is no such file."""
    prefix, _slash, rest = name.partition("/")
    if prefix not in ALIASES or not rest:
        return
    if settings.STORAGE_URL:
        with file.open("rb") as content:
            _bucket(prefix).put(rest, content)
        return
    target = data_folders()[prefix] / rest
    old_umask = os.umask(0o077 if prefix == "private" else 0o022)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    finally:
        os.umask(old_umask)


def _ignore_missing_folder(error: OSError) -> None:
    """Ignore a folder removed meanwhile; raise for one that cannot be read."""
    if not isinstance(error, FileNotFoundError):
        raise error
