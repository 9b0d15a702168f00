"""Keeping the index of Elasticsearch as the database is: its documents, the change log, comparing.

Terms are made by search.analysis and stand in whitespace-analysed fields, so any server will do: no
plugin, no analyser of ours. The title's terms stand three times in the fields of the text, since
bm25 of two fields is not bm25 of both together.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta
from threading import Lock, Thread
from typing import Any

from django.db import connections
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import Date, Document, Keyword, Long, Text, mapped_field
from elasticsearch.helpers import bulk, scan

from search.analysis import LANGUAGES
from search.analysis.index_terms import merge_title
from search.analysis.version import VERSION
from search.backends.base import batched, row_terms
from search.backends.elasticsearch.queries import POSITION, own_first
from search.models import EVERYTHING, Change, SearchEntry
from search.query.request import FACETS

log = logging.getLogger("search")
ALIAS = "qabyldau"
BATCH = 500
MOST_CHANGES = 20_000  # followed one by one; beyond that the index is built again
OVERLAP = 50  # changes looked at again: one may be committed after a later one
SOON = timedelta(minutes=2)  # by then a change is followed, if anybody follows
BUILD_LIMIT = timedelta(hours=1)  # an index without its alias is being built for that long
OTHERS = 2**62  # more than any id of an entry

CURRENT, BUILDING, BEHIND, NONE = "current", "building", "behind", "none"
PROBLEMS = {
    CURRENT: "",
    BUILDING: _("its index is being built"),
    BEHIND: _("it has not followed the latest changes"),
    NONE: _("it has no index that fits: manage.py follow_search builds one"),
}


class FullRebuildRequiredError(Exception):
    """The index cannot follow the changes: it has to be built."""


class EntryDocument(Document):
    """One entry's terms and facets; its id is the entry's."""

    stem: str = mapped_field(Text(analyzer="whitespace"))
    fold: str = mapped_field(Text(analyzer="whitespace"))
    gram: str = mapped_field(Text(analyzer="whitespace"))
    head: str = mapped_field(Text(analyzer="whitespace", norms=False))
    entry: int = mapped_field(Long())
    # Its number, behind all that are in the language: the order of what is equal.
    first_kk: int = mapped_field(Long())
    first_ru: int = mapped_field(Long())
    first_en: int = mapped_field(Long())
    group: str = mapped_field(Keyword())
    several: str = mapped_field(Keyword())  # "yes" for a group with entries in several languages
    language: str = mapped_field(Keyword())
    kind: str = mapped_field(Keyword())
    topic: str = mapped_field(Keyword())
    office: str = mapped_field(Keyword())
    competent_body: str = mapped_field(Keyword())
    outcome: str = mapped_field(Keyword())
    year: str = mapped_field(Keyword())
    published_on: str = mapped_field(Date())
    changed_at: str = mapped_field(Keyword(index=False))  # of the row it was made from
    # Of the one document that is no entry: the last change that was followed.
    position: int = mapped_field(Long())
    token: str = mapped_field(Keyword())
    shape: str = mapped_field(Keyword())


MAPPING = EntryDocument._doc_type.mapping.to_dict()
# An index of other fields, or of terms by other rules, is built anew: queries would miss in it.
SHAPE = hashlib.sha256(f"{json.dumps(MAPPING, sort_keys=True)} {VERSION}".encode()).hexdigest()[:16]


# --- documents ------------------------------------------------------------------------------------


def write(client: Elasticsearch, documents: Iterable[dict], **options: Any) -> None:
    """Write documents in bulk, again where a node was too busy or had just gone."""
    retries: dict[str, Any] = {
        "max_retries": 4,
        "initial_backoff": 0.5,
        "retry_on_status": (429, 503),
    }
    bulk(client, documents, timeout="10s", **retries, **options)


def documents(rows: QuerySet[SearchEntry], index: str) -> Iterator[dict[str, Any]]:
    """Yield the document of each row, as actions of a bulk request."""
    groups = SearchEntry.objects.filter(group__in=rows.order_by().values("group")).order_by()
    number = groups.values("group").annotate(number=Count("pk")).filter(number__gt=1)
    several = set(number.values_list("group", flat=True))
    for row in rows.iterator(chunk_size=BATCH):
        yield {
            "_index": index,
            "_id": str(row.pk),
            **{name: " ".join(terms) for name, terms in merge_title(row_terms(row)).items()},
            **{name: getattr(row, name) or None for name in FACETS},
            "entry": row.pk,
            **{own_first(code): row.pk + OTHERS * (row.language != code) for code in LANGUAGES},
            "group": row.group,
            "several": "yes" if row.group in several else "no",
            "language": row.language,
            "published_on": row.published_on and row.published_on.isoformat(),
            "changed_at": row.changed_at.isoformat(),
        }


def remember(client: Elasticsearch, index: str, last: tuple[int, str], **options: Any) -> None:
    """Store the last change that was followed, once what it tells of can be found."""
    position, token = last
    document = {"position": position, "token": token, "shape": SHAPE}
    client.index(index=index, id=POSITION, document=document, refresh=True, **options)


# --- following ------------------------------------------------------------------------------------


def read_position(client: Elasticsearch, alias: str) -> dict[str, Any]:
    """Return the last change that the index followed; empty without an index that fits."""
    try:
        known = client.get(index=alias, id=POSITION)["_source"]
    except NotFoundError:
        return {}
    return known if known.get("shape") == SHAPE else {}


def list_unfinished(client: Elasticsearch, alias: str) -> set[str]:
    """Return the indexes that somebody is building now, or was killed at within the hour."""
    since = (timezone.now() - BUILD_LIMIT).timestamp() * 1000
    return {
        name
        for name, index in list_indices(client, alias).items()
        if alias not in index["aliases"]
        and int(index["settings"]["index"]["creation_date"]) > since
    }


def list_indices(client: Elasticsearch, alias: str) -> dict[str, Any]:
    """Return every index of ours by name, in force or not."""
    return client.indices.get(index=f"{alias}-*", expand_wildcards="open").body


def is_current(known: dict[str, Any]) -> bool:
    """Return whether an index that has followed so far has followed everything."""
    return bool(known) and known["token"] == Change.last()[1]


def lateness(known: dict[str, Any]) -> str:
    """Return the state of an index that nobody is building and that is not current."""
    if not known:
        return NONE
    missed = Change.objects.filter(pk__gt=known["position"]).order_by("pk").first()
    return CURRENT if missed and missed.at > timezone.now() - SOON else BEHIND


def catch_up(client: Elasticsearch, alias: str, most: int = MOST_CHANGES) -> int:
    """Follow the changes since the last time; return how many entries were written or deleted.

    Raises FullRebuildRequiredError when there is no index that fits, its position is not in the
    change log, or more than `most` entries changed.
    """
    last = Change.last()
    known = read_position(client, alias)
    if not known:
        raise FullRebuildRequiredError
    since, token = known["position"], known["token"]
    if token and not Change.objects.filter(pk=since, token=token).exists():
        raise FullRebuildRequiredError  # the database was restored
    changes = Change.objects.filter(pk__gt=since - OVERLAP, pk__lte=last[0])
    ids = dict(changes.order_by("pk").values_list("entry_id", "pk"))
    new = {entry for entry, pk in ids.items() if pk > since}
    if EVERYTHING in new or len(new) > most:
        raise FullRebuildRequiredError
    outdated = new | _outdated(client, alias, ids.keys() - new - {EVERYTHING})
    update(client, outdated, alias)
    if new:
        remember(client, alias, last, require_alias=True)
    return len(outdated)


def update(client: Elasticsearch, ids: set[int], alias: str) -> None:
    """Write or delete the documents of some entries as the database has them."""
    for part in map(set, batched(sorted(ids), BATCH)):
        # A group that gained or lost a language is counted differently: its other entries follow.
        groups = SearchEntry.objects.filter(pk__in=part).values_list("group", flat=True)
        rows = SearchEntry.objects.filter(group__in=list(groups))
        gone = part - set(rows.values_list("pk", flat=True))
        actions = [{"_op_type": "delete", "_index": alias, "_id": str(pk)} for pk in gone]
        write(client, actions, ignore_status=404, require_alias=True)
        write(client, documents(rows, alias), require_alias=True)
    client.indices.refresh(index=alias)


def _outdated(client: Elasticsearch, alias: str, ids: Collection[int]) -> set[int]:
    if not ids:
        return set()
    answer = client.mget(index=alias, ids=[str(pk) for pk in sorted(ids)], source=["changed_at"])
    there = {
        int(doc["_id"]): doc["_source"]["changed_at"] for doc in answer["docs"] if doc["found"]
    }
    here = _versions(SearchEntry.objects.filter(pk__in=ids))
    return {pk for pk in ids if here.get(pk) != there.get(pk)}


def _versions(rows: QuerySet[SearchEntry]) -> dict[int, str]:
    return {pk: at.isoformat() for pk, at in rows.values_list("pk", "changed_at").iterator()}


def compare(
    client: Elasticsearch, alias: str, progress: Callable[[int], None] = lambda done: None
) -> tuple[set[int], set[int], set[int]]:
    """Return the entries that only the database has, only the server has, and outdated ones."""
    query = {"query": {"exists": {"field": "entry"}}, "_source": ["changed_at"]}
    there: dict[int, str | None] = {}
    for hits in batched(scan(client, index=alias, query=query, size=BATCH), BATCH):
        there |= {int(hit["_id"]): hit["_source"].get("changed_at") for hit in hits}
        progress(len(there))
    here = _versions(SearchEntry.objects.order_by())
    outdated = {pk for pk in here.keys() & there.keys() if here[pk] != there[pk]}
    return here.keys() - there.keys(), there.keys() - here.keys(), outdated


class BackgroundSync:
    """Does `work` in a thread of its own, so that nobody who publishes waits for it.

    Runs one at a time; a start during the work makes one more round.
    """

    def __init__(self, work: Callable[[], object]):
        self._work = work
        self._lock = Lock()
        self._requested = False
        self._thread: Thread | None = None

    def start(self) -> None:
        """Do the work soon."""
        with self._lock:
            self._requested = True
            if self._thread is None:
                self._thread = Thread(target=self._run, name="search-sync", daemon=True)
                self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to do; return False when that took longer."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._thread is None

    def _run(self) -> None:
        try:
            while self._has_work():
                try:
                    self._work()
                except Exception:  # what is left undone is done after the next start
                    log.exception("Elasticsearch could not follow the database")
        finally:
            connections.close_all()

    def _has_work(self) -> bool:
        with self._lock:
            if not self._requested:
                self._thread = None
            requested, self._requested = self._requested, False
            return requested
