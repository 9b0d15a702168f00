"""An answer made public: an anonymised question and answer, seen by two people.

prepare → check → publish | return → prepare again; publish → withdraw. Only this module moves
PublishedAnswer.stage. The registration number never comes out: a public answer has its own.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from appeals import access, journal, lifecycle, redaction, signals
from appeals.models import Appeal, PublishedAnswer, Reply
from appeals.redaction import HARD, Finding, Redacted
from appeals.states import Act, State
from core.i18n.localtext import columns
from services.models import Official

Stage = PublishedAnswer.Stage
PUBLISHABLE = frozenset({State.ANSWERED, State.CLOSED})


def person_of(appeal: Appeal) -> redaction.Person:
    """What must be hidden in the texts of `appeal`, and whose names and phones may stay."""
    officials = Official.objects.order_by().values_list(*columns("name"))
    return redaction.Person(
        names=tuple(filter(None, [appeal.name, appeal.patronymic])),
        id_number=appeal.id_number,
        phone=appeal.phone,
        email=appeal.email,
        address=appeal.postal_address,
        numbers=(appeal.number,),
        allowed_names=tuple(filter(None, chain.from_iterable(officials))),
        allowed_phones=(appeal.office.phone, appeal.office.trust_line),
    )


def redact(text: str, appeal: Appeal) -> Redacted:
    """`text` of `appeal` with personal data masked in the appeal's language, and the findings."""
    return redaction.redact(text, person_of(appeal), appeal.language)


def question_of(appeal: Appeal) -> str:
    """The citizen's words as they would be published, before masking."""
    return appeal.matter


def answer_of(reply: Reply) -> str:
    """The reply as one text: its points under their numbers, then the general part."""
    points = list(reply.points.select_related("point"))
    if len(points) == 1:
        parts = [points[0].text]
    else:
        parts = [f"{each.point.number}. {each.text}" for each in points]
    return "\n\n".join(filter(None, [*parts, reply.text]))


def findings(answer: PublishedAnswer) -> dict[str, list[Finding]]:
    """What the machine still finds in the text to be published, by field."""
    if answer.reply is None:
        person = redaction.Person()
    else:
        person = person_of(answer.reply.appeal)
    texts = {name: getattr(answer, name) for name in ("title", "question", "answer")}
    return {name: redaction.find(text, person) for name, text in texts.items()}


def _refuse_personal_data(found: dict[str, list[Finding]]) -> None:
    errors = {
        name: _("Personal data are left in the text: %(found)s")
        % {"found": ", ".join(dict.fromkeys(each.found for each in those))}
        for name, all_found in found.items()
        if (those := [each for each in all_found if each.kind in HARD])
    }
    if errors:
        raise ValidationError(errors)


def may_prepare(reply: Reply) -> None:
    """ValidationError, in words, when this reply can't be made public at all."""
    if reply.kind != Reply.Kind.FULL or reply.appeal.state not in PUBLISHABLE:
        raise ValidationError(_("Only a full answer that was given can be published."))
    if not reply.appeal.consent_publication:
        raise ValidationError(_("The applicant has not agreed to publication."))


def prepare(
    reply: Reply, *, title: str, question: str, answer: str, by, at: datetime
) -> PublishedAnswer:
    """Put an anonymised text before a second person; repeat it after a return.

    ValidationError: no consent, not a full answer, an empty field, personal data left.
    """
    with transaction.atomic():
        rows = Appeal.objects.select_for_update(of=("self",))
        appeal = rows.select_related("office", "topic", "body").get(pk=reply.appeal_id)
        access.require(by, Act.PREPARE, appeal.office)
        may_prepare(reply)
        row = PublishedAnswer.objects.filter(reply=reply).first() or PublishedAnswer(reply=reply)
        if row.pk and row.stage == Stage.PUBLISHED:
            raise ValidationError(_("This answer is published. Withdraw it first."))
        row.title, row.question, row.answer = title.strip(), question.strip(), answer.strip()
        _refuse_empty(row)
        row.language, row.topic, row.office = appeal.language, appeal.topic, appeal.office
        row.body, row.outcome = appeal.body, reply.decision
        _refuse_personal_data(findings(row))
        row.stage, row.prepared_by, row.checked_by, row.why = Stage.PREPARED, by, None, ""
        row.published_at = row.withdrawn_at = None
        _save_numbered(row)
        data = {"answer": row.number}
        journal.write(
            appeal, Act.PREPARE, by=by, at=at, from_state=appeal.state, data=data, public=False
        )
    return row


def _refuse_empty(row: PublishedAnswer) -> None:
    errors = {
        name: _("Write it in a sentence or two: everybody reads it.")
        for name in ("title", "question", "answer")
        if not getattr(row, name)
    }
    if errors:
        raise ValidationError(errors)


def _save_numbered(row: PublishedAnswer) -> None:
    """Save with a number of its own; two people preparing at once get two numbers."""
    if row.pk:
        row.save()
        return
    for attempt in range(5):
        row.number = (PublishedAnswer.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                row.save()
            return
        except IntegrityError:
            if attempt == 4:
                raise


def _step(answer: PublishedAnswer, act: str, start: Iterable[str], by) -> PublishedAnswer:
    rows = PublishedAnswer.objects.select_for_update(of=("self",))
    row = rows.select_related("office", "topic", "body", "reply__appeal__office").get(pk=answer.pk)
    access.require(by, act, row.office)
    if row.stage not in start:
        raise ValidationError(
            _("The public answer is now “%(stage)s”: somebody has dealt with it already.")
            % {"stage": row.get_stage_display()}
        )
    return row


def _journal(row: PublishedAnswer, act: str, *, by, at: datetime) -> None:
    if row.reply is not None:
        lifecycle.record(row.reply.appeal, act, by=by, at=at, answer=row.number)


def publish(answer: PublishedAnswer, *, by, at: datetime) -> PublishedAnswer:
    """Let the public read it. Only a second person may, and only without personal data."""
    with transaction.atomic():
        row = _step(answer, Act.PUBLISH, {Stage.PREPARED}, by)
        if row.prepared_by_id == by.pk:
            raise ValidationError(_("You prepared this answer: a second person must check it."))
        if row.reply is not None:
            may_prepare(row.reply)
        _refuse_personal_data(findings(row))
        row.stage, row.checked_by, row.published_at = Stage.PUBLISHED, by, at
        row.save()
        _journal(row, Act.PUBLISH, by=by, at=at)
        transaction.on_commit(
            lambda: signals.answer_published.send(PublishedAnswer, answer=row)
        )  # fmt: skip
    return row


def return_(answer: PublishedAnswer, why: str, *, by, at: datetime) -> PublishedAnswer:
    """Give it back for correction, with the reason."""
    with transaction.atomic():
        row = _step(answer, Act.RETURN, {Stage.PREPARED}, by)
        if not why.strip():
            raise ValidationError({"why": _("Write what has to be corrected.")})
        row.stage, row.checked_by, row.why = Stage.RETURNED, by, why.strip()[:300]
        row.save()
        if row.reply is not None:
            lifecycle.record(
                row.reply.appeal, Act.RETURN, by=by, at=at, public=False, answer=row.number
            )
    return row


def withdraw(answer: PublishedAnswer, why: str, *, by, at: datetime) -> PublishedAnswer:
    """Take it away from the public everywhere: page, search, feeds, programs."""
    with transaction.atomic():
        row = _step(answer, Act.UNPUBLISH, {Stage.PUBLISHED, Stage.PREPARED, Stage.RETURNED}, by)
        if not why.strip():
            raise ValidationError({"why": _("Write why it is withdrawn.")})
        row.stage, row.withdrawn_at, row.why = Stage.WITHDRAWN, at, why.strip()[:300]
        row.save()
        _journal(row, Act.UNPUBLISH, by=by, at=at)
        transaction.on_commit(
            lambda: signals.answer_withdrawn.send(PublishedAnswer, answer=row)
        )  # fmt: skip
    return row
