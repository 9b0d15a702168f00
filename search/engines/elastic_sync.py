"""Keeping Elasticsearch as the database is: built beside and swapped, or following the changes."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django.db.models import Count, QuerySet
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import bulk, scan

from search.language.entries import FIELDS
from search.match import HEAD
from search.models import Change, SearchEntry
from search.query import FACETS

from .elastic import ALIAS, EntryDocument
from .reading import batched, read_ahead

POSITION = "position"  # the document that remembers how far the changes were followed
BATCH = 500
MOST_CHANGES = 20_000  # followed one by one; beyond that the index is built again


def rebuild(client: Elasticsearch, alias: str = ALIAS, told: Callable[[int], None] = print) -> int:
    """Build the index beside the old one and swap: nobody sees an empty moment."""
    name = f"{alias}-{uuid4().hex[:12]}"
    mapping = EntryDocument._doc_type.mapping.to_dict()
    settings = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}
    client.indices.create(index=name, mappings=mapping, settings=settings)
    until = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    done = 0
    for documents in batched(_documents(SearchEntry.objects.order_by("pk"), name), BATCH):
        bulk(client, documents)
        done += len(documents)
        told(done)
    _remember(client, name, until)
    client.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
    client.indices.refresh(index=name)
    _swap(client, alias, name)
    return done


def _swap(client: Elasticsearch, alias: str, name: str) -> None:
    old = list(client.indices.get(index=f"{alias}-*", expand_wildcards="open").body)
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias}}]
    actions += [{"remove_index": {"index": each}} for each in old if each != name]
    client.indices.update_aliases(actions=actions)


def catch_up(client: Elasticsearch, alias: str = ALIAS) -> int:
    """Follow the changes since the last time; returns how many entries were looked at."""
    last = Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    try:
        position = client.get(index=alias, id=POSITION)["_source"]["entry"]
    except NotFoundError:
        return rebuild(client, alias, lambda done: None)
    changes = Change.objects.filter(pk__gt=position, pk__lte=last)
    ids = set(changes.values_list("entry_id", flat=True))
    if position > last or 0 in ids or len(ids) > MOST_CHANGES:
        return rebuild(client, alias, lambda done: None)
    if not ids:
        return 0
    # A thing that gained or lost a language is counted another way: its other entries follow.
    groups = SearchEntry.objects.filter(pk__in=ids).values("group")
    rows = SearchEntry.objects.filter(group__in=groups)
    known = set(rows.values_list("pk", flat=True))
    gone = [{"_op_type": "delete", "_index": alias, "_id": str(pk)} for pk in ids - known]
    bulk(client, gone, raise_on_error=False)
    bulk(client, _documents(rows, alias))
    _remember(client, alias, last)
    client.indices.refresh(index=alias)
    return len(ids)


def differences(client: Elasticsearch, alias: str = ALIAS) -> tuple[set[int], set[int]]:
    """Entries that only the database has, and that only the server has: drift."""
    query = {"query": {"exists": {"field": "kind"}}, "_source": False}
    there = {int(hit["_id"]) for hit in scan(client, index=alias, query=query)}
    here = set(SearchEntry.objects.values_list("pk", flat=True))
    return here - there, there - here


def _remember(client: Elasticsearch, index: str, position: int) -> None:
    client.index(index=index, id=POSITION, document={"entry": position})


def _documents(rows: QuerySet[SearchEntry], index: str) -> Iterator[dict[str, Any]]:
    several = set(
        SearchEntry.objects.values("group")
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
        .values_list("group", flat=True)
    )
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
            }
