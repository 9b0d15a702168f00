"""The receipt of a sent draft, and who may see the secret on it.

The receipt's address carries the draft's token: it can be opened again, reloaded and bookmarked,
and it shows the number, the dates and what happens next, nothing about the person. The secret opens
the whole case, so an address alone must never show it: addresses stay in histories and logs.
It is shown only
  * to the browser that sent (it holds a random key in a cookie; we keep the key's hash), and
  * within SECRET_VISIBLE_FOR of sending, so that a reload or a lost connection loses nothing, and
  * until its reader presses «I have written it down»: then it is hidden at once.
It is stored nowhere: appeals.numbers derives it again from the token and the server's own key.
Afterwards the page says where to find it: on the print or the PDF, or at the office with an
identity card.
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
from forms.browser_key import get_browser_key, hash_browser_key
from forms.models import Draft

SECRET_VISIBLE_FOR = timedelta(hours=1)


def visible_secret(draft: Draft, request: HttpRequest, at: datetime) -> str:
    """Return the secret of a sent draft if this browser may see it now, else ""."""
    key = get_browser_key(request)
    sent_at = draft.data.get("sent_at")
    if not (key and sent_at and draft.owner and draft.result):
        return ""
    if not constant_time_compare(draft.owner, hash_browser_key(key)):
        return ""
    if draft.data.get("hidden") or at - datetime.fromisoformat(sent_at) > SECRET_VISIBLE_FOR:
        return ""
    return numbers.secret_for_draft(draft.token)


def hide_secret(draft: Draft) -> None:
    """Stop showing the secret: its reader has it on paper."""
    draft.data["hidden"] = True
    draft.save(update_fields=["data"])


def deadlines(appeal: Appeal) -> list[dict[str, str]]:
    """Return the due days of both answers: title, day and term, as texts."""
    rows = []
    for code, title, day in (
        ("short_answer", _("The short answer"), appeal.short_due_on),
        ("answer", _("The full answer"), appeal.due_on),
    ):
        term = get_term(code, on=appeal.counted_from)
        term_text = ngettext(
            "%(count)s working day, counted from the day after registration",
            "%(count)s working days, counted from the day after registration",
            term.amount,
        ) % {"count": term.amount}
        day_text = f"{format_deadline(day)} ({format_weekday(day)})"
        rows.append({"title": title, "day": day_text, "term": term_text})
    return rows


def format_registered(appeal: Appeal) -> str:
    """Return the day and minute of registration as a sentence."""
    local = timezone.localtime(appeal.registered_at)
    return f"{format_date_with_weekday(local)}, {local:%H:%M}."


def late_notice(appeal: Appeal) -> str:
    """Return why the appeal counts as registered on a later day than it was sent, or ""."""
    start = appeal.counted_from
    if start == timezone.localdate(appeal.registered_at) or is_reopened(appeal):
        return ""
    return _("It came outside office hours, so it counts as registered on %(day)s.") % {
        "day": format_date_with_weekday(start)
    }


def skipped_days(appeal: Appeal) -> list[str]:
    """Return the holidays inside the term with their reasons; plain week-ends are left out."""
    days = working_calendar().skipped(appeal.counted_from, appeal.due_on)
    return [f"{format_day(day)}: {reason}" for day, reason in days if day.isoweekday() < 6]


def next_steps() -> list[str]:
    """Return what happens next, as three sentences."""
    return [
        _("We read your appeal and give it to the person who decides the matter."),
        _("You get a short answer first, then a full one; each point is answered."),
        _("When the answer is there, you read it with the number and the secret code and rate it."),
    ]


def render_pdf(appeal: Appeal, secret: str) -> bytes:
    """Return the receipt as a PDF in the active language; an empty `secret` is left out."""
    title = _("Receipt %(number)s") % {"number": appeal.number}
    data = {
        "title": _("Your appeal is registered"),
        "label": _("Registration number"),
        "number": appeal.number,
        "secret_label": _("Secret code") if secret else "",
        "secret": secret,
        "secret_note": _("With the number it opens your appeal. Do not show it to others."),
        "facts": [
            [_("Registered"), " ".join([format_registered(appeal), late_notice(appeal)]).strip()],
            [_("Reception office"), appeal.office.title],
            *([row["title"], f"{row['day']} ({row['term']})"] for row in deadlines(appeal)),
        ],
        "next_title": _("What happens next"),
        "steps": next_steps(),
        "skipped_title": _("Days that do not count"),
        "skipped": skipped_days(appeal),
        "qr": qr.render_svg(status_url(), standalone=True),
        "qr_alt": _("QR code of the page “Where is my appeal?”"),
        "qr_note": _("Where is my appeal?"),
        "address": status_url(),
        "contact": ", ".join(filter(None, [appeal.office.address, appeal.office.phone])),
    }
    return pdf.render("forms/receipt.typ", data, language=get_language() or "kk", title=title)
