"""The outside world: mail server, virus scanner and disk, which work or do not."""

import errno
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from django.core import mail
from django.core.mail import EmailMessage
from django.test import override_settings

from core.page_cache import index
from core.storage import AtomicFileSystemStorage
from core.uploads import antivirus
from core.uploads.sanitize import sanitize
from forms.uploads import attach
from tests.simulation.world import World


def _sanitize_here(kind: str, data: bytes, *, drop_signature: bool = False) -> bytes:
    """Rewrite a file in this process: a child for each of hundreds takes half of the time."""
    return sanitize(kind, data, drop_signature=drop_signature)


@contextmanager
def outside_of(world: World, folder: Path) -> Iterator[None]:
    """Connect the portal to what `world.broken` says of its surroundings."""
    send, save = EmailMessage.send, AtomicFileSystemStorage._save

    def send_or_fail(message, fail_silently=False):
        if world.broken.mail:
            raise ConnectionRefusedError
        world.books.sent_letters += 1
        return send(message, fail_silently)

    def save_or_fail(storage, name, content):
        if world.broken.writes_left is not None:
            world.broken.writes_left -= 1
            if world.broken.writes_left < 0:
                Path(storage.path(name)).parent.mkdir(parents=True, exist_ok=True)
                raise OSError(errno.ENOSPC, "No space left on device")
        return save(storage, name, content)

    def scan(url, data):
        if world.broken.scanner:
            raise TimeoutError
        return "stream: OK"

    with ExitStack() as stack:
        enter = stack.enter_context
        enter(mock.patch.object(EmailMessage, "send", send_or_fail))
        enter(mock.patch.object(AtomicFileSystemStorage, "_save", save_or_fail))
        enter(mock.patch.object(antivirus, "_send_instream", scan))
        enter(mock.patch.object(attach, "run_sanitizer", _sanitize_here))
        enter(
            override_settings(
                CLAMD_URL="tcp://scanner:3310",
                PAGE_CACHE=True,
                PAGE_CACHE_ROOT=folder / "pages",
                PRIVATE_ROOT=folder / "private",
                EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            )
        )
        stack.callback(index.close)
        mail.outbox = []
        yield
