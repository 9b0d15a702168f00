"""Remove the metadata of pictures uploaded by earlier versions."""

from pathlib import PurePath

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.models import PortalImage, StrippedFile
from core.uploads.filetypes import FileRejectedError
from core.uploads.pictures import strip_metadata


class Command(BaseCommand):
    """Replace each original that has metadata, and delete resized copies made from it."""

    help = "Remove place, time and camera from the pictures that editors uploaded."

    def handle(self, *args, **options) -> None:
        """Strip every picture; the exit status is 1 when one could not be read."""
        count = 0
        failures = []
        for image in PortalImage.objects.iterator():
            try:
                count += strip_picture(image)
            except (OSError, FileRejectedError) as error:
                failures.append(f"{image.pk} ({image.file.name}): {error}")
        self.stdout.write(f"{count} pictures stripped")
        if failures:
            raise CommandError("Not read: " + "; ".join(failures))


def strip_picture(image: PortalImage) -> bool:
    """Strip one stored picture; return whether it had metadata."""
    old_name, storage = image.file.name, image.file.storage
    with storage.open(old_name) as file:
        data = file.read()
    stripped = strip_metadata(data)
    if stripped == data:
        return False
    with transaction.atomic():
        image.file = StrippedFile(stripped, name=PurePath(old_name).name)
        image._set_image_file_metadata()
        image.save()
        image.renditions.all().delete()
    storage.delete(old_name)
    return True
