"""An answer as a letter on paper, for an applicant without e-mail and telephone."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals.legal_terms import APPC
from appeals.models import Reply
from core import pdf


def letter_data(reply: Reply) -> dict:
    """Return the data of typst/answer.typ in the active language."""
    appeal = reply.appeal
    office = appeal.office
    points = [
        {
            "heading": _("Point %(number)s") % {"number": answer.point.number},
            "matter": answer.point.text,
            "decision": answer.get_decision_display(),
            "text": answer.text,
        }
        for answer in reply.points.all()
    ]
    return {
        "office": office.title,
        "contact": ", ".join(filter(None, [office.address, office.phone])),
        "applicant": " ".join(filter(None, [appeal.name, appeal.patronymic])),
        "organisation": appeal.organisation,
        "address": appeal.postal_address,
        "kind": reply.get_kind_display(),
        "facts": [
            [_("Registration number"), appeal.number],
            [_("Registered"), _day(appeal.registered_at)],
            [_("Answered"), _day(reply.at)],
            *([[_("Decision"), reply.get_decision_display()]] if reply.decision else []),
        ],
        "points": points,
        "text": reply.text,
        "signer": reply.signer,
        "complaint": how_to_complain() if reply.kind == Reply.Kind.FULL else "",
        "words": {
            "matter": _("You wrote"), "answer": _("Answer"), "signed": _("Signed by"),
            "complaint": _("If you do not agree"),
        },
    }  # fmt: skip


def how_to_complain() -> str:
    """Return how to complain about an answer, with the act and its article."""
    return _(
        "You may complain to the higher body or official, through the body that answered, and then "
        "go to court (%(act)s, article 91). This office explains how it is done."
    ) % {"act": APPC}


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT")


def render_pdf(reply: Reply) -> bytes:
    """Return the letter as a PDF in the active language."""
    title = _("Answer to appeal %(number)s") % {"number": reply.appeal.number}
    language = get_language() or "kk"
    return pdf.render("appeals/answer.typ", letter_data(reply), language=language, title=title)
