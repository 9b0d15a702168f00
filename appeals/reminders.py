"""The daily letter to staff: what is due, late, or waits for a head.

An executor reads of his or her own appeals, a head also of the overdue ones of the office and of
proposed closings. Each gets one letter a day, with numbers and dates only.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals import access, deadlines
from appeals.deputies import reader_of
from appeals.models import Appeal
from appeals.notifications import staff_language
from appeals.states import NOT_BEGUN, OPEN
from core import outbox
from core.i18n.dates import format_deadline
from core.models import Notice
from services.models import Office, OfficeMember


@dataclass
class DailyLetter:
    """What a member of staff reads of: own appeals, overdue ones of others, proposed closings."""

    own: list[Appeal] = field(default_factory=list)
    overdue: list[Appeal] = field(default_factory=list)
    closings: list[Appeal] = field(default_factory=list)


def collect_letters(on: date, working_days: int) -> dict:
    """Return the letters of the day by recipient: due within so many working days, or late."""
    letters: dict = defaultdict(DailyLetter)
    heads = cache(nearest_heads)
    recipients: dict = {}  # by (executor, office)
    for appeal in appeals_to_watch(on, working_days):
        pair = appeal.officer_id, appeal.office_id
        if pair not in recipients:
            recipients[pair] = reminder_recipients(appeal, on)
        for user in recipients[pair]:
            letters[user].own.append(appeal)
        if is_overdue(appeal, on):
            for head in heads(appeal.office):
                if head not in recipients[pair]:
                    letters[head].overdue.append(appeal)
    proposed = Appeal.objects.filter(state__in=OPEN).exclude(proposed_close_reason="")
    for appeal in proposed.select_related("office").order_by("due_on", "number"):
        for head in heads(appeal.office):
            letters[head].closings.append(appeal)
    return letters


def appeals_to_watch(on: date, working_days: int) -> list[Appeal]:
    """Return the open appeals with something due or late, the most urgent first."""
    watched = Appeal.objects.filter(
        deadlines.overdue(on)
        | deadlines.due_within(on, working_days)
        | deadlines.short_answer_due(on)
        | deadlines.forwarding_due(on)
    )
    return list(watched.select_related("officer", "office").order_by("due_on", "number"))


def is_overdue(appeal: Appeal, on: date) -> bool:
    """Return whether the full or the short answer is late on the day `on`."""
    return appeal.due_on < on or (not appeal.short_answered_at and appeal.short_due_on < on)


def reminder_recipients(appeal: Appeal, on: date) -> list:
    """Return the executor or a deputy; the staff of the office when none works there any more."""
    officer = appeal.officer
    if officer and access.works_in(officer, appeal.office):
        return [reader_of(officer, appeal.office, on)]
    members = OfficeMember.objects.filter(office=appeal.office_id, user__is_active=True)
    return [
        member.user
        for member in members.select_related("user")
        if member.user.has_perm(access.HANDLE) or member.user.has_perm(access.LEAD)
    ]


def nearest_heads(office: Office) -> list:
    """Return the heads of the office, or of the nearest office above that has one."""
    current: Office | None = office
    seen: set[int] = set()
    while current is not None and current.pk not in seen:
        seen.add(current.pk)
        if heads := list(access.heads_in(current)):
            return heads
        current = current.parent
    return []


def send_letter(user, letter: DailyLetter, *, on: date, at: datetime) -> bool:
    """Write the letter of the day to the outbox; return whether there was one to write.

    A user without an e-mail address gets none, and nobody gets a second one on a day.
    """
    key = f"remind:{user.pk}:{on:%Y-%m-%d}"
    if not user.email or Notice.objects.filter(key=key).exists():
        return False
    code = staff_language(user)
    with translation.override(code):
        subject, text = compose_letter(letter, on)
    outbox.enqueue(
        to=user.email, language=code, subject=subject, body=text, about=f"officer:{user.pk}",
        key=key, at=at,
    )  # fmt: skip
    return True


def compose_letter(letter: DailyLetter, on: date) -> tuple[str, str]:
    """Return subject and text in the active language."""
    sections = [
        (_("These appeals wait for your answer:"), letter.own),
        (_("Overdue in your office, at other executors:"), letter.overdue),
        (_("Proposed for closing without an answer; a head decides:"), letter.closings),
    ]
    text = "\n\n".join(
        "\n".join([title, "", *(_line(appeal, on) for appeal in appeals)])
        for title, appeals in sections
        if appeals
    )
    if letter.own:
        subject = _("Appeals that wait for your answer: %(count)s")
        return subject % {"count": len(letter.own)}, text
    subject = _("Appeals that need you as the head: %(count)s")
    return subject % {"count": len(letter.overdue) + len(letter.closings)}, text


def _line(appeal: Appeal, on: date) -> str:
    """Return number and due date of an appeal, and what else is due."""
    if appeal.due_on < on:
        words = {"number": appeal.number, "day": _day(appeal.due_on)}
        line = _("%(number)s: overdue since %(day)s") % words
    else:
        line = f"{appeal.number}: {format_deadline(appeal.due_on)}"
    return "; ".join(filter(None, [line, _short_answer(appeal, on), _forwarding(appeal, on)]))


def _short_answer(appeal: Appeal, on: date) -> str:
    if appeal.short_answered_at or appeal.short_due_on > on:
        return ""
    if appeal.short_due_on == on:
        return _("short answer due today")
    return _("short answer overdue since %(day)s") % {"day": _day(appeal.short_due_on)}


def _forwarding(appeal: Appeal, on: date) -> str:
    """Return until when it may be forwarded by competence, once that day has come."""
    until = deadlines.forward_until(appeal)
    if appeal.state not in NOT_BEGUN or until > on:
        return ""
    if until == on:
        return _("today is the last day to forward it by competence")
    return _("not begun; the term for forwarding ended on %(day)s") % {"day": _day(until)}


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
