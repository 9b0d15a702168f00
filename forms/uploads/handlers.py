"""Uploads are measured while they come in, not after: a file over the limit is never kept whole."""

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
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect


def longest_body() -> int:
    """Bytes of a request beyond which nothing of it is read at all."""
    return 2 * settings.ATTACHMENT_MAX_COUNT * settings.ATTACHMENT_MAX_BYTES


class MeasuringHandler(FileUploadHandler):
    """Lets go of a file as soon as it is longer than the limit, and reads on without keeping.

    What stays of it is an empty file with its true size, so that it is refused by name.
    """

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.length = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.length += len(raw_data)
        return raw_data if self.length <= settings.ATTACHMENT_MAX_BYTES else None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if self.length <= settings.ATTACHMENT_MAX_BYTES:
            return None  # the next handler has it
        return InMemoryUploadedFile(
            io.BytesIO(), self.field_name, self.file_name, self.content_type, self.length, None
        )


class Unkept(InMemoryUploadedFile):
    """A file that found no room on the disk while it came: whoever reads it is told so."""

    def read(self, *args) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class RoomyHandler(TemporaryFileUploadHandler):
    """Where the disk is full, the file is let go and the rest of the form read on."""

    def new_file(self, *args, **kwargs) -> None:
        with self.room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.fits:
            with self.room():
                super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.fits:
            with self.room():
                return super().file_complete(file_size)
        return Unkept(
            io.BytesIO(), self.field_name, self.file_name, self.content_type, file_size, None
        )

    @contextmanager
    def room(self) -> Iterator[None]:
        self.fits = True
        try:
            yield
        except OSError:
            self.fits = False


def measured(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose uploads are measured.

    The token against forged requests is checked inside: that check reads the body, and before it
    is read the measure must be in place.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST":
            if int(request.META.get("CONTENT_LENGTH") or 0) > longest_body():
                return render(request, "forms/too_long.html", {"back": request.path}, status=413)
            request.upload_handlers = [
                MeasuringHandler(request),
                MemoryFileUploadHandler(request),
                RoomyHandler(request),
            ]
        return checked(request, *args, **kwargs)

    return outer
