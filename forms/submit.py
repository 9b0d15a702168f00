"""The hand-over: a citizen's words become an appeal or a booking, once, and the draft is emptied.

The draft's token is the key that makes a repeated sending harmless: a double click, a second tab
and a broken line all end on the one receipt.
"""

from contextlib import ExitStack
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.db import transaction

from appeals import lifecycle, numbers
from appeals.appeal_fields import NewAppeal, NewFile, citizen_field_names
from appeals.models import Appeal
from appeals.registration import delete_files_on_error, suggest_routing
from forms import guard
from forms.drafts import forget_file
from forms.models import Draft
from services.booking import lifecycle as counter
from services.models import Booking

Answers = dict[str, dict[str, Any]]  # step → its cleaned data


def send_appeal(draft: Draft, answers: Answers, *, owner: str, at: datetime) -> str:
    """Register the appeal of `draft`; its number. Sent before: the number given then.

    `owner` marks the browser that may see the secret (receipts.py). ValidationError: the appeal
    cannot be taken as it is; the draft is then untouched.
    """
    new = new_appeal(draft, answers, at)
    suggestion = suggest_routing(new)  # slow: before any row is locked
    with delete_files_on_error() as stored, transaction.atomic(), ExitStack() as opened:
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.result:
            return row.result
        new.files = [
            NewFile(
                name=each.name,
                mime=each.mime,
                size=each.size,
                digest=each.digest,
                scan=each.scan,
                content=cast("BinaryIO", opened.enter_context(each.file.open("rb"))),
            )
            for each in row.files.all()
        ]
        done = lifecycle.register(new, by=None, at=at, suggestion=suggestion)
        if done.new:
            stored.extend(done.appeal.attachments.all())
        _empty(row, done.appeal.number, owner, at)
    return done.appeal.number


def new_appeal(draft: Draft, answers: Answers, at: datetime) -> NewAppeal:
    """Return the answers of all steps as an appeal to register, without its files.

    KeyError: no step asks for a field that the citizen enters.
    """
    entered = {name: value for step in answers.values() for name, value in step.items()}
    agreed: dict[str, Any] = guard.agreed("processing", draft.language, at)
    if entered["publication"]:
        agreed["publication"] = guard.agreed("publication", draft.language, at)
    return NewAppeal(
        **{name: entered[name] for name in citizen_field_names()},
        language=draft.language,
        consent_processing=agreed,
        consent_publication=entered["publication"],
        draft_token=draft.token,
    )


def send_booking(draft: Draft, answers: Answers, *, owner: str, at: datetime) -> str:
    """Book the chosen time; the ticket's number. Sent before: the number given then.

    services.booking.BookingRefusedError: somebody was quicker, or a rule forbids it.
    """
    with transaction.atomic():
        row = Draft.objects.select_for_update().get(pk=draft.pk)
        if row.result:
            return row.result
        person = answers["person"]
        booked = counter.book(
            official=answers["official"]["official"],
            starts_at=answers["hour"]["hour"],
            name=person["name"],
            phone=person["phone"],
            email=person["email"],
            subject=person["subject"],
            by_video=person["by_video"],
            needs_help=person["needs_help"],
            language=row.language,
            draft_token=row.token,
            secret=numbers.secret_for_draft(row.token),
            at=at,
        )
        _empty(row, booked.booking.number, owner, at)
    return booked.booking.number


def _empty(row: Draft, number: str, owner: str, at: datetime) -> None:
    """Nothing that was typed stays here: only which number it became, when and in whose browser."""
    row.result, row.owner, row.data = number, owner, {"sent_at": at.isoformat()}
    row.changed_at, row.code_digest = at, ""
    row.save()
    for each in row.files.all():
        forget_file(each)


def appeal_of(draft: Draft) -> Appeal | None:
    """The appeal that a sent draft became."""
    return Appeal.objects.select_related("office", "kind").filter(number=draft.result).first()


def booking_of(draft: Draft) -> Booking | None:
    """The booking that a sent draft became."""
    rows = Booking.objects.select_related("office", "official")
    return rows.filter(number=draft.result).first()
