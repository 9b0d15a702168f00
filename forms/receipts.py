"""The receipt of what was sent, and who may see the secret on it.

The receipt's address carries the draft's token: it can be opened again, reloaded and bookmarked,
and it shows the number, the dates and what happens next, nothing of the person. The secret opens
the whole case, so an address alone must never show it: addresses stay in histories and logs.
It is shown only
  * to the browser that sent (it holds a random key in a cookie; we keep the key's hash), and
  * within SECRET_SHOWN of sending, so that a reload or a dropped line loses nothing, and
  * unless its reader has pressed «I have written it down»: then it is gone at once.
It is stored nowhere: appeals.numbers makes it again from the token and the server's own key. Later
the page says where to find it: on the print or the PDF, or at the office with an identity card.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from appeals import numbers
from appeals.legal_terms import get_term
from appeals.models import Appeal
from appeals.notifications import status_url
from appeals.status_text import is_reopened
from core import pdf, qr
from core.i18n.dates import (
    format_date_with_weekday,
    format_day,
    format_deadline,
    format_weekday,
)
from core.workdays.source import working_calendar
from forms import drafts, guard
from forms.models import Draft

SECRET_SHOWN = timedelta(hours=1)


def secret(draft: Draft, request: HttpRequest, at: datetime) -> str:
    """The secret of what `draft` became if this reader may see it now, else ""."""
    key = guard.browser_key(request)
    sent_at = draft.data.get("sent_at")
    if not (key and sent_at and draft.owner and draft.result):
        return ""
    if not constant_time_compare(draft.owner, drafts.browser_mark(key)):
        return ""
    if draft.data.get("hidden") or at - datetime.fromisoformat(sent_at) > SECRET_SHOWN:
        return ""
    return numbers.secret_for_draft(draft.token)


def hide(draft: Draft) -> None:
    """Show the secret no more: its reader has it on paper."""
    draft.data["hidden"] = True
    draft.save(update_fields=["data"])


def dates(appeal: Appeal) -> list[dict[str, str]]:
    """The two promised days in words, each with how it is counted."""
    found = []
    for code, title, day in (
        ("short_answer", _("The short answer"), appeal.short_due_on),
        ("answer", _("The full answer"), appeal.due_on),
    ):
        rule = get_term(code, on=appeal.counted_from)
        words = ngettext(
            "%(count)s working day, counted from the day after registration",
            "%(count)s working days, counted from the day after registration",
            rule.amount,
        ) % {"count": rule.amount}
        when = f"{format_deadline(day)} ({format_weekday(day)})"
        found.append({"title": title, "when": when, "why": words})
    return found


def registered(appeal: Appeal) -> str:
    """Day and minute of registration in words."""
    local = timezone.localtime(appeal.registered_at)
    return f"{format_date_with_weekday(local)}, {local:%H:%M}."


def came_late(appeal: Appeal) -> str:
    """Why the day of registration is not the day of sending; "" when it is."""
    start = appeal.counted_from
    if start == timezone.localdate(appeal.registered_at) or is_reopened(appeal):
        return ""
    return _("It came outside office hours, so it counts as registered on %(day)s.") % {
        "day": format_date_with_weekday(start)
    }


def skipped(appeal: Appeal) -> list[str]:
    """The holidays inside the term, each with its reason; plain week-ends are not named."""
    days = working_calendar().skipped(appeal.counted_from, appeal.due_on)
    return [f"{format_day(day)}: {reason}" for day, reason in days if day.isoweekday() < 6]


def next_steps(appeal: Appeal) -> list[str]:
    """What happens next, in three lines."""
    return [
        _("We read your appeal and give it to the person who decides the matter."),
        _("You get a short answer first, then a full one; each point is answered."),
        _("When the answer is there, you read it with the number and the secret code and rate it."),
    ]


def document(appeal: Appeal, code: str) -> bytes:
    """The receipt as a PDF in the active language; with the secret while it may be shown."""
    title = _("Receipt %(number)s") % {"number": appeal.number}
    data = {
        "title": _("Your appeal is registered"),
        "label": _("Registration number"),
        "number": appeal.number,
        "secret_label": _("Secret code") if code else "",
        "secret": code,
        "secret_note": _("With the number it opens your appeal. Do not show it to others."),
        "facts": [
            [_("Registered"), " ".join([registered(appeal), came_late(appeal)]).strip()],
            [_("Reception office"), appeal.office.title],
            *([each["title"], f"{each['when']} ({each['why']})"] for each in dates(appeal)),
        ],
        "next_title": _("What happens next"),
        "steps": next_steps(appeal),
        "skipped_title": _("Days that do not count"),
        "skipped": skipped(appeal),
        "qr": qr.render_svg(status_url(), standalone=True),
        "qr_alt": _("QR code of the page “Where is my appeal?”"),
        "qr_note": _("Where is my appeal?"),
        "address": status_url(),
        "contact": ", ".join(filter(None, [appeal.office.address, appeal.office.phone])),
    }
    return pdf.render("forms/receipt.typ", data, language=get_language() or "kk", title=title)
