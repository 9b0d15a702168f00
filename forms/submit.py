"""Turn a complete draft into an appeal or a booking, exactly once, and empty the draft.

The draft's token makes a repeated submission harmless: a double click, a second tab and a retry
after a broken connection all lead to the same receipt.
"""

from contextlib import ExitStack
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.db import transaction

from appeals import lifecycle, numbers
from appeals.appeal_fields import NewAppeal, NewFile, citizen_field_names
from appeals.models import Appeal
from appeals.registration import delete_files_on_error, prepare
from forms import drafts
from forms.consents import consent_record
from forms.models import Draft, DraftFile
from services.booking import lifecycle as booking_lifecycle
from services.models import Booking

Answers = dict[str, dict[str, Any]]  # step → its cleaned data


def submit_appeal(draft: Draft, answers: Answers, *, owner: str, at: datetime) -> str:
    """Register the appeal of `draft` and return its number; a sent draft returns the same number.

    `owner` is the hashed key of the browser that may see the secret (visible_secret.py).
    ValidationError: the appeal cannot be registered as it is; the draft is then unchanged.
    """
    new = build_appeal(draft, answers, at)
    prepared = prepare(new, at)  # slow: before any row is locked
    with delete_files_on_error() as stored, transaction.atomic(), ExitStack() as opened:
        row = drafts.lock_to_send(draft, last_step=[*answers][-1])
        if row.result:
            return row.result
        files = list(row.files.all())
        new.files = [
            NewFile(
                name=file.name,
                mime=file.mime,
                size=file.size,
                digest=file.digest,
                scan=file.scan,
                content=cast("BinaryIO", opened.enter_context(file.file.open("rb"))),
                original=file.original.read() if file.original else b"",
                original_digest=file.original_digest,
            )
            for file in files
        ]
        done = lifecycle.register(new, by=None, at=at, prepared=prepared)
        if done.new and files:
            stored.extend(done.appeal.attachments.all())
        _empty_draft(row, files, done.appeal.number, owner, at)
    return done.appeal.number


def build_appeal(draft: Draft, answers: Answers, at: datetime) -> NewAppeal:
    """Return the answers of all steps as an appeal to register, without its files.

    KeyError: no step asks for a field that the citizen enters.
    """
    entered = {name: value for step in answers.values() for name, value in step.items()}
    consent: dict[str, Any] = consent_record("processing", draft.language, at)
    if entered["publication"]:
        consent["publication"] = consent_record("publication", draft.language, at)
    return NewAppeal(
        **{name: entered[name] for name in citizen_field_names()},
        consent_processing=consent,
        consent_publication=entered["publication"],
        draft_token=draft.token,
    )


def submit_booking(draft: Draft, answers: Answers, *, owner: str, at: datetime) -> str:
    """Book the chosen time and return the ticket's number; a sent draft returns the same number.

    services.booking.lifecycle.BookingRefusedError: the time was taken, or a rule forbids it.
    """
    with transaction.atomic():
        row = drafts.lock_to_send(draft, last_step=[*answers][-1])
        if row.result:
            return row.result
        person = dict(answers["person"])
        agreed = person.pop("needs_consent", False) and person["needs_help"]
        done = booking_lifecycle.book(
            official=answers["official"]["official"],
            starts_at=answers["hour"]["hour"],
            **person,
            consent=consent_record("booking", row.language, at) if agreed else {},
            language=row.language,
            draft_token=row.token,
            secret=numbers.secret_for_draft(row.token),
            at=at,
        )
        _empty_draft(row, [], done.booking.number, owner, at)
    return done.booking.number


def _empty_draft(row: Draft, files: list[DraftFile], number: str, owner: str, at: datetime) -> None:
    """Delete everything typed; keep only the number, the moment and the browser of the sending."""
    row.result, row.owner, row.data = number, owner, {"sent_at": at.isoformat()}
    row.changed_at, row.code_digest = at, ""
    row.save()
    for file in files:
        drafts.delete_file(file)


def find_appeal(draft: Draft) -> Appeal | None:
    """Return the appeal that a sent draft became."""
    return Appeal.objects.select_related("office", "kind").filter(number=draft.result).first()


def find_booking(draft: Draft) -> Booking | None:
    """Return the booking that a sent draft became."""
    bookings = Booking.objects.select_related("office", "official")
    return bookings.filter(number=draft.result).first()
