"""Everything that may happen to an appeal. The only writer of Appeal.state.

Each act has one shape, in one transaction with the appeal's row locked: may it → move → journal →
letter → tell the others after the commit. `by` is the member of staff, or None for the citizen who
showed number and secret; `at` is the moment.

PermissionDenied: not yours to do. ValidationError: not possible now, or a field is wrong; its words
are for the person who asked.
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
    signals,
    states,
)
from appeals.models import Appeal, Attachment, Event, Rating, Reply, ReplyPoint
from appeals.models.reply import Decision
from appeals.states import Act, CloseReason, State
from core.workdays.source import working_calendar
from services.models import Body, Office


@dataclass(frozen=True)
class Registered:
    """A receipt: the appeal, its writer's secret, and whether this call made it."""

    appeal: Appeal
    secret: str
    new: bool = True


@dataclass(frozen=True)
class PointAnswer:
    """What is said to one numbered point."""

    number: int
    text: str
    decision: str  # Decision


def register(words: registration.NewAppeal, *, by, at: datetime) -> Registered:
    """Make an appeal of a citizen's words: number, terms, suggestion, journal, letter.

    Repeating it with the same draft token gives the same receipt and no second appeal.
    """
    points = registration.check(words)
    access.require(by, Act.REGISTER, words.office)
    secret = numbers.secret_for(words.draft_token)
    try:
        with registration.rolled_back_with() as kept, transaction.atomic():
            number = numbers.take(words.office, at)
            made = registration.earlier(words.draft_token)
            if made is not None:
                transaction.set_rollback(True)  # give the number back
                return Registered(made, secret, new=False)
            days = deadlines.dates(at, words.office)
            appeal = registration.store(
                words, points, number=number, secret=secret, days=days, at=at
            )
            for file in words.files:
                registration.attach(appeal, file, kept, at=at)
            _enter(appeal, Act.REGISTER, by=by, at=at, data=_promise(appeal, words))
    except IntegrityError:
        # The same draft came through another office's door in the same instant.
        made = registration.earlier(words.draft_token)
        if made is None:
            raise
        return Registered(made, secret, new=False)
    return Registered(appeal, secret)


def _promise(appeal: Appeal, words: registration.NewAppeal) -> dict:
    return {
        "channel": appeal.channel,
        "short_due_on": appeal.short_due_on.isoformat(),
        "due_on": appeal.due_on.isoformat(),
        "files": len(words.files),
    }


def route(appeal: Appeal, office: Office, *, officer=None, body: Body | None = None, why: str = "",
          by, at: datetime) -> Appeal:  # fmt: skip
    """Give the appeal to an office, a competent body of ours and, if known, an executor."""
    with transaction.atomic():
        appeal = _may(appeal, Act.ROUTE, by)
        _works_in(officer, office)
        routing.learn(appeal, body)
        moved = {"office": office.pk, "from_office": appeal.office_id}
        appeal.office, appeal.officer, appeal.body = office, officer, body or appeal.body
        return _move(appeal, Act.ROUTE, by=by, at=at, why=why, data=moved)


def assign(appeal: Appeal, officer, *, by, at: datetime) -> Appeal:
    """Change the executor within the office."""
    with transaction.atomic():
        appeal = _may(appeal, Act.ASSIGN, by)
        _works_in(officer, appeal.office)
        appeal.officer = officer
        return _move(appeal, Act.ASSIGN, by=by, at=at, data={"officer": officer.pk}, public=False)


def start(appeal: Appeal, *, by, at: datetime) -> Appeal:
    """An official begins to consider it and becomes its executor unless there is one."""
    with transaction.atomic():
        appeal = _may(appeal, Act.START, by)
        if appeal.officer_id is None:
            appeal.officer = by
        return _move(appeal, Act.START, by=by, at=at)


def short_answer(appeal: Appeal, text: str, *, by, at: datetime) -> Appeal:
    """The answer of the third day: what is being done and by when. Given once."""
    with transaction.atomic():
        appeal = _may(appeal, Act.SHORT_ANSWER, by)
        if appeal.short_answered_at:
            raise ValidationError(_("The short answer has been given already."))
        Reply.objects.create(
            appeal=appeal, kind=Reply.Kind.SHORT, text=_said(text, "text"), by=by, at=at,
            signer=by.get_full_name(),
        )  # fmt: skip
        appeal.short_answered_at = at
        return _move(appeal, Act.SHORT_ANSWER, by=by, at=at)


def answer(appeal: Appeal, points: list[PointAnswer], *, text: str = "", decision: str = "",
           signer: str = "", by, at: datetime) -> Appeal:  # fmt: skip
    """The full answer. Every point of the appeal must be answered; `text` leads or closes it.

    The decision on the whole follows from the points unless given.
    """
    with transaction.atomic():
        appeal = _may(appeal, Act.ANSWER, by)
        said = _by_point(appeal, points)
        decision = decision or overall([each.decision for each in points])
        reply = Reply.objects.create(
            appeal=appeal, kind=Reply.Kind.FULL, decision=decision, text=text.strip(),
            signer=signer or by.get_full_name(), by=by, at=at,
        )  # fmt: skip
        ReplyPoint.objects.bulk_create(
            ReplyPoint(reply=reply, point=point, decision=each.decision, text=each.text.strip())
            for point, each in said
        )
        appeal.answered_at = at
        return _move(appeal, Act.ANSWER, by=by, at=at, data={"decision": decision})


def overall(decisions: list[str]) -> str:
    """One decision for several points: theirs when they agree, else "in part"."""
    kinds = set(decisions)
    if len(kinds) == 1:
        return kinds.pop()
    if Decision.SATISFIED in kinds or Decision.PARTLY in kinds:
        return Decision.PARTLY
    return Decision.REFUSED


def _by_point(appeal: Appeal, points: list[PointAnswer]) -> list:
    given, asked = {each.number: each for each in points}, list(appeal.points.all())
    errors = {}
    for point in asked:
        said = given.get(point.number)
        if said is None or not said.text.strip():
            errors[f"point_{point.number}"] = _("Answer point %(number)s.") % {
                "number": point.number
            }
        elif said.decision not in Decision.values:
            errors[f"decision_{point.number}"] = _("Choose the decision on point %(number)s.") % {
                "number": point.number
            }
    if errors:
        raise ValidationError(errors)
    return [(point, given[point.number]) for point in asked]


def forward(appeal: Appeal, body: Body | None, *, name: str = "", why: str, by, at: datetime
            ) -> Appeal:  # fmt: skip
    """Hand it to the body whose competence it is (APPC art. 65); `name` for one not on our list.

    A late forwarding is still recorded, and marked late: the citizen must know who holds it.
    """
    with transaction.atomic():
        appeal = _may(appeal, Act.FORWARD, by)
        if body is None and not name.strip():
            raise ValidationError({"body": _("Choose or write the body it is forwarded to.")})
        routing.learn(appeal, body)
        late = timezone.localdate(at) > deadlines.dates_from(appeal.counted_from).forward
        appeal.body = body
        appeal.forwarded_to = body.title if body else name.strip()
        appeal.closed_at = at
        return _move(
            appeal, Act.FORWARD, by=by, at=at, why=_said(why, "why"),
            data={"body": body.slug if body else "", "late": late},
        )  # fmt: skip


def extend(appeal: Appeal, until: date, *, why: str, by, at: datetime) -> Appeal:
    """Move the term by a reasoned decision of the head, once, to two months at most (art. 76).

    Only while it runs: a late answer is not made timely afterwards.
    """
    with transaction.atomic():
        appeal = _may(appeal, Act.EXTEND, by)
        last = deadlines.dates_from(appeal.counted_from).extension
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
        earlier, appeal.due_on, appeal.extended = appeal.due_on, until, True
        return _move(
            appeal, Act.EXTEND, by=by, at=at, why=_said(why, "why"),
            data={"from": earlier.isoformat(), "to": until.isoformat()},
        )  # fmt: skip


def close(appeal: Appeal, reason: str, *, why: str = "", by, at: datetime) -> Appeal:
    """End it: after the answer, or without one for a reason of the law, which must be told."""
    with transaction.atomic():
        appeal = _may(appeal, Act.CLOSE, by)
        answered = appeal.state == State.ANSWERED
        if reason not in CloseReason.values or (reason == CloseReason.DONE) != answered:
            raise ValidationError({"reason": _("Choose a reason that fits.")})
        if not answered:
            why = _said(why, "why")
        appeal.closed_at, appeal.close_reason = at, reason
        return _move(appeal, Act.CLOSE, by=by, at=at, why=why, data={"reason": reason})


def withdraw(appeal: Appeal, *, why: str = "", by=None, at: datetime) -> Appeal:
    """The applicant takes the appeal back before it is answered."""
    with transaction.atomic():
        appeal = _may(appeal, Act.WITHDRAW, by)
        appeal.closed_at, appeal.close_reason = at, CloseReason.WITHDRAWN
        return _move(appeal, Act.WITHDRAW, by=by, at=at, why=why.strip())


def reopen(appeal: Appeal, *, why: str, by, at: datetime) -> Appeal:
    """Consider it again, on a complaint about the answer: a new full term from `at`.

    A short answer given before is not given again; one that was not is due anew.
    """
    with transaction.atomic():
        appeal = _may(appeal, Act.REOPEN, by)
        days = deadlines.dates(at, appeal.office)
        appeal.counted_from, appeal.due_on, appeal.extended = days.counted_from, days.full, False
        if appeal.short_answered_at is None:
            appeal.short_due_on = days.short
        appeal.answered_at = appeal.closed_at = None
        appeal.close_reason = ""
        return _move(
            appeal, Act.REOPEN, by=by, at=at, why=_said(why, "why"),
            data={"due_on": days.full.isoformat()},
        )  # fmt: skip


def add_document(
    appeal: Appeal, file: registration.NewFile, *, by=None, at: datetime
) -> Attachment:
    """Add a checked and cleaned file while the appeal is open."""
    with registration.rolled_back_with() as kept, transaction.atomic():
        appeal = _may(appeal, Act.ADD_DOCUMENT, by)
        attachment = registration.attach(appeal, file, kept, at=at, by_staff=by is not None)
        _move(appeal, Act.ADD_DOCUMENT, by=by, at=at, data={"attachment": attachment.pk})
    return attachment


def remove_infected(attachment: Attachment, *, at: datetime) -> None:
    """A late scan found a virus: the file goes, its name stays; staff and applicant are told."""
    with transaction.atomic():
        rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
        appeal = rows.get(pk=attachment.appeal_id)
        kept = appeal.attachments.get(pk=attachment.pk)
        if kept.scan == Attachment.Scan.INFECTED:
            return
        storage, name = kept.file.storage, str(kept.file.name)
        kept.file, kept.scan = "", Attachment.Scan.INFECTED
        kept.save(update_fields=["file", "scan"])
        _enter(
            appeal, Act.REMOVE_FILE, by=None, at=at, earlier=appeal.state, why=kept.name,
            data={"attachment": kept.pk},
        )  # fmt: skip
        transaction.on_commit(lambda: storage.delete(name))


def rate(appeal: Appeal, stars: int, comment: str = "", *, by=None, at: datetime) -> Rating:
    """The citizen's word on the answer, 1 to 5, once."""
    with transaction.atomic():
        appeal = _may(appeal, Act.RATE, by)
        if not appeal.replies.filter(kind=Reply.Kind.FULL).exists():
            raise ValidationError(_("There is no answer to rate yet."))
        if stars not in range(1, 6):
            raise ValidationError({"stars": _("Choose from 1 to 5.")})
        if Rating.objects.filter(appeal=appeal).exists():
            raise ValidationError(_("You have rated this answer already. Thank you!"))
        rating = Rating.objects.create(appeal=appeal, stars=stars, comment=comment.strip(), at=at)
        _move(appeal, Act.RATE, by=by, at=at, data={"stars": stars}, public=False)
    return rating


def record(appeal: Appeal, act: str, *, by, at: datetime, public: bool = True, **data) -> None:
    """Enter in the journal an act that does not move the appeal (publication). Locks its row."""
    locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
    journal.write(
        locked, act, by=by, at=at, from_state=locked.state, data=data, public=public
    )  # fmt: skip


def _may(appeal: Appeal, act: str, by) -> Appeal:
    """The appeal, locked and fresh, or the refusal."""
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("office")
    locked = rows.get(pk=appeal.pk)
    access.require(by, act, locked.office)
    if not states.may_move(locked.state, act):
        raise ValidationError(
            _("The appeal is now “%(state)s”: this can no longer be done, or not yet.")
            % {"state": State(locked.state).label}
        )
    return locked


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise ValidationError({field: _("Write it in a sentence or two: the applicant reads it.")})
    return text.strip()


def _works_in(officer, office: Office) -> None:
    if officer is not None and not access.works_in(officer, office):
        raise ValidationError({"officer": _("This person does not work in that office.")})


def _move(appeal: Appeal, act: str, *, by, at: datetime, why="", data=None, public=True) -> Appeal:
    earlier = appeal.state
    appeal.state = states.after(earlier, act)
    appeal.save()
    _enter(appeal, act, by=by, at=at, earlier=earlier, why=why, data=data, public=public)
    return appeal


def _enter(
    appeal: Appeal, act: str, *, by, at: datetime, earlier="", why="", data=None, public=True
) -> Event:
    """Journal, letters, and word to the rooms above after the commit."""
    event = journal.write(
        appeal, act, by=by, at=at, from_state=earlier, why=why, data=data, public=public
    )
    notifications.tell_applicant(appeal, event)
    if act in {Act.ROUTE, Act.ASSIGN}:
        notifications.tell_officer(appeal, event)
    if act == Act.REGISTER:
        transaction.on_commit(lambda: signals.appeal_registered.send(Appeal, appeal=appeal))
    else:
        transaction.on_commit(
            lambda: signals.appeal_moved.send(Appeal, appeal=appeal, act=act, event=event)
        )
    return event
