"""Building the index of Elasticsearch beside the old one, and swapping: no moment is empty."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch

from search.backends.elasticsearch.client import ALIAS, EntryDocument
from search.backends.elasticsearch.documents import BATCH, documents, remember, several_of, write
from search.backends.elasticsearch.response import Lying
from search.backends.index import findable
from search.backends.term_extraction import batched
from search.models import Change

LAST_READERS = 0.5  # seconds until nobody reads the old index
BEAT = 10.0  # seconds after which a build says again that it lives
DEAD = 120.0  # seconds of silence after which it does not
SETTINGS = {
    "number_of_shards": 1,
    # A second copy as soon as there is a second node to hold it.
    "auto_expand_replicas": "0-1",
    "unassigned.node_left.delayed_timeout": "10s",
    "refresh_interval": "-1",
}


def rebuild(client: Elasticsearch, alias: str = ALIAS, told: Callable[[int], None] = print) -> int:
    """Build the index beside the old one and swap: nobody sees an empty moment.

    What fails on the way leaves the old index as it was and the half-built one is dropped.
    """
    name = f"{alias}-{uuid4().hex[:12]}"
    mapping = {**EntryDocument._doc_type.mapping.to_dict(), **_beat()}
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
    last, done, beaten = Change.last(), 0, time.monotonic()
    rows = findable().order_by("pk")
    for batch in batched(documents(rows, name, several_of()), BATCH):
        write(client, batch)
        done += len(batch)
        told(done)
        if time.monotonic() - beaten > BEAT:
            client.indices.put_mapping(index=name, meta=_beat()["_meta"])
            beaten = time.monotonic()
    remember(client, name, last)
    client.indices.put_settings(index=name, settings={"refresh_interval": "1s"})
    client.indices.refresh(index=name)
    if _await_copy(client, name) == "red" or client.count(index=name)["count"] != done + 1:
        raise Lying("The index is not whole.")
    return done


def _beat() -> dict[str, Any]:
    """What an index in the making says of its builder: when it lived. Whoever is killed says
    nothing more, and need not be waited for."""
    return {"_meta": {"beat": time.time()}}


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
    left = [each for each, index in others.items() if not _beats(index)]
    return sorted({*before, *left})


def in_the_making(client: Elasticsearch, alias: str = ALIAS) -> bool:
    """Whether somebody is building an index right now."""
    others = _indices(client, alias).values()
    return any(alias not in index["aliases"] and _beats(index) for index in others)


def _indices(client: Elasticsearch, alias: str) -> dict[str, Any]:
    return client.indices.get(index=f"{alias}-*", expand_wildcards="open").body


def _beats(index: dict[str, Any]) -> bool:
    """Whether its builder lives."""
    return time.time() - index["mappings"].get("_meta", {}).get("beat", 0) < DEAD
