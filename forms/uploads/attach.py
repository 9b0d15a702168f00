"""What may be attached to an appeal, and how it comes in.

    accept(draft, upload, at=…) -> DraftFile        Refused with a sentence for the citizen

name → size → count → type by content and name → virus scan → rewritten in a child process with
limits → kept under a name of ours. What is stored is never the bytes that were sent.
"""

import hashlib
import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals import lifecycle
from appeals.appeal_fields import NewFile
from appeals.models import Appeal, Attachment
from appeals.registration import delete_files_on_error, set_file_cleaner
from core.uploads import antivirus, filetypes
from forms import drafts
from forms.models import Draft, DraftFile

log = logging.getLogger(__name__)
SECONDS = 20  # of the clock, whatever the child does with its own
ACCEPT = ",".join(f".{extension}" for extension in filetypes.EXTENSIONS)  # for the browser's dialog
CLEANER = (
    "import sys; sys.path.append(sys.argv.pop(1)); "
    "from core.uploads.sanitize import main; raise SystemExit(main())"
)

REASONS = {
    "empty": gettext_lazy("“{name}” is empty. Check that it opens on your device."),
    "big": gettext_lazy("“{name}” is larger than {limit}. Make it smaller or send it in parts."),
    "count": gettext_lazy("No more than {count} files can be attached: “{name}” was not added."),
    "total": gettext_lazy("All files together may take {limit}: “{name}” was not added."),
    "type": gettext_lazy(
        "“{name}” is of a type we do not take. We take photos (JPG, PNG, WEBP, HEIC), "
        "PDF, Word (DOCX), Excel (XLSX) and plain text (TXT)."
    ),
    "mismatch": gettext_lazy(
        "“{name}” is not what its name says. "
        "Open it, save it as PDF or as a photo and add it again."
    ),
    "encrypted": gettext_lazy("“{name}” is locked with a password. Take the password off first."),
    "macro": gettext_lazy(
        "“{name}” holds a macro or another program. Save it as PDF and add it again."
    ),
    "bomb": gettext_lazy("“{name}” unpacks to too much. Save it smaller or as PDF."),
    "broken": gettext_lazy("“{name}” is damaged and does not open. Save it anew and add it again."),
    "infected": gettext_lazy("“{name}” has a virus and was not kept. Check your device."),
    "twice": gettext_lazy("“{name}” is already attached."),
    "later": gettext_lazy(
        "“{name}” cannot be kept now: the trouble is ours. Try again a little later."
    ),
}


class Refused(Exception):
    """A file that is not taken: `reason` is a key of REASONS, `message` a sentence."""

    def __init__(self, reason: str, name: str):
        super().__init__(reason)
        self.reason, self.name = reason, name
        limit = {
            "big": settings.ATTACHMENT_MAX_BYTES,
            "total": settings.ATTACHMENT_MAX_TOTAL_BYTES,
        }.get(reason, 0)
        self.message = str(REASONS[reason]).format(
            name=name, limit=whole(limit), count=settings.ATTACHMENT_MAX_COUNT
        )


def whole(size: int) -> str:
    """A round size without its decimals: 10 MB."""
    return filesizeformat(size).replace(",0", "").replace(".0", "")


def limits() -> str:
    """The rules in one sentence, for the page."""
    return _("Up to {count} files, {one} each, {all} together.").format(
        count=settings.ATTACHMENT_MAX_COUNT,
        one=whole(settings.ATTACHMENT_MAX_BYTES),
        all=whole(settings.ATTACHMENT_MAX_TOTAL_BYTES),
    )


@dataclass(frozen=True)
class Clean:
    """A file read, scanned and written anew: nothing of the sent bytes is left."""

    name: str
    kind: str  # a key of filetypes.MIMES
    data: bytes
    verdict: str  # Attachment.Scan

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def accept(draft: Draft, upload: UploadedFile, *, at: datetime) -> DraftFile:
    """Take one uploaded file into the draft. Refused says why not; the draft is then as before."""
    name = filetypes.sanitize_filename(upload.name or "")
    _fits(name, upload.size or 0, draft.files.count())
    with _or_later(name):
        return _store(draft, cleaned(upload), at)


@contextmanager
def _or_later(name: str) -> Iterator[None]:
    """A full disk, or a cleaner that cannot be started, is no fault of the file."""
    try:
        yield
    except OSError as error:
        log.error("a file cannot be kept: %s", error.strerror)
        raise Refused("later", name) from error


def cleaned(upload: UploadedFile) -> Clean:
    """The file as it may be kept. Refused says why not."""
    name = filetypes.sanitize_filename(upload.name or "")
    data = upload.read(settings.ATTACHMENT_MAX_BYTES + 1)
    try:
        kind = filetypes.detect_kind(name, data)
        verdict = antivirus.scan(data)
        if verdict == antivirus.INFECTED:
            raise Refused("infected", name)
        clean = rewritten(kind, data)
    except filetypes.FileRejectedError as error:
        raise Refused(error.reason, name) from error
    if kind == "heic":  # browsers and offices open JPEG everywhere
        name, kind = name.rpartition(".")[0] + ".jpg", "jpg"
    return Clean(name, kind, clean, verdict)


def add_to_appeal(appeal: Appeal, upload: UploadedFile, *, at: datetime) -> Attachment:
    """Add a file to an appeal already registered. Refused and ValidationError say why not."""
    name = filetypes.sanitize_filename(upload.name or "")
    own = appeal.attachments.filter(by_staff=False).exclude(scan=antivirus.INFECTED)
    _fits(name, upload.size or 0, own.count())
    with _or_later(name):
        file = new_file(upload)
        with delete_files_on_error() as kept, transaction.atomic():
            # Of two sent at once the second counts the first: cleaning takes its time.
            Appeal.objects.select_for_update().get(pk=appeal.pk)
            _room(own, file.name, file.digest, file.size)
            kept.append(lifecycle.add_document(appeal, file, at=at))
    return kept[0]


def new_file(upload: UploadedFile) -> NewFile:
    """The upload cleaned, as the register takes it. Refused says why not."""
    file = cleaned(upload)
    return NewFile(
        name=file.name,
        mime=filetypes.MIME_TYPES[file.kind],
        size=len(file.data),
        digest=file.digest,
        scan=file.verdict,
        content=io.BytesIO(file.data),
    )


def for_the_desk(upload: UploadedFile) -> NewFile:
    """The same for a member of staff. ValidationError says why not."""
    name = filetypes.sanitize_filename(upload.name or "")
    try:
        _fits(name, upload.size or 0, 0)
        with _or_later(name):
            return new_file(upload)
    except Refused as refused:
        raise ValidationError(refused.message) from refused


set_file_cleaner(for_the_desk)


def rewritten(kind: str, data: bytes) -> bytes:
    """The file drawn or written anew by core/uploads/sanitize.py in a child with limits."""
    command = [sys.executable, "-I", "-c", CLEANER, str(settings.BASE_DIR), kind]
    try:
        child = subprocess.run(
            command, input=data, capture_output=True, timeout=SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise filetypes.FileRejectedError("bomb") from error
    if child.returncode == 0 and child.stdout:
        return child.stdout
    reason = child.stderr.decode("utf-8", "replace").strip()
    if child.returncode < 0:  # the system ended it: it went over its limits
        reason = "bomb"
    if reason not in REASONS:
        log.error("cleaning a %s failed with status %s", kind, child.returncode)
        reason = "broken"
    raise filetypes.FileRejectedError(reason)


def _fits(name: str, size: int, already: int) -> None:
    if size == 0:
        raise Refused("empty", name)
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise Refused("big", name)
    if already >= settings.ATTACHMENT_MAX_COUNT:
        raise Refused("count", name)
    if filetypes.get_extension(name) not in filetypes.EXTENSIONS:
        raise Refused("type", name)


def _room(kept: QuerySet, name: str, digest: str, size: int) -> None:
    """Whether one more goes beside those kept; asked under their owner's lock."""
    if kept.filter(digest=digest).exists():
        raise Refused("twice", name)
    if kept.count() >= settings.ATTACHMENT_MAX_COUNT:
        raise Refused("count", name)
    total = kept.aggregate(total=Sum("size"))["total"] or 0
    if total + size > settings.ATTACHMENT_MAX_TOTAL_BYTES:
        raise Refused("total", name)


@transaction.atomic
def _store(draft: Draft, file: Clean, at: datetime) -> DraftFile:
    """Keep the clean bytes; the counts are asked again under the draft's lock."""
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.result:
        raise drafts.AlreadySent
    name = file.name
    _room(row.files.all(), name, file.digest, len(file.data))
    stored = DraftFile(
        draft=row,
        name=name,
        mime=filetypes.MIME_TYPES[file.kind],
        size=len(file.data),
        digest=file.digest,
        scan=file.verdict,
        added_at=at,
    )
    stored.file.save(name, ContentFile(file.data), save=False)
    try:
        stored.save()
    except BaseException:
        stored.file.storage.delete(str(stored.file.name))
        raise
    return stored
