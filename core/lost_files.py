"""Private files that no row names: what a server left that was killed between file and commit."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import FileField

from core.storage import RandomFileName, get_private_storage


def delete_lost_files(before: datetime) -> int:
    """Delete the files stored before a moment that no row names; return how many there were.

    Only the folders of random names are looked into. The files are listed before the rows are
    read: a file that is stored meanwhile is never taken for a lost one.
    """
    storage, count = get_private_storage(), 0
    for folder, fields in sorted(_fields_by_folder().items()):
        stored = _list_folder(storage, folder)
        named = {name for field in fields for name in _named_by(field)}
        for name in sorted(stored - named):
            if _is_older(storage, name, before):
                storage.delete(name)
                count += 1
    return count


def _fields_by_folder() -> dict[str, list[FileField]]:
    """Return the file fields whose files lie in each folder of random names."""
    found: dict[str, list[FileField]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField) and isinstance(field.upload_to, RandomFileName):
                found.setdefault(field.upload_to.folder, []).append(field)
    return found


def _list_folder(storage: Storage, folder: str) -> set[str]:
    try:
        return {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
    except FileNotFoundError:
        return set()


def _named_by(field: FileField) -> Iterator[str]:
    rows = field.model._base_manager.exclude(**{field.attname: ""})
    return rows.values_list(field.attname, flat=True).iterator()


def _is_older(storage: Storage, name: str, before: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < before
    except FileNotFoundError:  # deleted since it was listed
        return False
