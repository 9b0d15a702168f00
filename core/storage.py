"""Storage of private files: outside the media root, under random names."""

import logging
import uuid
from contextlib import suppress

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

log = logging.getLogger(__name__)


def get_private_storage() -> Storage:
    """Return the storage of files that no web address serves."""
    return storages["private"]


def delete_files(storage: Storage, names: list[str]) -> None:
    """Delete files by their names in the storage, after what named them has been committed.

    What cannot be deleted is logged: the citizen's act is done, and must not look as if it failed.
    """
    for name in names:
        try:
            storage.delete(name)
        except OSError as error:
            log.error("%s cannot be deleted: %s", name, error.strerror)


@deconstructible
class RandomFileName:
    """Name a stored file FOLDER/<32 random hexadecimal digits>: the upload's name is not used."""

    def __init__(self, folder: str):
        self.folder = folder

    def __call__(self, instance, filename: str) -> str:
        return f"{self.folder}/{uuid.uuid4().hex}"


class AtomicFileSystemStorage(FileSystemStorage):
    """Delete a file that could not be written to its end, as on a full disk."""

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        except BaseException:
            with suppress(OSError):
                self.delete(name)
            raise
