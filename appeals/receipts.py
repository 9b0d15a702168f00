"""The receipt of a registered appeal: the talon of APPC art. 64, as facts and as a PDF.

Number, day and time, who accepted it with name and post, the applicant, the files, the due days.
The citizen's receipt and that of the desk are the same paper.
"""

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from appeals.deadlines import appeal_calendar, came_outside_hours
from appeals.ledger_status import receipt_facts
from appeals.legal_terms import get_term
from appeals.models import Appeal
from appeals.notifications import status_url
from appeals.states import Act
from appeals.status_text import is_reopened
from core import pdf, qr
from core.i18n.dates import (
    format_date_with_weekday,
    format_day,
    format_deadline,
    format_weekday,
)
from services.office_access import member_post


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


def accepted_by(appeal: Appeal) -> str:
    """Return who accepted the appeal: a member of staff with the post, or the portal."""
    event = appeal.events.filter(act=Act.REGISTER).select_related("by").first()
    if event is None or event.by is None:
        return _("the portal itself, without a member of staff")
    name = event.by.get_full_name() or event.by.get_username()
    return ", ".join(filter(None, [name, member_post(event.by, appeal.office)]))


def applicant_facts(appeal: Appeal) -> list[tuple[str, str]]:
    """Return the applicant and the files: only for the applicant's own paper."""
    name = " ".join(filter(None, [appeal.name, appeal.patronymic]))
    files = [file.name for file in appeal.attachments.all()]
    return [
        (_("Applicant"), ", ".join(filter(None, [name, appeal.organisation]))),
        (_("Attached documents"), "; ".join(files) or _("none")),
    ]


def late_notice(appeal: Appeal) -> str:
    """Return why the term counts from a later day than the appeal came, or ""."""
    if not came_outside_hours(appeal) or is_reopened(appeal):
        return ""
    return _("It came outside office hours: the term counts from %(day)s.") % {
        "day": format_date_with_weekday(appeal.counted_from)
    }


def skipped_days(appeal: Appeal) -> list[str]:
    """Return the holidays inside the term with their reasons; plain week-ends are left out."""
    calendar = appeal_calendar(appeal)
    days = calendar.skipped(appeal.counted_from, appeal.due_on)
    return [f"{format_day(day)}: {reason}" for day, reason in days if day.weekday() < calendar.week]


def next_steps() -> list[str]:
    """Return what happens next, as three sentences."""
    return [
        _("We read your appeal and give it to the person who decides the matter."),
        _("You get a short answer first, then a full one; each point is answered."),
        _("When the answer is there, you read it with the number and the secret code and rate it."),
    ]


def ledger_note() -> str:
    """Return what the codes of the ledger on a receipt are for."""
    return _(
        "Keep these codes: with them anybody can check that nobody has lost, rewritten or dated "
        "back the appeal, not even those who run the portal."
    )


def render_pdf(appeal: Appeal, *, secret: str = "", personal: bool = False) -> bytes:
    """Return the receipt as a PDF in the active language.

    An empty `secret` is left out; the name and the files stand on it only when it is `personal`.
    """
    title = _("Receipt %(number)s") % {"number": appeal.number}
    data = {
        "title": _("Your appeal is registered"),
        "label": _("Registration number"),
        "number": appeal.number,
        "secret_label": _("Secret code") if secret else "",
        "secret": secret,
        "secret_note": _("With the number it opens your appeal. Do not show it to others."),
        "facts": [
            [_("Received"), " ".join([format_registered(appeal), late_notice(appeal)]).strip()],
            [_("Accepted by"), accepted_by(appeal)],
            [_("Reception office"), appeal.office.title],
            *(applicant_facts(appeal) if personal else []),
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
        "ledger_title": _("Public ledger"),
        "ledger_note": ledger_note(),
        "ledger": receipt_facts(appeal) if secret or personal else [],
        "contact": ", ".join(filter(None, [appeal.office.address, appeal.office.phone])),
    }
    return pdf.render("appeals/receipt.typ", data, language=get_language() or "kk", title=title)
