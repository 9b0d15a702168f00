"""Anonymising of a case that has ended: what tells of a person goes, what figures need stays.

Names, contact, IIN, address, texts, files, letters and drafts go, also the free words of the
journal and the salt of its digests. Number, dates, states, office, kind, decisions, stars and
digests stay: so no figure changes, and the journal still shows every change of what is left
(journal.digest_entries). A published answer stays: it was redacted, and the applicant agreed.
"""

from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from appeals import access, journal, reconsideration, states
from appeals.models import (
    Appeal,
    Attachment,
    Point,
    PublishedAnswer,
    Rating,
    RecoveryCode,
    Reply,
    ReplyPoint,
)
from appeals.states import Act, State
from core import outbox
from core.storage import delete_files, get_private_storage
from services.booking.anonymise import anonymise_booking

# Sent in the transaction, with `appeal` and `at`: packages above delete what they keep of it.
anonymised = Signal()

PERSONAL_COLUMNS = (
    "subject", "matter", "place", "name", "patronymic", "organisation", "id_number",
    "postal_address", "phone", "email",
)  # fmt: skip


def anonymise(appeal: Appeal, *, by=None, at: datetime) -> Appeal:
    """Anonymise an ended case, once; `by` None is the portal, when the term of keeping is over.

    ValidationError: the case is open or on hold, or a request for reconsideration waits.
    PermissionDenied: `by` is no head of the office.
    """
    with transaction.atomic():
        rows = Appeal.objects.select_for_update(of=("self",)).select_related("office", "visit")
        appeal = rows.get(pk=appeal.pk)
        if by is not None:
            access.require_permission(by, Act.ANONYMISE, appeal.office)
        if appeal.anonymised_at:
            return appeal
        _check_may_be_anonymised(appeal)
        _empty_texts(appeal)
        files = _empty_files(appeal)
        outbox.delete_letters([appeal.number])
        if appeal.visit is not None:
            anonymise_booking(appeal.visit, at=at)
        anonymised.send(Appeal, appeal=appeal, at=at)
        _empty_row(appeal, at)
        _record(appeal, by, at)
        transaction.on_commit(partial(delete_files, get_private_storage(), files))
    return appeal


def _check_may_be_anonymised(appeal: Appeal) -> None:
    if not states.is_allowed(appeal.state, Act.ANONYMISE):
        raise ValidationError(
            _("The appeal is now “%(state)s”: only a case that has ended can be anonymised.")
            % {"state": State(appeal.state).label}
        )
    if appeal.hold_reason:
        raise ValidationError(_("The case is on hold: %(why)s") % {"why": appeal.hold_reason})
    if reconsideration.is_pending(appeal):
        raise ValidationError(
            _("The applicant has asked for reconsideration: the head has to decide first.")
        )


def _empty_texts(appeal: Appeal) -> None:
    Point.objects.filter(appeal=appeal).update(text="")
    Reply.objects.filter(appeal=appeal).update(text="")
    ReplyPoint.objects.filter(reply__appeal=appeal).update(text="")
    Rating.objects.filter(appeal=appeal).update(comment="")
    RecoveryCode.objects.filter(appeal=appeal).delete()
    answers = PublishedAnswer.objects.filter(reply__appeal=appeal)
    answers.exclude(stage=PublishedAnswer.Stage.PUBLISHED).update(
        title="", question="", answer="", excuses={}, why=""
    )


def _empty_files(appeal: Appeal) -> list[str]:
    """Leave size, type and digest of each file; return the names of the files to delete."""
    attachments = list(appeal.attachments.all())
    names = [name for attachment in attachments for name in attachment.stored_names()]
    Attachment.objects.filter(appeal=appeal).update(name="", file="", original="")
    return names


def _empty_row(appeal: Appeal, at: datetime) -> None:
    for column in PERSONAL_COLUMNS:
        setattr(appeal, column, "")
    appeal.suggestion, appeal.draft_token = {}, None  # its reasons quote the matter
    appeal.ledger_salt = ""  # so nobody can guess words from the digests in the public ledger
    appeal.anonymised_at = at
    appeal.save()


def _record(appeal: Appeal, by, at: datetime) -> None:
    appeal.events.update(why="")
    entries = journal.digest_entries(appeal.events.order_by("pk"))
    journal.write_entry(
        appeal, Act.ANONYMISE, by=by, at=at, from_state=appeal.state, data={"entries": entries}
    )
