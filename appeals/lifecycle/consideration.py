"""Who considers an appeal, and its term: route, assign, start, short answer, extend, forward."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import deadlines, routing
from appeals.lifecycle.transition import check_officer, lock_appeal, require_text, save_act
from appeals.models import Appeal, Reply
from appeals.states import Act
from services.models import Body, Office


def route(appeal: Appeal, office: Office, *, officer=None, body: Body | None = None, why: str = "",
          by, at: datetime) -> Appeal:  # fmt: skip
    """Give the appeal to an office, to a competent body of ours and, if known, to an executor."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.ROUTE, by)
        check_officer(officer, office)
        routing.record_outcome(appeal, body)
        data = {"office": office.pk, "from_office": appeal.office_id}
        appeal.office, appeal.officer, appeal.body = office, officer, body or appeal.body
        return save_act(appeal, Act.ROUTE, by=by, at=at, why=why, data=data)


def assign(appeal: Appeal, officer, *, by, at: datetime) -> Appeal:
    """Change the executor within the office."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.ASSIGN, by)
        check_officer(officer, appeal.office)
        appeal.officer = officer
        return save_act(
            appeal, Act.ASSIGN, by=by, at=at, data={"officer": officer.pk}, public=False
        )


def start(appeal: Appeal, *, by, at: datetime) -> Appeal:
    """Begin to consider the appeal; `by` becomes its executor unless it has one."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.START, by)
        if appeal.officer_id is None:
            appeal.officer = by
        return save_act(appeal, Act.START, by=by, at=at)


def short_answer(appeal: Appeal, text: str, *, by, at: datetime) -> Appeal:
    """Give the short answer of the third day, once: what is being done and by when."""
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.SHORT_ANSWER, by)
        if appeal.short_answered_at:
            raise ValidationError(_("The short answer has been given already."))
        Reply.objects.create(
            appeal=appeal, kind=Reply.Kind.SHORT, text=require_text(text, "text"), by=by, at=at,
            signer=by.get_full_name(),
        )  # fmt: skip
        appeal.short_answered_at = at
        return save_act(appeal, Act.SHORT_ANSWER, by=by, at=at)


def extend(appeal: Appeal, until: date, *, why: str, by, at: datetime) -> Appeal:
    """Extend the term by a reasoned decision of the head, once, to two months at most (art. 76).

    Only while the term runs: a late answer does not become timely afterwards.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.EXTEND, by)
        calendar = deadlines.appeal_calendar(appeal)
        last = deadlines.term_dates_from(appeal.counted_from, calendar).extension
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
        if not calendar.is_workday(until):
            raise ValidationError({"until": _("That is a day off. Choose a working day.")})
        previous, appeal.due_on, appeal.extended = appeal.due_on, until, True
        return save_act(
            appeal, Act.EXTEND, by=by, at=at, why=require_text(why, "why"),
            data={"from": previous.isoformat(), "to": until.isoformat()},
        )  # fmt: skip


def forward(appeal: Appeal, body: Body | None, *, name: str = "", why: str, by, at: datetime
            ) -> Appeal:  # fmt: skip
    """Forward the appeal to the competent body (APPC art. 65); `name` for one not on the list.

    A late forwarding is recorded and marked late: the citizen must know who considers the appeal.
    """
    with transaction.atomic():
        appeal = lock_appeal(appeal, Act.FORWARD, by)
        if body is None and not name.strip():
            raise ValidationError({"body": _("Choose or write the body it is forwarded to.")})
        routing.record_outcome(appeal, body)
        late = timezone.localdate(at) > deadlines.forward_until(appeal)
        appeal.body = body
        appeal.forwarded_to = body.title if body else name.strip()
        appeal.closed_at = at
        return save_act(
            appeal, Act.FORWARD, by=by, at=at, why=require_text(why, "why"),
            data={"body": body.slug if body else "", "late": late},
        )  # fmt: skip
