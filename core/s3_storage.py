"""Files in S3 or a store that speaks it.

The bucket is closed: no file has an address or an access list of its own there, and browsers get
all of them from the portal. A file is sent whole in one request, so that no half of it is ever
stored. Every failure is an OSError, as that of a disk.
"""

import errno
import os
import posixpath
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO, Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

MEMORY_BYTES = 2 * 1024 * 1024  # a larger file is read through a temporary one
ONE_REQUEST_BYTES = 256 * 1024 * 1024  # more than any upload may have


@contextmanager
def _failing_as_disk(name: str) -> Iterator[None]:
    """Raise FileNotFoundError for a missing file and OSError for every other failure of S3."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(errno.ENOENT, "not in S3", name) from error
        code = error.response.get("Error", {}).get("Code", "")
        raise OSError(errno.EIO, f"S3 refuses: {code}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"S3 does not answer: {type(error).__name__}") from error


class FetchedFile(File):
    """A file of S3, fetched whole when it is opened."""

    def __init__(self, storage: "ClosedS3Storage", name: str):
        self.storage = storage
        super().__init__(storage.fetch(name), name)

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> "FetchedFile":
        """Go back to the beginning; fetch anew what was closed."""
        if self.closed:
            self.file = self.storage.fetch(self.name or "")
        self.seek(0)
        return self


class ClosedS3Storage(S3Storage):
    """A folder of a bucket that only the portal reads and writes."""

    default_acl = None
    file_overwrite = True  # names are new by themselves: no request to find out

    def get_default_settings(self) -> dict:
        """Return the library's settings with short waits and one request for each file."""
        return {
            **super().get_default_settings(),
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                connect_timeout=3,
                read_timeout=20,
                retries={"total_max_attempts": 2, "mode": "standard"},
                # Stores other than Amazon's may not know checksums in trailers.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
            "transfer_config": TransferConfig(
                multipart_threshold=ONE_REQUEST_BYTES, use_threads=False
            ),
        }

    @property
    def bucket(self) -> Any:
        """The bucket as this thread sees it: the library's objects are not shared by threads."""
        return self.connection.Bucket(self.bucket_name)

    def fetch(self, name: str) -> IO[bytes]:
        """Return the content of a file. FileNotFoundError, OSError."""
        content = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115
        try:
            with _failing_as_disk(name):
                client, key = self.connection.meta.client, self._normalize_name(name)
                found = client.get_object(Bucket=self.bucket_name, Key=key)
                with closing(found["Body"]) as body:
                    shutil.copyfileobj(body, content)
        except BaseException:
            content.close()
            raise
        content.seek(0)
        return content

    def _open(self, name: str, mode: str = "rb") -> FetchedFile:
        if mode != "rb":
            raise ValueError("A file of S3 is read as bytes and written whole.")
        return FetchedFile(self, name)

    def _save(self, name: str, content: File) -> str:
        with _failing_as_disk(name):
            return super()._save(name, content)

    def put(self, name: str, content: IO[bytes]) -> None:
        """Store a file under this very name, as a restored backup does."""
        self._save(name, File(content))

    def delete(self, name: str) -> None:
        """Delete a file; one that is missing is no error."""
        with _failing_as_disk(name):
            super().delete(name)

    def exists(self, name: str) -> bool:
        """Return whether there is such a file. OSError: S3 does not answer."""
        with _failing_as_disk(name):
            return super().exists(name)

    def size(self, name: str) -> int:
        """Return the size in bytes. FileNotFoundError, OSError."""
        with _failing_as_disk(name):
            return self.bucket.Object(self._normalize_name(name)).content_length

    def iterate_names(self) -> Iterator[str]:
        """Yield the names of all files in order."""
        prefix = f"{self.location}/"
        with _failing_as_disk(prefix):
            for found in self.bucket.objects.filter(Prefix=prefix):
                yield found.key.removeprefix(prefix)


class PrivateS3Storage(ClosedS3Storage):
    """Files of citizens: only views that check permissions serve them."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Raise ValueError: a private file has no address."""
        raise ValueError("A private file has no address.")


class PublicS3Storage(ClosedS3Storage):
    """Pictures and documents of editors, served by the portal under the same addresses as ever."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return a name with a random ending: two servers may store an equal name at once."""
        root, extension = os.path.splitext(posixpath.normpath(name))
        room = (max_length or 255) - len(self.get_alternative_name("", extension))
        return self.get_alternative_name(root[:room], extension)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Return the address under MEDIA_URL."""
        return settings.MEDIA_URL + filepath_to_uri(name).lstrip("/")
