"""Publication of an answer: an anonymised question and answer, checked by a second person.

prepare → check → publish | return → prepare again; publish → withdraw. The only module that writes
PublishedAnswer.stage. The registration number is never published: a public answer has its own.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from appeals import (
    access,
    appeal_fields,
    dependencies,
    journal,
    lifecycle,
    notifications,
    redaction,
)
from appeals.models import Appeal, PublishedAnswer, Reply
from appeals.models.reply import WithdrawalReason
from appeals.redaction import BLOCKING_KINDS, Finding, RedactedText
from appeals.states import Act, State
from core.i18n.localtext import localized_fields
from services.models import Official

Stage = PublishedAnswer.Stage
PUBLISHABLE = frozenset({State.ANSWERED, State.CLOSED})
MAX_REASON = 300  # characters
NUMBER_ATTEMPTS = 5


def personal_data_of(appeal: Appeal) -> redaction.PersonalData:
    """Return what must be hidden in the texts of `appeal`, and whose names and phones may stay."""
    officials = Official.objects.order_by().values_list(*localized_fields("name"))
    return redaction.PersonalData(
        values=(*appeal_fields.personal_data(appeal), ("number", appeal.number)),
        allowed_names=tuple(filter(None, chain.from_iterable(officials))),
        allowed_phones=(appeal.office.phone, appeal.office.trust_line),
    )


def redact_text(text: str, appeal: Appeal) -> RedactedText:
    """Mask the personal data in `text` in the appeal's language; return it with the findings."""
    return redaction.redact(text, personal_data_of(appeal), appeal.language)


def question_text(appeal: Appeal) -> str:
    """Return the citizen's words as they would be published, before masking."""
    return appeal.matter


def answer_text(reply: Reply) -> str:
    """Return the reply as one text: its points under their numbers, then the general part."""
    points = list(reply.points.select_related("point"))
    if len(points) == 1:
        parts = [points[0].text]
    else:
        parts = [f"{answer.point.number}. {answer.text}" for answer in points]
    return "\n\n".join(filter(None, [*parts, reply.text]))


def find_personal_data(answer: PublishedAnswer) -> dict[str, list[Finding]]:
    """Return the personal data still found in the texts to be published, by field."""
    if answer.reply is None:
        personal = redaction.PersonalData()
    else:
        personal = personal_data_of(answer.reply.appeal)
    texts = {name: getattr(answer, name) for name in ("title", "question", "answer")}
    return {name: redaction.find_personal_data(text, personal) for name, text in texts.items()}


def words_to_excuse(answer: PublishedAnswer) -> list[str]:
    """Return the words that look like personal data and may stay only with a reason."""
    return excusable_words(find_personal_data(answer))


def excusable_words(findings_by_field: dict[str, list[Finding]]) -> list[str]:
    """Return the words of the findings that may stay with a reason, each once."""
    findings = chain.from_iterable(findings_by_field.values())
    return list(
        dict.fromkeys(finding.text for finding in findings if finding.kind not in BLOCKING_KINDS)
    )


def _excuse(row: PublishedAnswer, reasons: Mapping[str, str]) -> dict[str, str]:
    """Keep in `row` the reason of each word that may stay; return those given now.

    ValidationError names the words without a reason.
    """
    words = words_to_excuse(row)
    given = {word: reasons[word].strip() for word in words if reasons.get(word, "").strip()}
    known = row.excuses | given
    row.excuses = {word: known[word] for word in words if word in known}
    if unexcused := [word for word in words if word not in row.excuses]:
        raise ValidationError(
            _("Mask the marked words, or write why everybody may read them: %(words)s")
            % {"words": ", ".join(unexcused)}
        )
    return given


def _record_excuses(row: PublishedAnswer, given: Mapping[str, str], *, by, at: datetime) -> None:
    if given:
        why = "\n".join(f"{word}: {reason}" for word, reason in given.items())
        _record(row, Act.EXCUSE, by=by, at=at, why=why, public=False)


def _refuse_personal_data(findings_by_field: dict[str, list[Finding]]) -> None:
    errors = {
        name: _("Personal data are left in the text: %(found)s")
        % {"found": ", ".join(dict.fromkeys(finding.text for finding in blocking))}
        for name, findings in findings_by_field.items()
        if (blocking := [finding for finding in findings if finding.kind in BLOCKING_KINDS])
    }
    if errors:
        raise ValidationError(errors)


def content_digest(answer: PublishedAnswer | None) -> str:
    """Return a digest of all that the public would read of `answer`; "" when there is none yet.

    A form carries it, so that an act is done only to the text its sender has seen.
    """
    if answer is None or not answer.pk:
        return ""
    content = [
        answer.title, answer.question, answer.answer, answer.language,
        answer.outcome, answer.topic_id, answer.office_id, answer.body_id, answer.excuses,
    ]  # fmt: skip
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def _refuse_unseen(row: PublishedAnswer, seen: str) -> None:
    """Raise ValidationError when the locked `row` is not the text whose digest is `seen`."""
    if content_digest(row) != seen:
        raise ValidationError(
            _("The text was changed meanwhile. Read the new text on this page and decide again.")
        )


def check_publishable(reply: Reply) -> None:
    """Raise ValidationError, in words, when this reply may not be published at all."""
    if reply.kind != Reply.Kind.FULL or reply.appeal.state not in PUBLISHABLE:
        raise ValidationError(_("Only a full answer that was given can be published."))
    if reply.appeal.anonymised_at:
        raise ValidationError(_("The case was anonymised: its words are gone."))
    if not reply.appeal.consent_publication:
        raise ValidationError(_("The applicant has not agreed to publication."))


def prepare(
    reply: Reply,
    *,
    title: str,
    question: str,
    answer: str,
    by,
    at: datetime,
    seen: str | None = None,
    reasons: Mapping[str, str] | None = None,
) -> PublishedAnswer:
    """Submit an anonymised text to a second person; call it again after a return.

    `reasons`: marked words → why everybody may read them. `seen` is the content digest of the
    text that this one replaces, as its author saw it.
    ValidationError: no consent, not a full answer, an empty field, personal data left, or
    somebody has prepared another text meanwhile.
    """
    with transaction.atomic():
        rows = Appeal.objects.select_for_update(of=("self",))
        appeal = rows.select_related("office", "topic", "body").get(pk=reply.appeal_id)
        access.require_permission(by, Act.PREPARE, appeal.office)
        reply.appeal = appeal  # as it is now: the consent may have been withdrawn meanwhile
        check_publishable(reply)
        row = PublishedAnswer.objects.filter(reply=reply).first() or PublishedAnswer(reply=reply)
        if row.pk and row.stage == Stage.PUBLISHED:
            raise ValidationError(_("This answer is published. Withdraw it first."))
        if seen is not None:
            _refuse_unseen(row, seen)
        row.title, row.question, row.answer = title.strip(), question.strip(), answer.strip()
        _refuse_empty(row)
        row.language, row.topic, row.office = appeal.language, appeal.topic, appeal.office
        row.body, row.outcome = appeal.body, reply.decision
        _refuse_personal_data(find_personal_data(row))
        row.excuses = {}
        excuses = _excuse(row, reasons or {})
        row.stage, row.prepared_by, row.checked_by, row.why = Stage.PREPARED, by, None, ""
        _save_numbered(row)
        data = {"answer": row.number}
        journal.write_entry(
            appeal, Act.PREPARE, by=by, at=at, from_state=appeal.state, data=data, public=False
        )
        _record_excuses(row, excuses, by=by, at=at)
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
    """Save under the next free number; two people who prepare at once get two numbers."""
    if row.pk:
        row.save()
        return
    for attempt in range(NUMBER_ATTEMPTS):
        row.number = (PublishedAnswer.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                row.save()
            return
        except IntegrityError:
            if attempt == NUMBER_ATTEMPTS - 1:
                raise


def _lock_answer(
    answer: PublishedAnswer, act: str, stages: Iterable[str], by, seen: str | None
) -> PublishedAnswer:
    """Return the row, fresh and locked, when `by` may do `act` in one of `stages`; else raise.

    `seen` is the content digest of the text on the user's screen; None: `answer` is that text.
    """
    rows = PublishedAnswer.objects.select_for_update(of=("self",))
    row = rows.select_related(
        "office", "topic", "body", "reply__appeal__office", "prepared_by"
    ).get(pk=answer.pk)
    access.require_permission(by, act, row.office)
    if row.stage not in stages:
        raise ValidationError(
            _("The public answer is now “%(stage)s”: somebody has dealt with it already.")
            % {"stage": row.get_stage_display()}
        )
    _refuse_unseen(row, content_digest(answer) if seen is None else seen)
    return row


def _record(
    row: PublishedAnswer, act: str, *, by, at: datetime, why: str = "", public: bool = True, **data
) -> None:
    if row.reply is not None:
        lifecycle.record_act(
            row.reply.appeal, act, by=by, at=at, why=why, public=public, answer=row.number, **data
        )


def publish(
    answer: PublishedAnswer,
    *,
    by,
    at: datetime,
    seen: str | None = None,
    reasons: Mapping[str, str] | None = None,
) -> PublishedAnswer:
    """Publish the answer. Only a second person may, the text they saw, without personal data.

    `reasons`: marked words that the preparer gave no reason for → why everybody may read them.
    """
    with transaction.atomic():
        row = _lock_answer(answer, Act.PUBLISH, {Stage.PREPARED}, by, seen)
        if row.prepared_by_id == by.pk:
            raise ValidationError(_("You prepared this answer: a second person must check it."))
        if row.reply is not None:
            check_publishable(row.reply)
        _refuse_personal_data(find_personal_data(row))
        excuses = _excuse(row, reasons or {})
        row.stage, row.checked_by, row.published_at = Stage.PUBLISHED, by, at
        row.withdrawn_at, row.withdrawal_reason = None, ""
        row.save()
        dependencies.change_answer(row)
        _record_excuses(row, excuses, by=by, at=at)
        _record(row, Act.PUBLISH, by=by, at=at)
    return row


def return_for_correction(
    answer: PublishedAnswer, why: str, *, by, at: datetime, seen: str | None = None
) -> PublishedAnswer:
    """Return the prepared answer for correction; its preparer gets a letter."""
    with transaction.atomic():
        row = _lock_answer(answer, Act.RETURN, {Stage.PREPARED}, by, seen)
        if not why.strip():
            raise ValidationError({"why": _("Write what has to be corrected.")})
        row.stage, row.checked_by, row.why = Stage.RETURNED, by, why.strip()[:MAX_REASON]
        row.save()
        _record(row, Act.RETURN, by=by, at=at, why=row.why, public=False)
        notifications.notify_preparer(row, by=by, at=at)
    return row


def withdraw_consent(appeal: Appeal, *, at: datetime) -> None:
    """End the applicant's consent: from now on nothing of the appeal is public or may become it.

    Law 94-V of 21.05.2013, articles 6 and 8. Repeated, it changes nothing. An anonymised case has
    its consent withdrawn as any other.
    """
    with transaction.atomic():
        answers = PublishedAnswer.objects.filter(reply__appeal=appeal)
        answers = answers.exclude(stage=Stage.WITHDRAWN).select_for_update(of=("self",))
        list(answers)  # locked before the appeal, as publish() does
        locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        if not locked.consent_publication:
            return
        locked.consent_publication = False
        locked.save(update_fields=["consent_publication"])
        for row in answers:
            row.stage, row.withdrawn_at, row.why = Stage.WITHDRAWN, at, ""
            row.withdrawal_reason = WithdrawalReason.APPLICANT
            row.save()
            dependencies.change_answer(row)
            notifications.notify_preparer(row, by=None, at=at)
        lifecycle.record(locked, Act.WITHDRAW_CONSENT, by=None, at=at, from_state=locked.state)


def withdraw(
    answer: PublishedAnswer, why: str, *, reason: str, by, at: datetime, seen: str | None = None
) -> PublishedAnswer:
    """Withdraw the answer from publication everywhere: page, search, feeds, API.

    Everybody reads `reason`, a WithdrawalReason, in their language; the applicant also reads `why`.
    """
    with transaction.atomic():
        stages = {Stage.PUBLISHED, Stage.PREPARED, Stage.RETURNED}
        row = _lock_answer(answer, Act.UNPUBLISH, stages, by, seen)
        errors = {}
        if reason not in WithdrawalReason.values:
            errors["reason"] = _("Choose the reason: everybody reads it.")
        if not why.strip():
            errors["why"] = _("Write why it is withdrawn.")
        if errors:
            raise ValidationError(errors)
        row.stage, row.withdrawn_at, row.why = Stage.WITHDRAWN, at, why.strip()[:MAX_REASON]
        row.withdrawal_reason = reason
        row.save()
        dependencies.change_answer(row)
        _record(row, Act.UNPUBLISH, by=by, at=at, why=row.why, reason=reason)
        notifications.notify_preparer(row, by=by, at=at)
    return row
