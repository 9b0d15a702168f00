"""Upload handlers that enforce the size of a file while it is read, and survive a full disk.

The size of the whole request is checked before, by middleware.
"""

import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect


class SizeLimitUploadHandler(FileUploadHandler):
    """Discard a file as soon as it exceeds the limit, and read on.

    An empty file with the true size takes its place, so that it is refused by name.
    """

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.size_read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.size_read += len(raw_data)
        return raw_data if self.size_read <= settings.ATTACHMENT_MAX_BYTES else None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self.size_read <= settings.ATTACHMENT_MAX_BYTES:
            return None  # the next handler has it
        return InMemoryUploadedFile(
            io.BytesIO(), self.field_name, self.file_name, self.content_type, self.size_read, None
        )


class DiskFullFile(InMemoryUploadedFile):
    """Stands for a file that did not fit on the disk; reading it raises ENOSPC."""

    def read(self, *args) -> bytes:
        """Raise ENOSPC as if the disk were full."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class DiskSpaceUploadHandler(TemporaryFileUploadHandler):
    """Discard a file when the disk is full, and read the rest of the form."""

    def new_file(self, *args, **kwargs) -> None:
        with self.detect_full_disk():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.fits:
            with self.detect_full_disk():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.fits:
            with self.detect_full_disk():
                return super().file_complete(file_size)
        return DiskFullFile(
            io.BytesIO(), self.field_name, self.file_name, self.content_type, file_size, None
        )

    @contextmanager
    def detect_full_disk(self) -> Iterator[None]:
        """Note an error of the disk in `fits` instead of raising it."""
        self.fits = True
        try:
            yield
        except OSError:
            self.fits = False


def limit_upload_size(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view so that each of its files is limited while it is read.

    The CSRF check happens inside: it reads the body, and the handlers must be set before that.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            request.upload_handlers = [
                SizeLimitUploadHandler(request),
                MemoryFileUploadHandler(request),
                DiskSpaceUploadHandler(request),
            ]
        return protected(request, *args, **kwargs)

    return wrapper
