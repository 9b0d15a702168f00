"""Every act on an appeal. The only module that writes Appeal.state.

Each function has one shape, in one transaction with the appeal's row locked: check permission →
change → journal → notify. `by` is the member of staff, or None for the citizen who showed number
and secret; `at` is the moment.

PermissionDenied: the act belongs to another office or role. ValidationError: it is not possible in
this state, or a field is wrong; its messages are for the person who asked.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import (
    access,
    deadlines,
    journal,
    notifications,
    numbers,
    registration,
    routing,
    states,
)
from appeals.appeal_fields import NewAppeal, NewFile
from appeals.models import Appeal, Attachment, Point, Rating, Reply, ReplyPoint
from appeals.models.reply import Decision
from appeals.states import Act, CloseReason, State
from core.workdays.source import working_calendar
from services.models import Body, Office


@dataclass(frozen=True)
class Registration:
    """The result of `register`: the appeal, its secret, and whether this call created it."""

    appeal: Appeal
    secret: str
    new: bool = True


@dataclass(frozen=True)
class PointAnswer:
    """The answer to one numbered point."""

    number: int
    text: str
    decision: str  # Decision


def register(
    new: NewAppeal, *, by, at: datetime, suggestion: routing.Suggestion | None = None
) -> Registration:
    """Register an appeal: number, terms, routing suggestion, journal, letter.

    Repeating it with the same draft token returns the same number and secret and creates nothing.
    A caller that holds a transaction passes the `suggestion` computed before it: see
    registration.suggest_routing.
    """
    points = registration.clean_points(new)
    access.require_permission(by, Act.REGISTER, new.office)
    secret = numbers.secret_for_draft(new.draft_token)
    suggestion = suggestion or registration.suggest_routing(new)
    try:
        with registration.delete_files_on_error() as stored, transaction.atomic():
            number = numbers.next_number(new.office, at)
            registered = registration.find_registered(new.draft_token)
            if registered is not None:
                transaction.set_rollback(True)  # give the number back
                return Registration(registered, secret, new=False)
            days = deadlines.term_dates(at, new.office)
            appeal = registration.create_appeal(
                new, points, number=number, secret=secret, days=days, suggestion=suggestion, at=at
            )
            for file in new.files:
                registration.create_attachment(appeal, file, stored, at=at)
            _record(appeal, Act.REGISTER, by=by, at=at, data=_registration_data(appeal, new))
    except IntegrityError:
        # The same draft was registered for another office at the same moment.
        registered = registration.find_registered(new.draft_token)
        if registered is None:
            raise
        return Registration(registered, secret, new=False)
    return Registration(appeal, secret)


def _registration_data(appeal: Appeal, new: NewAppeal) -> dict:
    return {
        "channel": appeal.channel,
        "short_due_on": appeal.short_due_on.isoformat(),
        "due_on": appeal.due_on.isoformat(),
        "files": len(new.files),
    }


def route(appeal: Appeal, office: Office, *, officer=None, body: Body | None = None, why: str = "",
          by, at: datetime) -> Appeal:  # fmt: skip
    """Give the appeal to an office, to a competent body of ours and, if known, to an executor."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.ROUTE, by)
        _check_officer(officer, office)
        routing.record_outcome(appeal, body)
        data = {"office": office.pk, "from_office": appeal.office_id}
        appeal.office, appeal.officer, appeal.body = office, officer, body or appeal.body
        return _save_act(appeal, Act.ROUTE, by=by, at=at, why=why, data=data)


def assign(appeal: Appeal, officer, *, by, at: datetime) -> Appeal:
    """Change the executor within the office."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.ASSIGN, by)
        _check_officer(officer, appeal.office)
        appeal.officer = officer
        return _save_act(
            appeal, Act.ASSIGN, by=by, at=at, data={"officer": officer.pk}, public=False
        )


def start(appeal: Appeal, *, by, at: datetime) -> Appeal:
    """Begin to consider the appeal; `by` becomes its executor unless it has one."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.START, by)
        if appeal.officer_id is None:
            appeal.officer = by
        return _save_act(appeal, Act.START, by=by, at=at)


def short_answer(appeal: Appeal, text: str, *, by, at: datetime) -> Appeal:
    """Give the short answer of the third day, once: what is being done and by when."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.SHORT_ANSWER, by)
        if appeal.short_answered_at:
            raise ValidationError(_("The short answer has been given already."))
        Reply.objects.create(
            appeal=appeal, kind=Reply.Kind.SHORT, text=_required_text(text, "text"), by=by, at=at,
            signer=by.get_full_name(),
        )  # fmt: skip
        appeal.short_answered_at = at
        return _save_act(appeal, Act.SHORT_ANSWER, by=by, at=at)


def answer(appeal: Appeal, points: list[PointAnswer], *, text: str = "", decision: str = "",
           signer: str = "", by, at: datetime) -> Appeal:  # fmt: skip
    """Give the full answer: one to every point of the appeal, and `text` to all of it.

    The decision on the whole follows from the points unless it is given.
    """
    with transaction.atomic():
        appeal = _lock(appeal, Act.ANSWER, by)
        answers = _match_points(appeal, points)
        decision = decision or overall_decision([item.decision for item in points])
        reply = Reply.objects.create(
            appeal=appeal, kind=Reply.Kind.FULL, decision=decision, text=text.strip(),
            signer=signer or by.get_full_name(), by=by, at=at,
        )  # fmt: skip
        ReplyPoint.objects.bulk_create(
            ReplyPoint(reply=reply, point=point, decision=item.decision, text=item.text.strip())
            for point, item in answers
        )
        appeal.answered_at = at
        return _save_act(appeal, Act.ANSWER, by=by, at=at, data={"decision": decision})


def overall_decision(decisions: list[str]) -> str:
    """Return one decision for several points: theirs when they agree, else "in part"."""
    kinds = set(decisions)
    if len(kinds) == 1:
        return kinds.pop()
    if Decision.SATISFIED in kinds or Decision.PARTLY in kinds:
        return Decision.PARTLY
    return Decision.REFUSED


def _match_points(appeal: Appeal, answers: list[PointAnswer]) -> list[tuple[Point, PointAnswer]]:
    """Return each point with its answer. ValidationError names the points without one."""
    by_number, points = {item.number: item for item in answers}, list(appeal.points.all())
    errors = {}
    for point in points:
        item = by_number.get(point.number)
        if item is None or not item.text.strip():
            errors[f"point_{point.number}"] = _("Answer point %(number)s.") % {
                "number": point.number
            }
        elif item.decision not in Decision.values:
            errors[f"decision_{point.number}"] = _("Choose the decision on point %(number)s.") % {
                "number": point.number
            }
    if errors:
        raise ValidationError(errors)
    return [(point, by_number[point.number]) for point in points]


def forward(appeal: Appeal, body: Body | None, *, name: str = "", why: str, by, at: datetime
            ) -> Appeal:  # fmt: skip
    """Forward the appeal to the competent body (APPC art. 65); `name` for one not on the list.

    A late forwarding is recorded and marked late: the citizen must know who considers the appeal.
    """
    with transaction.atomic():
        appeal = _lock(appeal, Act.FORWARD, by)
        if body is None and not name.strip():
            raise ValidationError({"body": _("Choose or write the body it is forwarded to.")})
        routing.record_outcome(appeal, body)
        late = timezone.localdate(at) > deadlines.term_dates_from(appeal.counted_from).forward
        appeal.body = body
        appeal.forwarded_to = body.title if body else name.strip()
        appeal.closed_at = at
        return _save_act(
            appeal, Act.FORWARD, by=by, at=at, why=_required_text(why, "why"),
            data={"body": body.slug if body else "", "late": late},
        )  # fmt: skip


def extend(appeal: Appeal, until: date, *, why: str, by, at: datetime) -> Appeal:
    """Extend the term by a reasoned decision of the head, once, to two months at most (art. 76).

    Only while the term runs: a late answer does not become timely afterwards.
    """
    with transaction.atomic():
        appeal = _lock(appeal, Act.EXTEND, by)
        last = deadlines.term_dates_from(appeal.counted_from).extension
        if appeal.extended:
            raise ValidationError(_("The term has been extended already; it is done once."))
        if timezone.localdate(at) > appeal.due_on:
            raise ValidationError(
                _("The term ended on %(due)s. It can be extended only while it runs.")
                % {"due": f"{appeal.due_on:%d.%m.%Y}"}
            )
        if not appeal.due_on < until <= last:
            raise ValidationError(
                {"until": _("Choose a day after %(due)s and not after %(last)s (two months).")
                 % {"due": f"{appeal.due_on:%d.%m.%Y}", "last": f"{last:%d.%m.%Y}"}}
            )  # fmt: skip
        if not working_calendar().is_workday(until):
            raise ValidationError({"until": _("That is a day off. Choose a working day.")})
        previous, appeal.due_on, appeal.extended = appeal.due_on, until, True
        return _save_act(
            appeal, Act.EXTEND, by=by, at=at, why=_required_text(why, "why"),
            data={"from": previous.isoformat(), "to": until.isoformat()},
        )  # fmt: skip


def close(appeal: Appeal, reason: str, *, why: str = "", by, at: datetime) -> Appeal:
    """Close the appeal after the answer, or without one for a legal reason, given in words."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.CLOSE, by)
        answered = appeal.state == State.ANSWERED
        if reason not in CloseReason.values or (reason == CloseReason.DONE) != answered:
            raise ValidationError({"reason": _("Choose a reason that fits.")})
        if not answered:
            why = _required_text(why, "why")
        appeal.closed_at, appeal.close_reason = at, reason
        return _save_act(appeal, Act.CLOSE, by=by, at=at, why=why, data={"reason": reason})


def withdraw(appeal: Appeal, *, why: str = "", by=None, at: datetime) -> Appeal:
    """Withdraw the appeal at the applicant's wish before it is answered."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.WITHDRAW, by)
        appeal.closed_at, appeal.close_reason = at, CloseReason.WITHDRAWN
        return _save_act(appeal, Act.WITHDRAW, by=by, at=at, why=why.strip())


def reopen(appeal: Appeal, *, why: str, by, at: datetime) -> Appeal:
    """Reopen the appeal on a complaint about the answer: a new full term runs from `at`.

    A short answer given before is not given again; one that was not given is due anew.
    """
    with transaction.atomic():
        appeal = _lock(appeal, Act.REOPEN, by)
        days = deadlines.term_dates(at, appeal.office)
        appeal.counted_from, appeal.due_on, appeal.extended = days.counted_from, days.full, False
        if appeal.short_answered_at is None:
            appeal.short_due_on = days.short
        appeal.answered_at = appeal.closed_at = None
        appeal.close_reason = ""
        return _save_act(
            appeal, Act.REOPEN, by=by, at=at, why=_required_text(why, "why"),
            data={"due_on": days.full.isoformat()},
        )  # fmt: skip


def add_document(appeal: Appeal, file: NewFile, *, by=None, at: datetime) -> Attachment:
    """Add a checked and cleaned file while the appeal is open."""
    with registration.delete_files_on_error() as stored, transaction.atomic():
        appeal = _lock(appeal, Act.ADD_DOCUMENT, by)
        attachment = registration.create_attachment(
            appeal, file, stored, at=at, by_staff=by is not None
        )
        _save_act(appeal, Act.ADD_DOCUMENT, by=by, at=at, data={"attachment": attachment.pk})
    return attachment


def remove_infected(attachment: Attachment, *, at: datetime) -> None:
    """Delete a file in which a late scan found a virus; its name stays, the applicant is told."""
    with transaction.atomic():
        rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
        appeal = rows.get(pk=attachment.appeal_id)
        current = appeal.attachments.get(pk=attachment.pk)
        if current.scan == Attachment.Scan.INFECTED:
            return
        storage, name = current.file.storage, str(current.file.name)
        current.file, current.scan = "", Attachment.Scan.INFECTED
        current.save(update_fields=["file", "scan"])
        _record(
            appeal, Act.REMOVE_FILE, by=None, at=at, from_state=appeal.state, why=current.name,
            data={"attachment": current.pk},
        )  # fmt: skip
        transaction.on_commit(lambda: storage.delete(name))


def rate(appeal: Appeal, stars: int, comment: str = "", *, by=None, at: datetime) -> Rating:
    """Rate the answer, 1 to 5, once."""
    with transaction.atomic():
        appeal = _lock(appeal, Act.RATE, by)
        if not appeal.replies.filter(kind=Reply.Kind.FULL).exists():
            raise ValidationError(_("There is no answer to rate yet."))
        if stars not in range(1, 6):
            raise ValidationError({"stars": _("Choose from 1 to 5.")})
        if Rating.objects.filter(appeal=appeal).exists():
            raise ValidationError(_("You have rated this answer already. Thank you!"))
        rating = Rating.objects.create(appeal=appeal, stars=stars, comment=comment.strip(), at=at)
        _save_act(appeal, Act.RATE, by=by, at=at, data={"stars": stars}, public=False)
    return rating


def record_act(
    appeal: Appeal, act: str, *, by, at: datetime, why: str = "", public: bool = True, **data
) -> None:
    """Write a journal entry for an act that does not change the appeal (publication)."""
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    journal.write_entry(
        locked, act, by=by, at=at, from_state=locked.state, why=why, data=data, public=public
    )  # fmt: skip


def _lock(appeal: Appeal, act: str, by) -> Appeal:
    """Return the appeal, fresh and locked, when `by` may do `act` to it now; else raise."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
    locked = rows.get(pk=appeal.pk)
    access.require_permission(by, act, locked.office)
    if not states.is_allowed(locked.state, act):
        raise ValidationError(
            _("The appeal is now “%(state)s”: this can no longer be done, or not yet.")
            % {"state": State(locked.state).label}
        )
    return locked


def _required_text(text: str, field: str) -> str:
    if not text.strip():
        raise ValidationError({field: _("Write it in a sentence or two: the applicant reads it.")})
    return text.strip()


def _check_officer(officer, office: Office) -> None:
    if officer is not None and not access.works_in(officer, office):
        raise ValidationError({"officer": _("This person does not work in that office.")})


def _save_act(
    appeal: Appeal, act: str, *, by, at: datetime, why="", data=None, public=True
) -> Appeal:
    """Save the changed appeal in the state that `act` leads to, then journal and notify."""
    from_state = appeal.state
    appeal.state = states.next_state(from_state, act)
    appeal.save()
    _record(appeal, act, by=by, at=at, from_state=from_state, why=why, data=data, public=public)
    return appeal


def _record(
    appeal: Appeal, act: str, *, by, at: datetime, from_state="", why="", data=None, public=True
) -> None:
    """Write the journal entry and the letters about it."""
    event = journal.write_entry(
        appeal, act, by=by, at=at, from_state=from_state, why=why, data=data, public=public
    )
    notifications.notify_applicant(appeal, event)
    if act in {Act.ROUTE, Act.ASSIGN}:
        notifications.notify_officer(appeal, event)
