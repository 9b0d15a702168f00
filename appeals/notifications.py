"""Letters about appeals, each in the language of its reader.

A subject has the number and no personal data. Neither the answer nor the secret is ever in a
letter: the answer is read on the status page with number and secret.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals import remedies
from appeals.deputies import reader_of
from appeals.models import Appeal, Event, PublishedAnswer
from appeals.sms_text import compose_sms
from appeals.states import Act, CloseReason
from appeals.status_text import explain_start
from core import outbox
from core.i18n.dates import format_deadline, merge_full_stops
from core.i18n.localtext import get_localized, supported_language
from core.phones import accepts_sms, format_phone


def status_url() -> str:
    """Return the full address of the status page in the active language."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("appeals:status")


def _day(day) -> str:
    return date_format(day, "DATE_FORMAT")


def compose_letter(appeal: Appeal, event: Event) -> tuple[str, str] | None:
    """Return subject and text for the applicant in the active language; None: no letter."""
    compose = LETTERS.get(Act(event.act))
    if compose is None:
        return None
    subject, text = compose(appeal, event)
    greeting = _("Hello!")
    where = _("Where your appeal is now, and the answer when it is ready: %(address)s") % {
        "address": status_url()
    }
    how = _("Open it with the number and the secret. That page helps if the secret is lost.")
    office = get_localized(appeal.office, "title", translation.get_language() or "kk")
    contact = ", ".join(filter(None, [office, format_phone(appeal.office.phone)]))
    return subject, "\n\n".join([greeting, merge_full_stops(text), f"{where}\n{how}", contact])


def _registered(appeal: Appeal, event: Event) -> tuple[str, str]:
    text = _(
        "Your appeal is registered. Its number is %(number)s.\n"
        "You will have a short answer %(short)s and a full answer %(full)s."
    ) % {
        "number": appeal.number,
        "short": format_deadline(appeal.short_due_on),
        "full": format_deadline(appeal.due_on),
    }
    return (
        _("Appeal %(number)s is registered") % {"number": appeal.number},
        f"{text}\n{explain_start(appeal)}".strip(),
    )


def _started(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Appeal %(number)s is being considered") % {"number": appeal.number}, _(
        "An officer has begun to consider your appeal %(number)s. The full answer is due %(full)s."
    ) % {"number": appeal.number, "full": format_deadline(appeal.due_on)}


def _short(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Short answer to appeal %(number)s") % {"number": appeal.number}, _(
        "The short answer to your appeal %(number)s is ready. The full answer is due %(full)s."
    ) % {"number": appeal.number, "full": format_deadline(appeal.due_on)}


def _answered(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Answer to appeal %(number)s") % {"number": appeal.number}, _(
        "The answer to your appeal %(number)s is ready. When you have read it, please rate it: "
        "it takes a minute and is done once."
    ) % {"number": appeal.number} + "\n\n" + _disagreement()


def _disagreement() -> str:
    """Return what an applicant can do who does not agree with the answer or the closing."""
    ask = _(
        "If you do not agree, ask on the page of your appeal for it to be considered again; "
        "the head of the office decides. After that:"
    )
    return f"{ask}\n{remedies.remedies_in_words()}"


def _extended(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("New term for appeal %(number)s") % {"number": appeal.number}, _(
        "The answer to your appeal %(number)s needs more time: it is now due %(full)s.\n"
        "The reason: %(why)s"
    ) % {"number": appeal.number, "full": format_deadline(appeal.due_on), "why": event.why}


def _moved(appeal: Appeal, event: Event) -> tuple[str, str]:
    text = (
        _("The working calendar has changed, so the term of your appeal %(number)s moves: the full "
          "answer is due %(full)s.\nThe reason: %(why)s")
        if appeal.short_answered_at
        else _("The working calendar has changed, so the term of your appeal %(number)s moves: a "
               "short answer is due %(short)s, the full answer %(full)s.\nThe reason: %(why)s")
    )  # fmt: skip
    return _("New term for appeal %(number)s") % {"number": appeal.number}, text % {
        "number": appeal.number,
        "short": format_deadline(appeal.short_due_on),
        "full": format_deadline(appeal.due_on),
        "why": event.why,
    }


def _forwarded(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Appeal %(number)s is forwarded") % {"number": appeal.number}, _(
        "Your appeal %(number)s belongs to the competence of another body and was forwarded to it: "
        "%(body)s. From now on that body considers it and answers you.\nThe reason: %(why)s"
    ) % {"number": appeal.number, "body": appeal.forwarded_to, "why": event.why}


def _closed(appeal: Appeal, event: Event) -> tuple[str, str]:
    reason = CloseReason(appeal.close_reason).label
    text = _("Your appeal %(number)s is closed. The reason: %(why)s.") % {
        "number": appeal.number, "why": reason,
    }  # fmt: skip
    if event.why:
        text += "\n" + _("Explanation: %(why)s") % {"why": event.why}
    if event.act == Act.CONFIRM_CLOSE and appeal.close_reason != CloseReason.WITHDRAWN:
        text += "\n\n" + _disagreement()
    return _("Appeal %(number)s is closed") % {"number": appeal.number}, text


def _reopened(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Appeal %(number)s is open again") % {"number": appeal.number}, _(
        "Your appeal %(number)s is considered again. The new answer is due %(full)s.\n"
        "The reason: %(why)s"
    ) % {"number": appeal.number, "full": format_deadline(appeal.due_on), "why": event.why}


def _asked_again(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Request about appeal %(number)s is received") % {"number": appeal.number}, _(
        "You asked to have your appeal %(number)s considered again. The head of the office "
        "decides, and we write to you what was decided."
    ) % {"number": appeal.number}


def _declined_again(appeal: Appeal, event: Event) -> tuple[str, str]:
    text = _(
        "Your appeal %(number)s is not considered again.\nThe reason: %(why)s\n\n"
        "You can go further:"
    ) % {"number": appeal.number, "why": event.why}
    subject = _("Appeal %(number)s is not opened again") % {"number": appeal.number}
    return subject, f"{text}\n{remedies.remedies_in_words()}"


def _contact_changed(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("The contact of appeal %(number)s is changed") % {"number": appeal.number}, _(
        "The phone or e-mail for letters about appeal %(number)s was changed on %(day)s. If it was "
        "not you, call the office."
    ) % {"number": appeal.number, "day": _day(timezone.localtime(event.at).date())}


def _document(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("A document is added to appeal %(number)s") % {"number": appeal.number}, _(
        "A document was added to your appeal %(number)s on %(day)s."
    ) % {"number": appeal.number, "day": _day(timezone.localtime(event.at).date())}


def _file_removed(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("A file is removed from appeal %(number)s") % {"number": appeal.number}, _(
        "A file that you attached to appeal %(number)s has a virus and was removed. Check your "
        "device; if the document matters, add it again while the appeal is considered."
    ) % {"number": appeal.number}


def _secret_replaced(appeal: Appeal, event: Event) -> tuple[str, str]:
    who = (
        _("A member of staff gave out a new one at the office.")
        if event.by
        else _("It was asked for with the code that we sent to your phone or e-mail.")
    )
    return _("The secret of appeal %(number)s is replaced") % {"number": appeal.number}, _(
        "The secret of your appeal %(number)s is replaced; the old one opens it no more. %(who)s "
        "If you did not ask for it, call the office at once."
    ) % {"number": appeal.number, "who": who}


def _consent_withdrawn(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Nothing of appeal %(number)s is published") % {"number": appeal.number}, _(
        "You withdrew your consent to publication of appeal %(number)s on %(day)s. What was "
        "published is taken down, and nothing of the appeal will be published. The consideration "
        "of the appeal does not change."
    ) % {"number": appeal.number, "day": _day(timezone.localtime(event.at).date())}


def _deletion_asked(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("Request about the data of appeal %(number)s") % {"number": appeal.number}, _(
        "You asked to delete your personal data from appeal %(number)s. The head of the office "
        "decides; the decision stands on the page of the appeal. If it was not you, call us."
    ) % {"number": appeal.number}


def _deletion_declined(appeal: Appeal, event: Event) -> tuple[str, str]:
    return _("The data of appeal %(number)s are kept") % {"number": appeal.number}, _(
        "Your personal data are not deleted from appeal %(number)s for now.\nThe reason: %(why)s"
    ) % {"number": appeal.number, "why": event.why}


LETTERS = {
    Act.REGISTER: _registered,
    Act.START: _started,
    Act.SHORT_ANSWER: _short,
    Act.ANSWER: _answered,
    Act.EXTEND: _extended,
    Act.MOVE_TERM: _moved,
    Act.FORWARD: _forwarded,
    Act.CLOSE: _closed,
    Act.CONFIRM_CLOSE: _closed,
    Act.WITHDRAW: _closed,
    Act.ASK_AGAIN: _asked_again,
    Act.DECLINE_AGAIN: _declined_again,
    Act.REOPEN: _reopened,
    Act.CHANGE_CONTACT: _contact_changed,
    Act.ADD_DOCUMENT: _document,
    Act.REMOVE_FILE: _file_removed,
    Act.REPLACE_SECRET: _secret_replaced,
    Act.WITHDRAW_CONSENT: _consent_withdrawn,
    Act.ASK_DELETION: _deletion_asked,
    Act.DECLINE_DELETION: _deletion_declined,
}


def notify_applicant(appeal: Appeal, event: Event) -> None:
    """Write the letter about `event` to the outbox: by e-mail, else as a text message.

    Call it inside the transaction of the act. An applicant without e-mail and phone gets none.
    """
    channel = "email" if appeal.email else "sms"
    to = appeal.email or appeal.phone
    if to:
        _enqueue_letter(appeal, event, to=to, channel=channel, reader="applicant")


def notify_old_contact(appeal: Appeal, event: Event, *, phone: str = "", email: str = "") -> None:
    """Tell the phone and e-mail that an appeal no longer has that they were replaced.

    Call it inside the transaction of the act.
    """
    for to, channel in ((phone, "sms"), (email, "email")):
        if to:
            _enqueue_letter(appeal, event, to=to, channel=channel, reader=f"old-{channel}")


def _enqueue_letter(appeal: Appeal, event: Event, *, to: str, channel: str, reader: str) -> None:
    if channel == "sms" and not accepts_sms(to):
        return
    with translation.override(appeal.language):
        letter = compose_letter(appeal, event)
        if letter is None:
            return
        subject, text = letter
        if channel == "sms":
            text = f"{compose_sms(appeal, event)} {status_url()}"
    outbox.enqueue(
        to=to,
        language=appeal.language,
        subject=subject,
        body=text,
        about=appeal.number,
        key=f"{appeal.number}:{event.pk}:{reader}",
        at=event.at,
        channel=channel,
    )


def send_recovery_code(appeal: Appeal, code: str, channel: str, to: str, *, at: datetime) -> None:
    """Send the code for a new secret. Call it inside the transaction that stores the code."""
    with translation.override(appeal.language):
        subject = _("Code for a new secret of appeal %(number)s") % {"number": appeal.number}
        address = settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("appeals:recovery_code")
        text = _(
            "%(code)s is the code for a new secret of your appeal %(number)s. Type it within "
            "30 minutes: %(address)s\nGive it to nobody. If you did not ask for it, do nothing."
        ) % {"code": code, "number": appeal.number, "address": address}
    outbox.enqueue(
        to=to,
        language=appeal.language,
        subject=subject,
        body=text,
        about=appeal.number,
        key=f"{appeal.number}:recovery:{at.isoformat()}",
        at=at,
        channel=channel,
    )


def notify_officer(appeal: Appeal, event: Event) -> None:
    """Write to the new executor of an appeal. Call it inside the transaction of the act."""
    if appeal.officer is None:
        return
    officer = reader_of(appeal.officer, appeal.office, timezone.localdate(event.at))
    if not officer.email or officer == event.by:
        return
    code = staff_language(officer)
    with translation.override(code):
        subject = _("Appeal %(number)s is given to you") % {"number": appeal.number}
        text = _("Appeal %(number)s is given to you. The full answer is due %(full)s.") % {
            "number": appeal.number,
            "full": format_deadline(appeal.due_on),
        }
    outbox.enqueue(
        to=officer.email,
        language=code,
        subject=subject,
        body=merge_full_stops(text),
        about=appeal.number,
        key=f"{appeal.number}:{event.pk}:officer",
        at=event.at,
    )


def notify_preparer(answer: PublishedAnswer, *, by, at: datetime) -> None:
    """Write to the preparer that the public answer is returned or withdrawn, and where to mend it.

    Call it inside the transaction of the act. What has to be corrected is read in the admin.
    """
    preparer, reply = answer.prepared_by, answer.reply
    if preparer is None or reply is None or preparer == by:
        return
    if not preparer.is_active or not preparer.email:
        return
    code = staff_language(preparer)
    with translation.override(code):
        if answer.stage == PublishedAnswer.Stage.RETURNED:
            subject = _("Public answer № %(number)s is returned for correction")
        else:
            subject = _("Public answer № %(number)s is withdrawn from publication")
        text = _("You prepared this answer. What has to be corrected is written here: %(address)s")
    page = reverse("appeals_admin:prepare", args=[reply.pk])
    outbox.enqueue(
        to=preparer.email,
        language=code,
        subject=subject % {"number": answer.number},
        body=text % {"address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + page},
        about=reply.appeal.number,
        key=f"answer:{answer.pk}:{answer.stage}:{at.isoformat()}",
        at=at,
    )


def staff_language(user) -> str:
    """Return the language a member of staff has chosen for the admin; Kazakh when none."""
    profile = getattr(user, "wagtail_userprofile", None)
    code = (profile.preferred_language if profile else "") or "kk"
    return supported_language(code)
