"""Where citizens' files are kept: each whole or not at all."""

from contextlib import suppress

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """What cannot be written to its end, as on a full disk, leaves no half behind."""

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        except BaseException:
            with suppress(OSError):
                self.delete(name)
            raise
