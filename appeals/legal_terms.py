"""Legal terms as data: length, unit, legal act and article, in force since when.

An appeal keeps the term in force on the day of its registration: `get_term("answer", on=day)`.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Administrative Procedural and Process-related Code; law on appeals of 12 January 2007
APPC_URL = "https://adilet.zan.kz/kaz/docs/K2000000350"
LAW_OF_2007_URL = "https://adilet.zan.kz/kaz/docs/Z070000221_"


@dataclass(frozen=True)
class LegalTerm:
    """A legal term. `unit` is "working_days", "days" or "months"; `act` is the legal act."""

    code: str
    title: str | Promise
    amount: int
    unit: str
    act: str | Promise
    article: str
    in_force_from: date
    url: str = ""


LAW_OF_2007 = _("Law on appeals, 2007")
APPC = _("Administrative Procedural and Process-related Code")
RECEPTION_RULE = _("Rule of the public reception")
AUGUST_2007, JULY_2021 = date(2007, 8, 1), date(2021, 7, 1)
ANSWER, FORWARD = _("Answer"), _("Forwarding by competence")
EXTENSION = _("Extension, counted from registration")
EXTENSION_NOTICE = _("Word to the applicant of an extension")  # listed for the public only

TERMS: tuple[LegalTerm, ...] = (
    LegalTerm("answer", ANSWER, 15, "days", LAW_OF_2007, "8", AUGUST_2007, LAW_OF_2007_URL),
    LegalTerm("answer", ANSWER, 15, "working_days", APPC, "76", JULY_2021, APPC_URL),
    LegalTerm("forward", FORWARD, 3, "days", LAW_OF_2007, "6", AUGUST_2007, LAW_OF_2007_URL),
    LegalTerm("forward", FORWARD, 3, "working_days", APPC, "65", JULY_2021, APPC_URL),
    LegalTerm("extension", EXTENSION, 2, "months", APPC, "76", AUGUST_2007, APPC_URL),
    LegalTerm(
        "extension_notice", EXTENSION_NOTICE, 3, "working_days", APPC, "76", AUGUST_2007, APPC_URL
    ),
    LegalTerm(
        "short_answer", _("Short answer"), 3, "working_days", RECEPTION_RULE, "", AUGUST_2007
    ),
)


def get_term(code: str, *, on: date) -> LegalTerm:
    """Return the term `code` in force on the day `on`. LookupError: none was in force yet."""
    candidates = [term for term in TERMS if term.code == code and term.in_force_from <= on]
    if not candidates:
        raise LookupError(f"no term {code!r} on {on}")
    return max(candidates, key=lambda term: term.in_force_from)


def terms_in_force(*, on: date) -> list[LegalTerm]:
    """Return every term in force on the day `on`, in the order of the table."""
    codes = dict.fromkeys(term.code for term in TERMS if term.in_force_from <= on)
    return [get_term(code, on=on) for code in codes]
