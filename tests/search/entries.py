"""Add entries to the index and search for them."""

from datetime import date
from io import StringIO

from django.core.management import call_command

from search import index_writer
from search.backends import get_backend
from search.backends.base import Results
from search.entry import Entry
from search.query.request import Query

DAY = date(2026, 3, 2)


def make_entry(key: str, language: str = "kk", **values) -> Entry:
    """Return an entry of the group `key` in a language."""
    defaults = {"kind": "answer", "title": key, "url": f"/{language}/{key}/", "published_on": DAY}
    ref, group = f"test.{key}:{language}", f"test:{key}"
    return Entry(**{**defaults, **values, "ref": ref, "group": group, "language": language})


def add_entry(key: str, language: str = "kk", **values) -> Entry:
    """Return an entry that was put into the index."""
    entry = make_entry(key, language, **values)
    index_writer.put([entry])
    return entry


def search_for(words: str = "", language: str = "kk", **options) -> Results:
    """Return the results of a query."""
    return get_backend().search(Query(words, language, **options))


def found_keys(words: str = "", language: str = "kk", **options) -> list[str]:
    """Return the keys of the groups found, in order."""
    hits = search_for(words, language, **options).hits
    return [hit.entry.group.removeprefix("test:") for hit in hits]


def follow_elasticsearch() -> str:
    """Bring Elasticsearch up to date; return what the command prints."""
    output = StringIO()
    call_command("follow_search", stdout=output)
    return output.getvalue()
