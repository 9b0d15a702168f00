"""Wagtail's own search, by which editors find pages, pictures and documents, made safe to ask.

The stock back end hands a question to FTS5 between quotation marks without looking for more of
them inside: on SQLite `жол "жөндеу` is an error of grammar, and the page chooser falls with it.
Citizens never ask here: see search/engines.
"""

from copy import copy

from django.db import connection
from modelsearch.backends import database
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.query import And, Or, SearchQuery

from search.query.request import clean_words

MOST_PARTS = 10  # of a question that quotation marks part
TABLES = ("wagtailsearch_indexentry", "wagtailcore_page")


class AskedInWords(BaseSearchBackend):
    """Lets words through to the back end it stands before, and nothing that is grammar."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        words = in_words(query)
        return super()._search(
            query_compiler_class, "" if words is None else words, model_or_queryset, **kwargs
        )


def in_words(query: str | SearchQuery) -> str | SearchQuery | None:
    """The same question in words alone, not endlessly many; None where it says none."""
    if isinstance(query, str):
        return _words(query) or None
    if isinstance(query, And | Or):
        parts = [part for part in map(in_words, query.subqueries) if part is not None]
        return type(query)(parts[:MOST_PARTS]) if parts else None
    for name in {"query_string", "subquery"} & vars(query).keys():
        inner = in_words(getattr(query, name))
        if inner is None:
            return None
        query = copy(query)
        setattr(query, name, inner)
    return query


def _words(text: str) -> str:
    """What stands between quotation marks and spaces and has a letter or a digit: a dash alone
    would be a word that no page has."""
    words = clean_words(text.replace('"', " ")).split()
    return " ".join(word for word in words if any(c.isalnum() for c in word))


def SearchBackend(params: dict) -> BaseSearchBackend:
    """The back end of the database in use, asked in words; Wagtail looks for this name."""
    stock = type(database.SearchBackend(params))
    return type(f"Asked{stock.__name__}", (AskedInWords, stock), {})(params)


def weigh() -> None:
    """Let the database see how its tables have grown. Without it SQLite reads the whole index for
    every page; at most a thousand rows of each index are looked at, so it takes a moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
