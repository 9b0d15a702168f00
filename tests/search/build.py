"""Entries to find, and short ways to find them."""

from datetime import date
from io import StringIO

from django.core.management import call_command

from search import index_writer
from search.backends import get_backend
from search.backends.base import Results
from search.entry import Entry
from search.query.request import Query

DAY = date(2026, 3, 2)


def entry(key: str, language: str = "kk", **words) -> Entry:
    """Return an entry of group `key` in a language."""
    plain = {"kind": "answer", "title": key, "url": f"/{language}/{key}/", "published_on": DAY}
    ref, group = f"test.{key}:{language}", f"test:{key}"
    return Entry(**{**plain, **words, "ref": ref, "group": group, "language": language})


def index_entry(key: str, language: str = "kk", **words) -> Entry:
    """Index an entry and return it."""
    made = entry(key, language, **words)
    index_writer.put([made])
    return made


def find(words: str = "", language: str = "kk", **how) -> Results:
    return get_backend().search(Query(words, language, **how))


def keys(words: str = "", language: str = "kk", **how) -> list[str]:
    """Return the keys of the groups found, in order."""
    return [hit.entry.group.removeprefix("test:") for hit in find(words, language, **how).hits]


def run_follow_search() -> str:
    """Let Elasticsearch follow the database; return what the command prints."""
    out = StringIO()
    call_command("follow_search", stdout=out)
    return out.getvalue()
