"""Names that kept pages depend on instead of tables of this package that change all day.

Published answers: one answer, the lists of a language, the answers beside another one of its topic.
Figures: all of them, or those of one month.
"""

from datetime import date

from appeals.models import AppealFact, PublishedAnswer
from core import page_cache

ANSWER_TABLE = PublishedAnswer._meta.db_table
FACT_TABLE = AppealFact._meta.db_table
ANSWERS = "answers"  # in all languages
FIGURES = "figures"  # of any period


def answer(number: int) -> str:
    """Return the name of one public answer."""
    return f"answer:{number}"


def answers_in(language: str) -> str:
    """Return the name of the list of answers in a language."""
    return f"answers:{language}"


def answers_on(topic_id: int, language: str) -> str:
    """Return the name of the answers to one topic in a language."""
    return f"answers:{language}:{topic_id}"


def figures_of(month: date) -> str:
    """Return the name of the figures of the appeals that were received in a month."""
    return f"figures:{month:%Y-%m}"


def change_answer(row: PublishedAnswer) -> None:
    """Drop the pages that show `row`, which is published or no longer."""
    names = answer(row.number), answers_in(row.language), answers_on(row.topic_id, row.language)
    page_cache.changed(ANSWERS, *names)


def change_figures(*months: date) -> None:
    """Drop the pages that show figures, and of those of one month only these."""
    page_cache.changed(FIGURES, *map(figures_of, months))
