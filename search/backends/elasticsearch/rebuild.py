"""Building the index of Elasticsearch beside the old one, and swapping: no moment is empty."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch

from search.backends.base import batched
from search.backends.elasticsearch import sync
from search.backends.elasticsearch.queries import InvalidResponseError
from search.models import Change, SearchEntry

LAST_READERS = 0.5  # seconds until nobody reads the old index
SETTINGS = {
    "number_of_shards": 1,
    # A second copy as soon as there is a second node to hold it.
    "auto_expand_replicas": "0-1",
    "unassigned.node_left.delayed_timeout": "10s",
    "refresh_interval": "-1",
}


def rebuild(
    client: Elasticsearch, alias: str, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Build the index beside the old one and let people search in it; return its entries' number.

    What fails on the way iter_terms the old index as it was, and the unfinished one is deleted.
    """
    name = f"{alias}-{uuid4().hex[:12]}"
    client.indices.create(index=name, mappings=sync.MAPPING, settings=SETTINGS)
    try:
        done = _fill(client, name, progress)
        old = _swap(client, alias, name)
    except BaseException:
        # An answer may be lost on the way: what people already search in is left to them.
        with suppress(Exception):
            if alias not in sync.list_indices(client, alias)[name]["aliases"]:
                client.indices.delete(index=name)
        raise
    if old:
        time.sleep(LAST_READERS)
        client.indices.delete(index=old, ignore_unavailable=True)
    return done


def _fill(client: Elasticsearch, name: str, progress: Callable[[int], None]) -> int:
    _await_copy(client, name)
    last, done = Change.last(), 0
    documents = sync.documents(SearchEntry.objects.order_by("pk"), name)
    for batch in batched(documents, sync.BATCH):
        sync.write(client, batch)
        done += len(batch)
        progress(done)
    sync.remember(client, name, last)
    client.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
    client.indices.refresh(index=name)
    if _await_copy(client, name) == "red" or client.count(index=name)["count"] != done + 1:
        raise InvalidResponseError("The index is not whole.")
    return done


def _await_copy(client: Elasticsearch, name: str) -> str:
    """Wait until the second copy stands, and return the index's colour.

    Then no death of a node undoes what was done. Where none can stand, the first will do.
    """
    health = client.options(ignore_status=408).cluster.health(
        index=name, wait_for_status="green", timeout="20s"
    )
    return health["status"]


def _swap(client: Elasticsearch, alias: str, name: str) -> list[str]:
    """Let people search in the new index; return those that nobody needs any more."""
    indices = sync.list_indices(client, alias)
    left = indices.keys() - sync.list_unfinished(client, alias) - {name}
    actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": alias}}]
    actions += [
        {"remove": {"index": other, "alias": alias}}
        for other in left
        if alias in indices[other]["aliases"]
    ]
    client.indices.update_aliases(actions=actions)
    return sorted(left)
