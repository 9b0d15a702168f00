"""The signed original of a file, kept sealed beside the cleaned copy, which has no signature."""

from django.core.files.base import ContentFile
from django.db import models

from core.storage import RandomFileName, get_private_storage


class WithOriginal(models.Model):
    """A stored file whose bytes as they were sent may be kept too; nobody opens them on a page."""

    original = models.FileField(
        storage=get_private_storage,
        upload_to=RandomFileName("originals"),
        max_length=200,
        blank=True,
    )
    original_size = models.PositiveIntegerField(default=0)
    original_digest = models.CharField(max_length=64, blank=True)  # SHA-256

    class Meta:
        abstract = True

    def stored_names(self) -> list[str]:
        """Return the names of the file and, if it has one, of its original in their storage."""
        fields = ("file", "original")
        return [getattr(self, field).name for field in fields if getattr(self, field)]

    def seal(self, data: bytes, digest: str) -> None:
        """Store the bytes that were sent, if there are any; the row is not saved."""
        if data:
            self.original_size, self.original_digest = len(data), digest
            self.original.save("original", ContentFile(data), save=False)
