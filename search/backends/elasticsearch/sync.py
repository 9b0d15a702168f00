"""Keeping Elasticsearch as the database is: following the changes, and comparing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import scan

from search.backends.elasticsearch.client import ALIAS, POSITION, SHAPE
from search.backends.elasticsearch.documents import (
    documents,
    remember,
    seal,
    several_of,
    stamps,
    write,
)
from search.backends.index import findable
from search.backends.term_extraction import batched
from search.models import EVERYTHING, Change, SearchEntry

MOST_CHANGES = 20_000  # followed one by one; beyond that the index is built again
READ = 1000  # documents at once
MENDED = 1000  # entries at once, few enough for one process to read
OVERLAP = 50  # changes looked at again: one may be committed after a later one
SOON = timedelta(minutes=2)  # by then a change is followed, if anybody follows


class TooFar(Exception):
    """The index cannot follow the changes: it has to be built."""


class State(Enum):
    """How far the index is."""

    TRUE = "as new as the database, or about to be"
    MAKING = "being built"
    BEHIND = "behind what it should have followed"
    NONE = "no index of today's fields and words"


def position(client: Elasticsearch, alias: str = ALIAS) -> dict[str, Any]:
    """How far the index is: the document that remembers it; empty without an index."""
    try:
        return client.get(index=alias, id=POSITION)["_source"]
    except NotFoundError:
        return {}


def is_true(known: dict[str, Any]) -> bool:
    """Whether what an index remembers is all that there is to know."""
    return known.get("shape") == SHAPE and known["token"] == Change.last()[1]


def lateness(known: dict[str, Any], at: datetime) -> State:
    """How an index is that nobody is building and that is not as new as the database."""
    if known.get("shape") != SHAPE:
        return State.NONE
    missed = Change.objects.filter(pk__gt=known["position"]).order_by("pk").first()
    return State.TRUE if missed and missed.at > at - SOON else State.BEHIND


def catch_up(client: Elasticsearch, alias: str = ALIAS, most: int = MOST_CHANGES) -> int:
    """Follow the changes since the last time; returns how many entries were written or dropped.

    Raises TooFar when there is no index yet, it has other fields, its changes are not known or more
    than `most`.
    """
    last = Change.last()
    known = position(client, alias)
    if known.get("shape") != SHAPE:
        raise TooFar  # there is none, or its fields are not today's
    since, token = known["position"], known["token"]
    if token and not Change.objects.filter(pk=since, token=token).exists():
        raise TooFar  # of another history: the database was restored, or built again
    changes = Change.objects.filter(pk__gt=since - OVERLAP, pk__lte=last[0])
    ids = dict(changes.order_by("pk").values_list("entry_id", "pk"))
    new = {entry for entry, pk in ids.items() if pk > since}
    if EVERYTHING in new or len(new) > most:
        raise TooFar
    wrong = new | _unlike(client, alias, ids.keys() - new - {EVERYTHING})
    mend(client, wrong, alias)
    if new:
        remember(client, alias, last, require_alias=True)
    return len(wrong)


def mend(client: Elasticsearch, ids: set[int], alias: str = ALIAS) -> None:
    """Make the index say of these entries what the database says."""
    for part in map(set, batched(sorted(ids), MENDED)):
        # A thing that gained or lost a language is counted another way: its other entries follow.
        groups = set(SearchEntry.objects.filter(pk__in=part).values_list("group", flat=True))
        rows = findable().filter(group__in=groups)
        known = set(rows.values_list("pk", flat=True))
        gone = [{"_op_type": "delete", "_index": alias, "_id": str(pk)} for pk in part - known]
        write(client, gone, ignore_status=404, require_alias=True)
        write(client, documents(rows, alias, several_of(groups)), require_alias=True)
    client.indices.refresh(index=alias)


def differences(
    client: Elasticsearch, alias: str = ALIAS, told: Callable[[int], None] = lambda done: None
) -> tuple[set[int], set[int], set[int]]:
    """Drift: entries that only the database has, that only the server has, that are unlike."""
    query = {"query": {"bool": {"must_not": {"ids": {"values": [POSITION]}}}}}
    there: dict[int, str | None] = {}
    for hits in batched(scan(client, index=alias, query=query, size=READ), READ):
        there |= {int(hit["_id"]): _sealed(hit["_source"]) for hit in hits}
        told(len(there))
    here = stamps(findable(), several_of())
    both = here.keys() & there.keys()
    unlike = {pk for pk in both if here[pk] != there[pk]}
    return here.keys() - there.keys(), there.keys() - here.keys(), unlike


def _sealed(document: dict[str, Any]) -> str | None:
    """What a document is stamped with; nothing if it is not what was written there."""
    return document.get("stamp") if document.get("seal") == seal(document) else None


def _unlike(client: Elasticsearch, alias: str, ids: set[int]) -> set[int]:
    """Which of some entries the server has otherwise than the database."""
    if not ids:
        return set()
    answer = client.mget(index=alias, ids=[str(pk) for pk in sorted(ids)], source=["stamp"])
    there = {int(doc["_id"]): doc["_source"]["stamp"] for doc in answer["docs"] if doc["found"]}
    rows = findable().filter(pk__in=ids)
    here = stamps(rows, several_of(set(rows.values_list("group", flat=True))))
    return {pk for pk in ids if here.get(pk) != there.get(pk)}
