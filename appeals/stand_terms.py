"""Give the information stand of an office the legal terms of an answer."""

from datetime import date

from appeals.legal_terms import get_term
from services.schedule.stand import AnswerTerms, register_answer_terms


def answer_terms(on: date) -> AnswerTerms:
    """Return the terms of the first and of the full answer in force on `on`, in working days."""
    return AnswerTerms(
        short_answer=get_term("short_answer", on=on).amount, answer=get_term("answer", on=on).amount
    )


register_answer_terms(answer_terms)
