"""Terms of the law as data: how long, counted how, by which article, since when.

A case keeps the term that was in force on the day it was registered: `term("answer", on=day)`.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODE = "https://adilet.zan.kz/kaz/docs/K2000000350"  # Administrative Procedural and Process Code
OLD_LAW = "https://adilet.zan.kz/kaz/docs/Z070000221_"  # law on appeals of 12 January 2007


@dataclass(frozen=True)
class LegalTerm:
    """One term. `unit` is "working_days", "days" or "months"; `act` names who demands it."""

    code: str
    title: str | Promise
    amount: int
    unit: str
    act: str | Promise
    article: str
    in_force_from: date
    url: str = ""


APPC = _("Administrative Procedural and Process-related Code")
HOUSE = _("Rule of the public reception")

TERMS: tuple[LegalTerm, ...] = (
    LegalTerm(
        "answer", _("Answer"), 15, "days", _("Law on appeals, 2007"), "8",
        date(2007, 8, 1), OLD_LAW,
    ),
    LegalTerm("answer", _("Answer"), 15, "working_days", APPC, "76", date(2021, 7, 1), CODE),
    LegalTerm("forward", _("Forwarding by competence"), 3, "days", _("Law on appeals, 2007"), "6",
         date(2007, 8, 1), OLD_LAW),
    LegalTerm(
        "forward", _("Forwarding by competence"), 3, "working_days", APPC, "65",
        date(2021, 7, 1), CODE,
    ),
    LegalTerm(
        "extension", _("Extension, counted from registration"), 2, "months", APPC, "76",
        date(2007, 8, 1), CODE,
    ),
    LegalTerm(
        "extension_notice", _("Word to the applicant of an extension"), 3, "working_days", APPC,
        "76", date(2007, 8, 1), CODE,
    ),
    LegalTerm("short_answer", _("Short answer"), 3, "working_days", HOUSE, "", date(2007, 8, 1)),
)  # fmt: skip


def get_term(code: str, *, on: date) -> LegalTerm:
    """The term `code` in force on the day `on`. LookupError: none was in force yet."""
    known = [each for each in TERMS if each.code == code and each.in_force_from <= on]
    if not known:
        raise LookupError(f"no term {code!r} on {on}")
    return max(known, key=lambda each: each.in_force_from)


def terms_in_force(*, on: date) -> list[LegalTerm]:
    """Every term in force on the day `on`, in the order of the table."""
    codes = dict.fromkeys(each.code for each in TERMS if each.in_force_from <= on)
    return [get_term(code, on=on) for code in codes]
