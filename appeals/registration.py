"""What an appeal is made of when it comes in, from whichever door: the portal, a desk, a phone."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from appeals import numbers, routing
from appeals.deadlines import Dates
from appeals.models import Appeal, AppealKind, Attachment, Point
from appeals.models.appeal import ApplicantKind, Channel
from core import access_codes
from services.models import Booking, Office, Official, Topic

MOST_POINTS = 20


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file already checked and cleaned; `content` is open and read from its start."""

    name: str
    mime: str
    size: int
    digest: str
    scan: str  # Attachment.Scan
    content: BinaryIO | File


@dataclass(kw_only=True)
class NewAppeal:
    """Every field of the form. `points` are the numbered matters, one at least.

    `draft_token` makes the hand-over safe to repeat: the same token is the same appeal.
    """

    kind: AppealKind
    topic: Topic
    office: Office
    language: str
    name: str
    points: list[str]
    matter: str = ""  # introduction; the points alone when empty
    subject: str = ""
    place: str = ""
    channel: str = Channel.PORTAL
    applicant_kind: str = ApplicantKind.PERSON
    patronymic: str = ""
    organisation: str = ""
    id_number: str = ""
    postal_address: str = ""
    phone: str = ""
    email: str = ""
    files: list[NewFile] = field(default_factory=list)
    consent_processing: dict = field(default_factory=dict)  # text version, its hash, when
    consent_publication: bool = False
    draft_token: str | None = None
    visit: Booking | None = None
    official: Official | None = None


COPIED = [
    "kind",
    "topic",
    "office",
    "language",
    "subject",
    "place",
    "channel",
    "applicant_kind",
    "name",
    "patronymic",
    "organisation",
    "id_number",
    "postal_address",
    "phone",
    "email",
    "consent_processing",
    "consent_publication",
    "visit",
    "official",
]


def check(words: NewAppeal) -> list[str]:
    """The points as they will be kept. ValidationError names each field that is missing."""
    points = [text.strip() for text in words.points if text.strip()]
    errors: dict[str, str] = {}
    if not points:
        errors["points"] = _("Write what the appeal is about.")
    if len(points) > MOST_POINTS:
        errors["points"] = _("An appeal has at most %(most)s points.") % {"most": MOST_POINTS}
    if not words.name.strip():
        errors["name"] = _("Write the name of the applicant.")
    if words.applicant_kind == ApplicantKind.ORGANISATION and not words.organisation.strip():
        errors["organisation"] = _("Write the name of the organisation.")
    if not words.office.active:
        errors["office"] = _("This office does not take appeals now. Choose another one.")
    if words.official and words.official.office_id != words.office.pk:
        errors["official"] = _("This person does not receive in that office.")
    if errors:
        raise ValidationError(errors)
    return points


def text_of(matter: str, points: list[str]) -> str:
    """The whole text: the introduction and the numbered points; one point stands as it is."""
    if len(points) == 1:
        body = points[0]
    else:
        body = "\n\n".join(f"{number}. {text}" for number, text in enumerate(points, 1))
    matter = matter.strip()
    if not matter or matter == body:
        return body
    return f"{matter}\n\n{body}"


def store(
    words: NewAppeal, points: list[str], *, number: str, secret: str, days: Dates, at: datetime
) -> Appeal:
    """Write the appeal and its points. Call inside the registering transaction."""
    values = {name: getattr(words, name) for name in COPIED}
    matter = text_of(words.matter, points)
    suggestion = routing.suggest(
        f"{words.subject}\n{matter}",
        topic=words.topic,
        place=words.place,
        office=words.office,
        language=words.language,
    )
    appeal = Appeal.objects.create(
        **values,
        number=number,
        secret_hash=access_codes.digest(secret),
        draft_token=numbers.token_marks(words.draft_token)[0] if words.draft_token else None,
        matter=matter,
        suggestion=suggestion.as_json(),
        registered_at=at,
        counted_from=days.counted_from,
        short_due_on=days.short,
        due_on=days.full,
    )
    Point.objects.bulk_create(
        Point(appeal=appeal, number=each, text=text) for each, text in enumerate(points, 1)
    )
    return appeal


def attach(
    appeal: Appeal, file: NewFile, kept: list[Attachment], *, at: datetime, by_staff: bool = False
) -> Attachment:
    """Keep a file of the appeal under a name of ours; `kept` is told before the row is written."""
    file.content.seek(0)
    attachment = Attachment(
        appeal=appeal,
        name=file.name,
        mime=file.mime,
        size=file.size,
        digest=file.digest,
        scan=file.scan,
        by_staff=by_staff,
        added_at=at,
    )
    attachment.file.save(uuid.uuid4().hex, File(file.content), save=False)
    kept.append(attachment)
    attachment.save()
    return attachment


def earlier(draft_token: str | None) -> Appeal | None:
    """The appeal already made from this draft."""
    if not draft_token:
        return None
    return Appeal.objects.filter(draft_token__in=numbers.token_marks(draft_token)).first()


# The door that reads, scans and rewrites a file names itself here: a desk needs it too, and this
# room may not know its doors.
_cleaners: list[Callable[[UploadedFile], NewFile]] = []


def clean_files_with(cleaner: Callable[[UploadedFile], NewFile]) -> None:
    """Let `cleaner` make every upload of the desk safe; it raises ValidationError when it can't."""
    _cleaners[:] = [cleaner]


def cleaned(upload: UploadedFile) -> NewFile:
    """The upload as it may be kept. ValidationError, in words: it may not."""
    if not _cleaners:
        raise ValidationError(_("Files can't be added here now."))
    return _cleaners[0](upload)


@contextmanager
def rolled_back_with() -> Iterator[list[Attachment]]:
    """Files written in a deed that fails are removed from the disk with it."""
    kept: list[Attachment] = []
    try:
        yield kept
    except BaseException:
        for attachment in kept:
            attachment.file.delete(save=False)
        raise
