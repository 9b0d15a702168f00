"""Closing, withdrawing and reopening an appeal.

An appeal is closed without an answer by two people: one proposes it, a head of the office or of an
office above confirms. Until then the state and the terms go on and the applicant gets no letter.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals import deadlines, reconsideration
from appeals.lifecycle.transition import lock_appeal, require_text, save_act
from appeals.models import Appeal, Event
from appeals.states import WITHOUT_ANSWER, Act, CloseReason

# The field "name" is required: how a letter that nobody signed is registered.
UNSIGNED_NAMES = frozenset({
    "аноним", "анонимно", "анонимді", "белгісіз", "қолы жоқ", "қол қойылмаған", "аты-жөні жоқ",
    "неизвестный", "неизвестно", "без подписи", "без имени", "anonymous", "unknown", "unsigned",
})  # fmt: skip


def close(appeal: Appeal, *, why: str = "", by, at: datetime) -> Appeal:
    """Close the appeal after its answer."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.CLOSE, by)
        appeal.closed_at, appeal.close_reason = at, CloseReason.DONE
        data = {"reason": CloseReason.DONE}
        return save_act(appeal, Act.CLOSE, by=by, at=at, why=why.strip(), data=data)


def is_unsigned(appeal: Appeal) -> bool:
    """Return whether nobody is named as the applicant: no name, organisation or IIN."""
    name = " ".join(appeal.name.casefold().split()).strip(".")
    named = appeal.organisation.strip() or appeal.id_number
    return not named and (name in UNSIGNED_NAMES or not any(char.isalpha() for char in name))


def reasons_without_answer(appeal: Appeal) -> list[CloseReason]:
    """Return the reasons for which the appeal may be closed without an answer."""
    unsigned = is_unsigned(appeal)
    return [each for each in WITHOUT_ANSWER if each != CloseReason.ANONYMOUS or unsigned]


def close_proposal(appeal: Appeal) -> Event | None:
    """Return the journal entry of the proposal to close that waits for a head, or None."""
    if not appeal.proposed_close_reason:
        return None
    proposals = appeal.events.filter(act=Act.PROPOSE_CLOSE).select_related("by", "appeal")
    return proposals.order_by("-pk").first()


def propose_close(appeal: Appeal, reason: str, *, why: str, by, at: datetime) -> Appeal:
    """Propose to close the appeal without an answer, for a legal reason given in words."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.PROPOSE_CLOSE, by)
        if appeal.proposed_close_reason:
            raise ValidationError(_("Closing is proposed already and waits for a head."))
        if reason == CloseReason.ANONYMOUS and not is_unsigned(appeal):
            raise ValidationError({"reason": _(
                "The appeal has a name, so it is not anonymous. An unsigned letter is registered "
                "under the name “Anonymous”."
            )})  # fmt: skip
        if reason not in WITHOUT_ANSWER:
            raise ValidationError({"reason": _("Choose a reason that fits.")})
        appeal.proposed_close_reason = reason
        return save_act(
            appeal, Act.PROPOSE_CLOSE, by=by, at=at, why=require_text(why, "why"),
            data={"reason": reason}, public=False,
        )  # fmt: skip


def confirm_close(appeal: Appeal, *, seen: int, by, at: datetime) -> Appeal:
    """Close the appeal as proposed; `by` is another person than the proposer.

    `seen` is the id of the proposal that `by` has read.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.CONFIRM_CLOSE, by)
        proposal = _require_proposal(appeal, seen)
        if proposal.by_id == by.pk:
            raise ValidationError(_("You proposed this closing: another head confirms it."))
        reason = appeal.proposed_close_reason
        appeal.closed_at, appeal.close_reason = at, reason
        return save_act(
            appeal, Act.CONFIRM_CLOSE, by=by, at=at, why=proposal.why, data={"reason": reason}
        )


def decline_close(appeal: Appeal, *, seen: int, why: str, by, at: datetime) -> Appeal:
    """Decline the proposal `seen`, with a reason for its author; the appeal goes on."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.DECLINE_CLOSE, by)
        _require_proposal(appeal, seen)
        if not why.strip():
            raise ValidationError({"why": _("Write why the appeal is not closed.")})
        return save_act(appeal, Act.DECLINE_CLOSE, by=by, at=at, why=why.strip(), public=False)


def _require_proposal(appeal: Appeal, seen: int) -> Event:
    """Return the proposal that waits. ValidationError: there is none, or not the one seen."""
    proposal = close_proposal(appeal)
    if proposal is None:
        raise ValidationError(_("No closing is proposed, or it was decided meanwhile."))
    if proposal.pk != seen:
        raise ValidationError(_("The proposal was replaced meanwhile. Read the new one."))
    return proposal


def withdraw(appeal: Appeal, *, why: str = "", by=None, at: datetime) -> Appeal:
    """Withdraw the appeal before it is answered: the applicant's own act, on the status page.

    What staff hear by phone or on paper is proposed and confirmed, as any closing.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.WITHDRAW, by)
        appeal.closed_at, appeal.close_reason = at, CloseReason.WITHDRAWN
        return save_act(appeal, Act.WITHDRAW, by=by, at=at, why=why.strip())


def reopen(appeal: Appeal, *, why: str, by, at: datetime) -> Appeal:
    """Reopen the appeal on a complaint about the answer: a new full term runs from `at`.

    A short answer given before is not given again; one that was not given is due anew.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.REOPEN, by)
        days = deadlines.term_dates(at, appeal.office)
        appeal.counted_from, appeal.due_on, appeal.extended = days.counted_from, days.full, False
        appeal.working_week = appeal.office.working_week
        if appeal.short_answered_at is None:
            appeal.short_due_on = days.short
        appeal.answered_at = appeal.closed_at = None
        appeal.close_reason = ""
        if reconsideration.is_pending(appeal):
            appeal.asked_again_decided_at = at
        return save_act(
            appeal, Act.REOPEN, by=by, at=at, why=require_text(why, "why"),
            data={"due_on": days.full.isoformat()},
        )  # fmt: skip
