"""The form of a picture in Wagtail's admin."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    """Wagtail's form, which fails on a file that begins as a picture and breaks off."""

    def full_clean(self) -> None:
        """Report a picture that cannot be read; what was typed stays."""
        try:
            super().full_clean()
        except OSError:
            self.add_error("file", _("This picture cannot be read."))

    def save(self, commit: bool = True):
        """Save, and make the sizes that pages show: Wagtail has removed those of an older file."""
        image = super().save(commit=commit)
        if commit and "file" in self.changed_data:
            transaction.on_commit(image.make_page_sizes, robust=True)
        return image
