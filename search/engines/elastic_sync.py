"""Keeping Elasticsearch as the database is: built beside and swapped, or following the changes."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db.models import Count, QuerySet
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import bulk, scan

from search.language.entries import FIELDS
from search.match import HEAD
from search.models import EVERYTHING, Change, SearchEntry
from search.query import FACETS

from .elastic import ALIAS, POSITION, SHAPE, EntryDocument
from .elastic_said import Lying
from .reading import batched, read_ahead

BATCH = 500
MOST_CHANGES = 20_000  # followed one by one; beyond that the index is built again
LAST_READERS = 0.5  # seconds until nobody reads the old index
MENDED = 1000  # entries at once, few enough for one process to read
OVERLAP = 50  # changes looked at again: one may be committed after a later one
A_BUILD = 3600  # seconds the longest build may take; an index left in the making is older
SETTINGS = {
    "number_of_shards": 1,
    # A second copy as soon as there is a second node to hold it.
    "auto_expand_replicas": "0-1",
    "unassigned.node_left.delayed_timeout": "10s",
    "refresh_interval": "-1",
}


class TooFar(Exception):
    """The index cannot follow the changes: it has to be built."""


# --- building ---


def rebuild(client: Elasticsearch, alias: str = ALIAS, told: Callable[[int], None] = print) -> int:
    """Build the index beside the old one and swap: nobody sees an empty moment.

    What fails on the way leaves the old index as it was and the half-built one is dropped.
    """
    name = f"{alias}-{uuid4().hex[:12]}"
    mapping = EntryDocument._doc_type.mapping.to_dict()
    client.indices.create(index=name, mappings=mapping, settings=SETTINGS)
    try:
        done = _fill(client, name, told)
        old = _swap(client, alias, name)
    except BaseException:
        # An answer may be lost on the way: what people already search in is left to them.
        with suppress(Exception):
            if alias not in _indices(client, alias)[name]["aliases"]:
                client.indices.delete(index=name)
        raise
    if old:
        time.sleep(LAST_READERS)
        client.indices.delete(index=old, ignore_unavailable=True)
    return done


def _fill(client: Elasticsearch, name: str, told: Callable[[int], None]) -> int:
    _await_copy(client, name)
    last, done = Change.last(), 0
    rows = SearchEntry.objects.order_by("pk")
    for documents in batched(_documents(rows, name, _several()), BATCH):
        _write(client, documents)
        done += len(documents)
        told(done)
    _remember(client, name, last)
    client.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
    client.indices.refresh(index=name)
    if _await_copy(client, name) == "red" or client.count(index=name)["count"] != done + 1:
        raise Lying("The index is not whole.")
    return done


def _await_copy(client: Elasticsearch, name: str) -> str:
    """Wait until the second copy stands, that no death of a node undoes what was done; where none
    can stand, the first will do. Returns the index's colour."""
    health = client.options(ignore_status=408).cluster.health(
        index=name, wait_for_status="green", timeout="20s"
    )
    return health["status"]


def _swap(client: Elasticsearch, alias: str, name: str) -> list[str]:
    """Let people search in the new index; returns those that nobody needs any more."""
    others = {each: index for each, index in _indices(client, alias).items() if each != name}
    before = [each for each, index in others.items() if alias in index["aliases"]]
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias}}]
    actions += [{"remove": {"index": each, "alias": alias}} for each in before]
    client.indices.update_aliases(actions=actions)
    left = [each for each, index in others.items() if _age(index) > A_BUILD]
    return sorted({*before, *left})


def in_the_making(client: Elasticsearch, alias: str = ALIAS) -> bool:
    """Whether somebody is building an index right now."""
    others = _indices(client, alias).values()
    return any(alias not in index["aliases"] and _age(index) <= A_BUILD for index in others)


def _indices(client: Elasticsearch, alias: str) -> dict[str, Any]:
    return client.indices.get(index=f"{alias}-*", expand_wildcards="open").body


def _age(index: dict[str, Any]) -> float:
    return time.time() - int(index["settings"]["index"]["creation_date"]) / 1000


# --- following ---


def catch_up(client: Elasticsearch, alias: str = ALIAS) -> int:
    """Follow the changes since the last time; returns how many entries were written or dropped.

    Raises TooFar when there is no index yet, it has other fields, or its changes are not known.
    """
    last = Change.last()
    try:
        known = client.get(index=alias, id=POSITION)["_source"]
        position, token = known["position"], known["token"]
    except (NotFoundError, KeyError) as error:
        raise TooFar from error
    if known.get("shape") != SHAPE:
        raise TooFar  # its fields are not today's
    if token and not Change.objects.filter(pk=position, token=token).exists():
        raise TooFar  # of another history: the database was restored, or built again
    changes = Change.objects.filter(pk__gt=position - OVERLAP, pk__lte=last[0])
    ids = dict(changes.order_by("pk").values_list("entry_id", "pk"))
    new = {entry for entry, pk in ids.items() if pk > position}
    if EVERYTHING in new or len(new) > MOST_CHANGES:
        raise TooFar
    wrong = new | _unlike(client, alias, ids.keys() - new - {EVERYTHING})
    mend(client, wrong, alias)
    if new:
        _remember(client, alias, last, require_alias=True)
    return len(wrong)


def mend(client: Elasticsearch, ids: set[int], alias: str = ALIAS) -> None:
    """Make the index say of these entries what the database says."""
    for part in map(set, batched(sorted(ids), MENDED)):
        # A thing that gained or lost a language is counted another way: its other entries follow.
        groups = SearchEntry.objects.filter(pk__in=part).values("group")
        rows = SearchEntry.objects.filter(group__in=groups)
        known = set(rows.values_list("pk", flat=True))
        gone = [{"_op_type": "delete", "_index": alias, "_id": str(pk)} for pk in part - known]
        _write(client, gone, ignore_status=404, require_alias=True)
        _write(client, _documents(rows, alias, _several(rows)), require_alias=True)
    client.indices.refresh(index=alias)


def differences(client: Elasticsearch, alias: str = ALIAS) -> tuple[set[int], set[int], set[int]]:
    """Drift: entries that only the database has, that only the server has, that are unlike."""
    query = {"query": {"bool": {"must_not": {"ids": {"values": [POSITION]}}}}, "_source": ["stamp"]}
    there = {
        int(hit["_id"]): hit["_source"].get("stamp")
        for hit in scan(client, index=alias, query=query, size=5000)
    }
    here = _stamps(SearchEntry.objects.all(), _several())
    both = here.keys() & there.keys()
    unlike = {pk for pk in both if here[pk] != there[pk]}
    return here.keys() - there.keys(), there.keys() - here.keys(), unlike


def _unlike(client: Elasticsearch, alias: str, ids: set[int]) -> set[int]:
    """Which of some entries the server has otherwise than the database."""
    if not ids:
        return set()
    answer = client.mget(index=alias, ids=[str(pk) for pk in sorted(ids)], source=["stamp"])
    there = {int(doc["_id"]): doc["_source"]["stamp"] for doc in answer["docs"] if doc["found"]}
    rows = SearchEntry.objects.filter(pk__in=ids)
    here = _stamps(rows, _several(rows))
    return {pk for pk in ids if here.get(pk) != there.get(pk)}


def _remember(client: Elasticsearch, index: str, last: tuple[int, str], **how: Any) -> None:
    """Only after what it tells of can be found: whoever sees it sees that too."""
    position, token = last
    document = {"position": position, "token": token, "shape": SHAPE}
    client.index(index=index, id=POSITION, document=document, refresh=True, **how)


# --- documents ---


def _write(client: Elasticsearch, documents: Iterable[dict], **how: Any) -> None:
    """Again where a node was too busy or had just gone."""
    again: dict[str, Any] = {
        "max_retries": 4,
        "initial_backoff": 0.5,
        "retry_on_status": (429, 503),
    }
    bulk(client, documents, timeout="10s", **again, **how)


def _several(rows: QuerySet[SearchEntry] | None = None) -> set[str]:
    """Things with entries in several languages: all of them, or those that `rows` belong to."""
    entries = SearchEntry.objects.all()
    if rows is not None:
        entries = entries.filter(group__in=rows.order_by().values("group"))
    groups = entries.values("group").annotate(number=Count("pk"))
    return set(groups.filter(number__gt=1).values_list("group", flat=True))


def _stamps(rows: QuerySet[SearchEntry], several: set[str]) -> dict[int, str]:
    """What the document of each row should be stamped with."""
    found = rows.order_by().values_list("pk", "changed_at", "group").iterator(chunk_size=5000)
    return {pk: _stamp(changed_at, group, several) for pk, changed_at, group in found}


def _stamp(changed_at: datetime, group: str, several: set[str]) -> str:
    return f"{changed_at:%Y%m%d%H%M%S%f}{'+' if group in several else ''}"


def _documents(
    rows: QuerySet[SearchEntry], index: str, several: set[str]
) -> Iterator[dict[str, Any]]:
    for batch, read in read_ahead(batched(rows.iterator(chunk_size=BATCH), BATCH)):
        for row, terms in zip(batch, read, strict=True):
            yield {
                "_index": index,
                "_id": str(row.pk),
                **{name: " ".join(terms[name]) for name in (*FIELDS, HEAD)},
                **{name: getattr(row, name) or None for name in FACETS},
                "entry": row.pk,
                "group": row.group,
                "several": "yes" if row.group in several else "no",
                "language": row.language,
                "published_on": row.published_on and row.published_on.isoformat(),
                "stamp": _stamp(row.changed_at, row.group, several),
            }
