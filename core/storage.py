"""Storage of private files: outside the media root, under random names."""

from contextlib import suppress

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class AtomicFileSystemStorage(FileSystemStorage):
    """Delete a file that could not be written to its end, as on a full disk."""

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        except BaseException:
            with suppress(OSError):
                self.delete(name)
            raise
