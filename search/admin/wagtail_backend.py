"""Wagtail's own search, by which editors find pages, pictures and documents, with safe queries.

The stock backend puts a query between quotation marks for FTS5 without escaping those inside: on
SQLite `жол "жөндеу` is a syntax error, and the page chooser fails with it. The public search does
not use it: see search/backends.
"""

from copy import copy

from django.db import connection
from modelsearch.backends import database
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.query import And, Or, SearchQuery

from search.query.request import clean_words

MAX_PARTS = 10  # of a query separated by quotation marks
TABLES = ("wagtailsearch_indexentry", "wagtailcore_page")


class PlainWordsBackend(BaseSearchBackend):
    """Passes plain words to the backend it is mixed into, and no query syntax."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        words = to_plain_words(query)
        return super()._search(
            query_compiler_class, "" if words is None else words, model_or_queryset, **kwargs
        )


def to_plain_words(query: str | SearchQuery) -> str | SearchQuery | None:
    """Return the query with plain words only and at most MAX_PARTS parts; None without a word."""
    if isinstance(query, str):
        return _words(query) or None
    if isinstance(query, And | Or):
        parts = [part for part in map(to_plain_words, query.subqueries) if part is not None]
        return type(query)(parts[:MAX_PARTS]) if parts else None
    for name in {"query_string", "subquery"} & vars(query).keys():
        inner = to_plain_words(getattr(query, name))
        if inner is None:
            return None
        query = copy(query)
        setattr(query, name, inner)
    return query


def _words(text: str) -> str:
    """Return the words with a letter or a digit: a dash alone would be a word that no page has."""
    words = clean_words(text.replace('"', " ")).split()
    return " ".join(word for word in words if any(c.isalnum() for c in word))


def SearchBackend(params: dict) -> BaseSearchBackend:
    """Return the database's backend with safe queries; Wagtail looks for this name."""
    stock = type(database.SearchBackend(params))
    return type(f"PlainWords{stock.__name__}", (PlainWordsBackend, stock), {})(params)


def analyze_tables() -> None:
    """Update the planner's statistics; without them SQLite reads the whole index for every page.

    At most a thousand rows of each index are read, so it takes a moment.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")
