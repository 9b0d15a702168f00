"""A search asks the database as rarely with many words in it and with much to find."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import index_writer
from tests.search.entries import make_entry, search_for

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
WORDS = ["жол", "көше", "шатыр", "балабақша", "мектеп", "пенсия", "құжат", "жылу"]


def fill_index(number: int) -> None:
    index_writer.rebuild_from(
        make_entry(f"n{n}", "ru" if n % 2 else "kk", title=WORDS[n % 8], body=" ".join(WORDS))
        for n in range(number)
    )


def count_statements(words: str) -> int:
    search_for(words)  # what a process reads once after a change
    with CaptureQueriesContext(connection) as statements:
        assert search_for(words).total
    return len(statements)


# The neighbours of unknown words are looked up in rounds, those of all words of a round together.
@pytest.mark.parametrize(
    ("words", "most"), [(WORDS[0], 12), (" ".join(WORDS), 12), ("вода жөндеу жолл", 15)]
)
def test_search_asks_at_most_so_many_times(words, most):
    for entries in (20, 800):  # more than are ranked
        fill_index(entries)
        assert count_statements(words) <= most
