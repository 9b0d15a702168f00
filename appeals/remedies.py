"""Where to go with an answer that one disagrees with, after the office itself: ways with articles.

`term` stays empty until somebody has read the article: docs/decisions.md says what is unverified.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.legal_terms import APPC, APPC_URL


@dataclass(frozen=True)
class Remedy:
    """A way to complain: what to do, in which order, and the article with its term."""

    text: str | Promise
    article: str
    term: str | Promise = ""
    act: str | Promise = APPC
    url: str = APPC_URL


REMEDIES: tuple[Remedy, ...] = (
    Remedy(gettext_lazy("Complain to the body above the one that answered."), "91"),
    Remedy(gettext_lazy("If its decision does not satisfy you either, go to court."), ""),
)


def describe_basis(remedy: Remedy) -> str:
    """Return the act, the article and the term of a way, or where its term stands."""
    if not remedy.article:
        return _("%(act)s: order and term stand there.") % {"act": remedy.act}
    if not remedy.term:
        return _("%(act)s, article %(article)s: order and term stand there.") % {
            "act": remedy.act, "article": remedy.article,
        }  # fmt: skip
    return _("%(act)s, article %(article)s; the term: %(term)s.") % {
        "act": remedy.act, "article": remedy.article, "term": remedy.term,
    }  # fmt: skip


def list_remedies() -> list[dict[str, str]]:
    """Return the ways in their order: text, basis and address of the act."""
    return [
        {"text": str(remedy.text), "basis": describe_basis(remedy), "url": remedy.url}
        for remedy in REMEDIES
    ]


def remedies_in_words() -> str:
    """Return the ways as lines of a letter."""
    return "\n".join(f"{row['text']} {row['basis']}" for row in list_remedies())
