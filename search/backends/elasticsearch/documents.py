"""What Elasticsearch is told of each entry, stamped so that a comparison sees any drift."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Count, QuerySet
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from search.analysis import LANGUAGES
from search.analysis.index_terms import FIELDS
from search.analysis.version import VERSION
from search.backends.elasticsearch.client import POSITION, SHAPE
from search.backends.elasticsearch.queries import own_first
from search.backends.index import findable
from search.backends.term_extraction import batched, read_ahead
from search.models import SearchEntry
from search.query.clauses import TITLE
from search.query.request import FACETS, STORED_FACETS

BATCH = 500
# What a document says follows from these columns of its row, and from the language.
TOLD = ("ref", "group", "language", "title", "summary", "body", *STORED_FACETS, "published_on")
OTHERS = 2**62  # more than any number of an entry
SUM = 16  # bytes of a checksum


def write(client: Elasticsearch, documents: Iterable[dict], **how: Any) -> None:
    """Again where a node was too busy or had just gone."""
    again: dict[str, Any] = {
        "max_retries": 4,
        "initial_backoff": 0.5,
        "retry_on_status": (429, 503),
    }
    bulk(client, documents, timeout="10s", **again, **how)


def several_of(among: Collection[str] | None = None) -> set[str]:
    """Things with entries in several languages: all of them, or those among some."""
    entries = findable() if among is None else findable().filter(group__in=among)
    groups = entries.values("group").annotate(number=Count("pk"))
    return set(groups.filter(number__gt=1).values_list("group", flat=True))


def stamps(rows: QuerySet[SearchEntry], several: set[str]) -> dict[int, str]:
    """What the document of each row should be stamped with."""
    found = rows.order_by().only(*TOLD).iterator(chunk_size=5000)
    return {row.pk: _stamp(row, several) for row in found}


def _stamp(row: SearchEntry, several: set[str]) -> str:
    """A checksum of all that a row's document is made from."""
    told = [str(getattr(row, name) or "") for name in TOLD]
    return checksum([VERSION, row.group in several, *told])


def seal(document: dict[str, Any]) -> str:
    """A checksum of what a document says: by it a document is known that was changed over there."""
    return checksum({name: value for name, value in document.items() if name != "seal"})


def checksum(what: Any) -> str:
    plain = json.dumps(what, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=SUM).hexdigest()


def documents(
    rows: QuerySet[SearchEntry], index: str, several: set[str]
) -> Iterator[dict[str, Any]]:
    for batch, read in read_ahead(batched(rows.iterator(chunk_size=BATCH), BATCH)):
        for row, terms in zip(batch, read, strict=True):
            said = {
                **{name: " ".join(terms[name]) for name in (*FIELDS, TITLE)},
                **{name: getattr(row, name) or None for name in FACETS},
                "entry": row.pk,
                **{own_first(code): row.pk + OTHERS * (row.language != code) for code in LANGUAGES},
                "group": row.group,
                "several": "yes" if row.group in several else "no",
                "language": row.language,
                "published_on": row.published_on and row.published_on.isoformat(),
                "stamp": _stamp(row, several),
            }
            yield {"_index": index, "_id": str(row.pk), **said, "seal": seal(said)}


def remember(client: Elasticsearch, index: str, last: tuple[int, str], **how: Any) -> None:
    """Only after what it tells of can be found: whoever sees it sees that too."""
    position, token = last
    document = {"position": position, "token": token, "shape": SHAPE}
    client.index(index=index, id=POSITION, document=document, refresh=True, **how)
