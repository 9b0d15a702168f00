"""The texts of the status page: where an appeal is, its due strip and its timeline."""

from datetime import date, datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals import deadlines, reconsideration
from appeals.models import Appeal, Event, Reply
from appeals.models.reply import WithdrawalReason
from appeals.states import OPEN, Act, CloseReason, State
from core.i18n.dates import format_deadline, merge_full_stops
from services.models.offices import WorkingWeek

CLOSING = frozenset({Act.CLOSE, Act.PROPOSE_CLOSE, Act.CONFIRM_CLOSE})
STRIP_STATES = {"registered": "past", "skipped": "off", "due": "due", "short": "short"}


def status_sentence(appeal: Appeal, on: date) -> str:
    """Return who considers the appeal and until when, or how it ended."""
    return merge_full_stops(_sentence_without_stop(appeal, on))


def _sentence_without_stop(appeal: Appeal, on: date) -> str:
    day = date_format(appeal.due_on, "DATE_FORMAT")
    if appeal.state in OPEN:
        holder = str(appeal.body or appeal.office)
        if appeal.due_on < on:
            return _("%(who)s is late: the answer was due on %(day)s.") % {
                "who": holder,
                "day": day,
            }
        if appeal.state == State.REGISTERED:
            return _("Registered at %(who)s; the answer will come %(until)s.") % {
                "who": appeal.office,
                "until": format_deadline(appeal.due_on),
            }
        return _("%(who)s is considering it; the answer will come %(until)s.") % {
            "who": holder,
            "until": format_deadline(appeal.due_on),
        }
    if appeal.state == State.FORWARDED:
        return _("It belongs to another body and was passed to it: %(who)s.") % {
            "who": appeal.forwarded_to or appeal.body
        }
    if appeal.answered_at:
        answered = timezone.localdate(appeal.answered_at)
        return _("Answered on %(day)s.") % {"day": date_format(answered, "DATE_FORMAT")}
    return _("Closed on %(day)s.") % {
        "day": date_format(timezone.localdate(appeal.closed_at), "DATE_FORMAT")
    }


def explain_due_date(appeal: Appeal) -> str:
    """Return the legal rule behind the due date in one sentence."""
    if appeal.extended:
        return _("The term was extended by a reasoned decision (APPC, article 76).")
    if is_reopened(appeal):
        rule = _(
            "Fifteen working days are counted from the day after the appeal was opened again "
            "(APPC, article 76); weekends and holidays do not count."
        )
    else:
        rule = _(
            "Fifteen working days are counted from the day after registration (APPC, article 76); "
            "weekends and holidays do not count."
        )
    if appeal.working_week == WorkingWeek.SIX:
        rule += " " + _("The office works six days a week: Saturdays count.")
    return rule


def is_reopened(appeal: Appeal) -> bool:
    """Return whether the appeal was opened again, so that its terms are counted anew."""
    return appeal.events.filter(act=Act.REOPEN).exists()


def describe_reconsideration(appeal: Appeal) -> str:
    """Return what became of the request for reconsideration of the latest outcome, or ""."""
    if reconsideration.is_pending(appeal):
        text = _(
            "You asked on %(day)s to have it considered again. The head of the office decides; "
            "the decision will stand here."
        )
        moment = appeal.asked_again_at
    elif reconsideration.is_declined(appeal):
        text = _(
            "The head of the office declined on %(day)s to have it considered again. "
            "The reasons are under “What has happened”."
        )
        moment = appeal.asked_again_decided_at
    else:
        return ""
    return text % {"day": date_format(timezone.localdate(moment), "DATE_FORMAT")}


def describe_deletion_request(appeal: Appeal) -> str:
    """Return what became of the request to delete the personal data, or ""."""
    asked, declined = appeal.deletion_asked_at, appeal.deletion_declined_at
    if asked is None:
        return ""
    if declined is not None and declined >= asked:
        text = _(
            "The head of the office declined on %(day)s to delete your personal data. "
            "The reasons are under “What has happened”."
        )
    else:
        text = _(
            "You asked on %(day)s to delete your personal data. The head of the office decides; "
            "the decision will stand here."
        )
    moment = max(asked, declined or asked)
    return text % {"day": date_format(timezone.localdate(moment), "DATE_FORMAT")}


def due_strip(appeal: Appeal, at: datetime) -> dict:
    """Return the days, the sentence and the ends for the component due_strip."""
    on = timezone.localdate(at)
    start = appeal.counted_from
    calendar = deadlines.appeal_calendar(appeal)
    strip_days = deadlines.term_strip(
        start, appeal.short_due_on, appeal.due_on, on=on, calendar=calendar
    )
    left = deadlines.appeal_days_left(appeal, on)
    if left >= 0:
        sentence = ngettext("%(n)s working day is left.", "%(n)s working days are left.", left) % {
            "n": left
        }
    else:
        sentence = ngettext("%(n)s working day late.", "%(n)s working days late.", -left) % {
            "n": -left
        }
    milestones = [
        (_("Counts from"), start),
        (_("Short answer"), appeal.short_due_on),
        (_("Full answer"), appeal.due_on),
    ]
    ends = {
        day: {"label": label, "text": date_format(day, "MONTH_DAY_FORMAT")}
        for label, day in milestones
        if day >= start  # a short answer given in an earlier term is left out
    }
    days = [{"states": _states(day, on), "end": ends.get(day.date)} for day in strip_days]
    sentence = " ".join(filter(None, [explain_start(appeal), sentence]))
    return {"days": days, "sentence": sentence, "ends": list(ends.values())}


def explain_start(appeal: Appeal) -> str:
    """Return when the appeal came and from which day its term counts; "" when opened again."""
    if is_reopened(appeal):
        return ""
    received = date_format(timezone.localdate(appeal.registered_at), "DATE_FORMAT")
    if not deadlines.came_outside_hours(appeal):
        return merge_full_stops(_("Received on %(day)s.") % {"day": received})
    counted = date_format(appeal.counted_from, "DATE_FORMAT")
    return merge_full_stops(
        _("Received on %(day)s outside office hours, so the term counts from %(counted)s.")
        % {"day": received, "counted": counted}
    )


def _states(day: deadlines.StripDay, on: date) -> list[str]:
    states = [STRIP_STATES[day.kind]] if day.kind in STRIP_STATES else []
    if day.date < on and "off" not in states:
        states.append("past")
    if day.today:
        states.append("today")
    return states


def event_reason(event: Event) -> str:
    """Return why an act was done: the reason chosen from a list, what it led to, the words."""
    chosen = event.data.get("reason", "")
    parts = []
    if event.act in {Act.REGISTER, Act.REOPEN}:
        parts.append(_explain_counting(event))
    if event.act in CLOSING and chosen in CloseReason.values:
        parts.append(f"{CloseReason(chosen).label}.")
    if event.act == Act.UNPUBLISH and chosen in WithdrawalReason.values:
        parts.append(str(WithdrawalReason(chosen).label))
    if event.act in {Act.EXTEND, Act.MOVE_TERM} and event.data.get("to"):
        until = date.fromisoformat(event.data["to"])
        parts.append(_("The answer will come %(until)s.") % {"until": format_deadline(until)})
    if event.act == Act.FORWARD and event.appeal.forwarded_to:
        parts.append(f"{event.appeal.forwarded_to}.")
    return merge_full_stops(" ".join(filter(None, [*parts, event.why])))


def _explain_counting(event: Event) -> str:
    """Return from which day the term counts when that is not the day of the act."""
    if not event.content:  # of 0.1.0
        return ""
    counted = date.fromisoformat(event.content["dates"][0])
    if counted == timezone.localdate(event.at):
        return ""
    return _("It came outside office hours: the term counts from %(day)s.") % {
        "day": date_format(counted, "DATE_FORMAT")
    }


def build_timeline(appeal: Appeal) -> list[dict]:
    """Return the public events, oldest first, and what comes next."""
    events = [
        {
            "when": date_format(timezone.localtime(event.at), "DATETIME_FORMAT"),
            "title": str(Act(event.act).label),
            "text": event_reason(event),
            "state": "done",
        }
        for event in appeal.events.filter(public=True).select_related("appeal")
    ]
    if appeal.state in OPEN:
        events.append(
            {
                "when": date_format(appeal.due_on, "DATE_FORMAT"),
                "title": _("Full answer, at the latest"),
                "text": "",
                "state": "next",
            }
        )
    return events


def list_replies(appeal: Appeal) -> list[Reply]:
    """Return the answers given so far, with their points and published answers."""
    replies = appeal.replies.select_related("published").prefetch_related("points__point")
    return list(replies.order_by("at"))


def list_own_files(appeal: Appeal) -> list[dict[str, str]]:
    """Return name, size and note of the applicant's files for the component file_list."""
    files = appeal.attachments.filter(by_staff=False)
    sealed = _("its electronic signature is kept in the sealed original")
    return [
        {
            "name": file.name,
            "size": filesizeformat(file.size),
            "note": sealed if file.original else "",
        }
        for file in files
    ]
