"""Check, sanitize and store the files attached to an appeal.

    attach_to_draft(draft, upload, at=…) -> DraftFile      FileRefusedError has a message to show

name → size → count → type by content and name → virus scan → rewritten in a child process with
limits → stored under a random name. The bytes that were sent are stored only where an office keeps
the originals of signed files, and for a head alone (Office.keep_originals).
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
from django.db.models import F, QuerySet, Sum
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
from services.models import Office

log = logging.getLogger(__name__)
SANITIZER_TIMEOUT = 20  # seconds of wall-clock time; the child limits its CPU time itself
ACCEPT_ATTRIBUTE = ",".join(f".{extension}" for extension in filetypes.EXTENSIONS)
SANITIZER_CODE = (
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
    "embedded": gettext_lazy(
        "“{name}” has another file or an object inside, for example an equation, which our copy "
        "would lose. Save it as PDF and add it again."
    ),
    "bomb": gettext_lazy("“{name}” unpacks to too much. Save it smaller or as PDF."),
    "broken": gettext_lazy("“{name}” is damaged and does not open. Save it anew and add it again."),
    "form": gettext_lazy(
        "“{name}” is a form that opens in one program only, and its answers would be lost. "
        "Print it to PDF and add that."
    ),
    "portfolio": gettext_lazy(
        "“{name}” is a folder of other files. Take the files out and add them one by one."
    ),
    "signed": gettext_lazy(
        "“{name}” has an electronic signature, and our copy would lose it. "
        "Print it to PDF and add that; keep the signed file."
    ),
    "encoding": gettext_lazy(
        "We cannot tell in which encoding the letters of “{name}” are written. "
        "Save it as UTF-8 or as PDF and add it again."
    ),
    "infected": gettext_lazy("“{name}” has a virus and was not kept. Check your device."),
    "twice": gettext_lazy("“{name}” is already attached."),
    "later": gettext_lazy(
        "“{name}” cannot be kept now: the trouble is ours. Try again a little later."
    ),
}


class FileRefusedError(Exception):
    """A file is not accepted: `reason` is a key of REASONS, `message` the sentence to show."""

    def __init__(self, reason: str, name: str):
        super().__init__(reason)
        self.reason, self.name = reason, name
        limit = {
            "big": settings.ATTACHMENT_MAX_BYTES,
            "total": settings.ATTACHMENT_MAX_TOTAL_BYTES,
        }.get(reason, 0)
        self.message = str(REASONS[reason]).format(
            name=name, limit=format_size(limit), count=settings.ATTACHMENT_MAX_COUNT
        )


def format_size(size: int) -> str:
    """Return a size without zero decimals: 10 MB."""
    return filesizeformat(size).replace(",0", "").replace(".0", "")


def file_input_attributes() -> dict[str, str]:
    """Return the attributes of a file input: accepted names, and the size for shrink.js."""
    return {"accept": ACCEPT_ATTRIBUTE, "data-shrink-over": str(settings.ATTACHMENT_MAX_BYTES)}


def describe_limits() -> str:
    """Return the accepted types and the limits of number and size in two sentences."""
    types = _("Photos (JPG, PNG, WEBP, HEIC), PDF, Word (DOCX), Excel (XLSX), plain text (TXT).")
    limits = _("Up to {count} files, {one} each, {all} together.").format(
        count=settings.ATTACHMENT_MAX_COUNT,
        one=format_size(settings.ATTACHMENT_MAX_BYTES),
        all=format_size(settings.ATTACHMENT_MAX_TOTAL_BYTES),
    )
    return f"{types} {limits}"


@dataclass(frozen=True)
class SanitizedFile:
    """A file that was scanned and rewritten; `data` are the bytes to store."""

    name: str
    kind: str  # a key of filetypes.MIME_TYPES
    data: bytes
    scan: str  # Attachment.Scan
    original: bytes = b""  # what was sent, where its signature is kept

    @property
    def digest(self) -> str:
        """SHA-256 of `data` in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def original_digest(self) -> str:
        """SHA-256 of `original` in hexadecimal, empty when there is none."""
        return hashlib.sha256(self.original).hexdigest() if self.original else ""


def attach_to_draft(
    draft: Draft, upload: UploadedFile, *, office: Office | None = None, at: datetime
) -> DraftFile:
    """Store an uploaded file in the draft. FileRefusedError: the draft is unchanged."""
    name = filetypes.sanitize_filename(upload.name or "")
    _check_name_and_size(name, upload.size or 0, draft.files.count())
    with _refuse_on_os_error(name):
        return _store(draft, sanitize_upload(upload, office), at)


@contextmanager
def _refuse_on_os_error(name: str) -> Iterator[None]:
    """Refuse with reason "later" when the disk is full or the sanitizer cannot be started."""
    try:
        yield
    except OSError as error:
        log.error("a file cannot be stored: %s", error.strerror)
        raise FileRefusedError("later", name) from error


def sanitize_upload(upload: UploadedFile, office: Office | None = None) -> SanitizedFile:
    """Scan and rewrite an uploaded file; FileRefusedError when it is not acceptable."""
    name = filetypes.sanitize_filename(upload.name or "")
    data = upload.read(settings.ATTACHMENT_MAX_BYTES + 1)
    try:
        kind = filetypes.detect_kind(name, data)
        scan = antivirus.scan(data)
        if scan == antivirus.INFECTED:
            raise FileRefusedError("infected", name)
        data, original = _rewrite(kind, data, keep_original=keeps_originals(office))
    except filetypes.FileRejectedError as error:
        raise FileRefusedError(error.reason, name) from error
    if kind == "heic":  # JPEG opens in every browser and office program
        kind = "jpg"
    return SanitizedFile(filetypes.rename(name, kind), kind, data, scan, original)


def keeps_originals(office: Office | None) -> bool:
    """Return whether signed files are taken there; not while no office is chosen."""
    return office is not None and office.keep_originals


def _rewrite(kind: str, data: bytes, *, keep_original: bool) -> tuple[bytes, bytes]:
    """Return the rewritten file, and the signed one that was sent if it is to be kept."""
    try:
        return run_sanitizer(kind, data), b""
    except filetypes.FileRejectedError as error:
        if error.reason != "signed" or not keep_original:
            raise
    return run_sanitizer(kind, data, drop_signature=True), data


def add_to_appeal(appeal: Appeal, upload: UploadedFile, *, at: datetime) -> Attachment:
    """Add a file to a registered appeal. FileRefusedError, ValidationError: it is not accepted."""
    name = filetypes.sanitize_filename(upload.name or "")
    attachments = appeal.attachments.filter(by_staff=False).exclude(scan=antivirus.INFECTED)
    _check_name_and_size(name, upload.size or 0, attachments.count())
    with _refuse_on_os_error(name):
        file = build_new_file(upload, appeal.office)
        with delete_files_on_error() as stored, transaction.atomic():
            # Sanitizing takes time: of two files sent at once, the second must count the first.
            Appeal.objects.select_for_update().get(pk=appeal.pk)
            _check_room(attachments, file.name, file.digest, file.size + len(file.original))
            stored.append(lifecycle.add_document(appeal, file, at=at))
    return stored[0]


def build_new_file(upload: UploadedFile, office: Office | None) -> NewFile:
    """Return the sanitized upload for a new appeal. FileRefusedError: it is not accepted."""
    file = sanitize_upload(upload, office)
    return NewFile(
        name=file.name,
        mime=filetypes.MIME_TYPES[file.kind],
        size=len(file.data),
        digest=file.digest,
        scan=file.scan,
        content=io.BytesIO(file.data),
        original=file.original,
        original_digest=file.original_digest,
    )


def sanitize_staff_upload(upload: UploadedFile, office: Office | None) -> NewFile:
    """Return the sanitized upload of a member of staff. ValidationError: it is not accepted."""
    name = filetypes.sanitize_filename(upload.name or "")
    try:
        _check_name_and_size(name, upload.size or 0, 0)
        with _refuse_on_os_error(name):
            return build_new_file(upload, office)
    except FileRefusedError as error:
        raise ValidationError(error.message) from error


set_file_cleaner(sanitize_staff_upload)


def run_sanitizer(kind: str, data: bytes, *, drop_signature: bool = False) -> bytes:
    """Rewrite a file with core/uploads/sanitize.py in a child process with resource limits."""
    command = [sys.executable, "-I", "-c", SANITIZER_CODE, str(settings.BASE_DIR), kind]
    if drop_signature:
        command.append("drop-signature")
    try:
        child = subprocess.run(
            command, input=data, capture_output=True, timeout=SANITIZER_TIMEOUT, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise filetypes.FileRejectedError("bomb") from error
    if child.returncode == 0 and child.stdout:
        return child.stdout
    reason = child.stderr.decode("utf-8", "replace").strip()
    if child.returncode < 0:  # killed by the system: it exceeded its limits
        reason = "bomb"
    if reason not in REASONS:
        log.error("sanitizing a %s failed with status %s", kind, child.returncode)
        reason = "broken"
    raise filetypes.FileRejectedError(reason)


def _check_name_and_size(name: str, size: int, count: int) -> None:
    if size == 0:
        raise FileRefusedError("empty", name)
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise FileRefusedError("big", name)
    if count >= settings.ATTACHMENT_MAX_COUNT:
        raise FileRefusedError("count", name)
    if filetypes.get_extension(name) not in filetypes.EXTENSIONS:
        raise FileRefusedError("type", name)


def _check_room(stored: QuerySet, name: str, digest: str, size: int) -> None:
    """Refuse a duplicate or one file too many; call it while their owner's row is locked."""
    if stored.filter(digest=digest).exists():
        raise FileRefusedError("twice", name)
    if stored.count() >= settings.ATTACHMENT_MAX_COUNT:
        raise FileRefusedError("count", name)
    total = stored.aggregate(total=Sum(F("size") + F("original_size")))["total"] or 0
    if total + size > settings.ATTACHMENT_MAX_TOTAL_BYTES:
        raise FileRefusedError("total", name)


@transaction.atomic
def _store(draft: Draft, file: SanitizedFile, at: datetime) -> DraftFile:
    """Store the file; the limits are checked again while the draft is locked."""
    row = Draft.objects.select_for_update().get(pk=draft.pk)
    if row.result:
        raise drafts.AlreadySentError
    name = file.name
    _check_room(row.files.all(), name, file.digest, len(file.data) + len(file.original))
    stored = DraftFile(
        draft=row,
        name=name,
        mime=filetypes.MIME_TYPES[file.kind],
        size=len(file.data),
        digest=file.digest,
        scan=file.scan,
        added_at=at,
    )
    stored.file.save(name, ContentFile(file.data), save=False)
    try:
        stored.seal(file.original, file.original_digest)
        stored.save()
    except BaseException:
        stored.file.delete(save=False)
        stored.original.delete(save=False)
        raise
    return stored
