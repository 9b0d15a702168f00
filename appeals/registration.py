"""Check a new appeal and store it with its points and files.

The caller (lifecycle.register) gives the number, holds the transaction and writes the journal.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from appeals import numbers, routing
from appeals.appeal_fields import NewAppeal, NewFile, stored_values
from appeals.deadlines import TermDates, term_dates
from appeals.models import Appeal, Attachment, Point
from appeals.models.appeal import ApplicantKind
from appeals.secret_code import set_secret
from core.ledger.sealing import new_salt
from services.models import Office
from services.office_tree import regions

MAX_POINTS = 20


def clean_points(new: NewAppeal) -> list[str]:
    """Return the points without blanks around them, the empty ones left out.

    ValidationError names every field of `new` that is missing or wrong.
    """
    points = [text.strip() for text in new.points if text.strip()]
    errors: dict[str, str] = {}
    if not points:
        errors["points"] = _("Write what the appeal is about.")
    if len(points) > MAX_POINTS:
        errors["points"] = _("An appeal has at most %(most)s points.") % {"most": MAX_POINTS}
    if not new.name.strip():
        errors["name"] = _("Write the name of the applicant.")
    if new.applicant_kind == ApplicantKind.ORGANISATION and not new.organisation.strip():
        errors["organisation"] = _("Write the name of the organisation.")
    if not new.office.active:
        errors["office"] = _("This office does not take appeals now. Choose another one.")
    if new.official and new.official.office_id != new.office.pk:
        errors["official"] = _("This person does not receive in that office.")
    if errors:
        raise ValidationError(errors)
    return points


def compose_matter(introduction: str, points: list[str]) -> str:
    """Return the introduction and the numbered points as one text; a single point has no number."""
    if len(points) == 1:
        body = points[0]
    else:
        body = "\n\n".join(f"{number}. {text}" for number, text in enumerate(points, 1))
    introduction = introduction.strip()
    if not introduction or introduction == body:
        return body
    return f"{introduction}\n\n{body}"


@dataclass(frozen=True)
class Prepared:
    """What is computed of an appeal before it is registered: its dates and who should consider."""

    days: TermDates
    suggestion: routing.Suggestion


def prepare(new: NewAppeal, at: datetime) -> Prepared:
    """Compute the dates of `new` and suggest who should consider it.

    It may compare hundreds of past appeals: call it outside the registering transaction, since all
    registrations under the code of the office wait while the number row is locked. The regions are
    read here too: within a transaction nothing is kept for the next one.
    """
    regions()
    return Prepared(term_dates(at, new.office), _suggest_routing(new))


def _suggest_routing(new: NewAppeal) -> routing.Suggestion:
    points = [text.strip() for text in new.points if text.strip()]
    return routing.suggest(
        f"{new.subject}\n{compose_matter(new.matter, points)}",
        topic=new.topic,
        place=new.place,
        office=new.office,
        language=new.language,
    )


def create_appeal(
    new: NewAppeal,
    points: list[str],
    *,
    number: str,
    secret: str,
    prepared: Prepared,
    at: datetime,
) -> Appeal:
    """Store the appeal and its points. Call it inside the registering transaction."""
    days = prepared.days
    appeal = Appeal(
        **stored_values(new),
        number=number,
        draft_token=numbers.token_digests(new.draft_token)[0] if new.draft_token else None,
        matter=compose_matter(new.matter, points),
        suggestion=prepared.suggestion.as_json(),
        registered_at=at,
        counted_from=days.counted_from,
        working_week=new.office.working_week,
        short_due_on=days.short,
        due_on=days.full,
        ledger_salt=new_salt(),
    )
    set_secret(appeal, secret)
    appeal.save(force_insert=True)
    Point.objects.bulk_create(
        Point(appeal=appeal, number=number, text=text) for number, text in enumerate(points, 1)
    )
    return appeal


def create_attachment(
    appeal: Appeal, file: NewFile, stored: list[Attachment], *, at: datetime, by_staff: bool = False
) -> Attachment:
    """Store a file of the appeal under a random name.

    The attachment is added to `stored` before its row is written (see delete_files_on_error).
    """
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
    stored.append(attachment)
    attachment.seal(file.original, file.original_digest)
    attachment.save()
    return attachment


def find_registered(draft_token: str | None) -> Appeal | None:
    """Return the appeal already registered from this draft, or None."""
    if not draft_token:
        return None
    return Appeal.objects.filter(draft_token__in=numbers.token_digests(draft_token)).first()


# The package that reads, scans and rewrites uploads registers itself here: the staff form needs it
# too, and this package may not import it.
FileCleaner = Callable[[UploadedFile, Office | None], NewFile]
_file_cleaners: list[FileCleaner] = []


def set_file_cleaner(cleaner: FileCleaner) -> None:
    """Register `cleaner` for the uploads of staff; it raises ValidationError for a refused file."""
    _file_cleaners[:] = [cleaner]


def clean_file(upload: UploadedFile, office: Office | None) -> NewFile:
    """Return the upload as `office` may store it. ValidationError, in words: it is refused."""
    if not _file_cleaners:
        raise ValidationError(_("Files can't be added here now."))
    return _file_cleaners[0](upload, office)


@contextmanager
def delete_files_on_error() -> Iterator[list[Attachment]]:
    """Delete the files of the yielded list from the disk when the block fails."""
    stored: list[Attachment] = []
    try:
        yield stored
    except BaseException:
        for attachment in stored:
            attachment.file.delete(save=False)
            attachment.original.delete(save=False)
        raise
