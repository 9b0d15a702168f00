"""Elasticsearch while it is well, the database when it is dead, slow or lying. Nobody notices.

After a failure the server is left alone for a while, then asked again. Editors see a note
(`resting`), visitors never do.
"""

import logging
import time
from collections.abc import Sequence
from threading import Lock

from django.db import transaction
from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.language.entries import Terms
from search.match import Leaf
from search.models import SearchEntry
from search.query import Query

from . import elastic_sync
from .base import Hit, Results
from .database import DatabaseEngine
from .elastic import ALIAS, ElasticSearcher, Lying

log = logging.getLogger("search")
# The client would write down every question with its address.
logging.getLogger("elastic_transport").setLevel(logging.WARNING)
PATIENCE = 1.0  # seconds one answer may take
REST = 30.0  # seconds the server is left alone after a failure
FAILURES = (ApiError, TransportError, Lying, KeyError, TypeError, ValueError)


class Breaker:
    """Lets questions through until one fails, then none for REST seconds."""

    def __init__(self, rest: float = REST, clock=time.monotonic):
        self._rest, self._clock = rest, clock
        self._until = 0.0
        self._lock = Lock()

    @property
    def closed(self) -> bool:
        return self._clock() >= self._until

    def open(self) -> None:
        with self._lock:
            self._until = self._clock() + self._rest


class FallbackEngine:
    """The engine in force when ELASTICSEARCH_URL is set."""

    def __init__(self, url: str, database: DatabaseEngine, alias: str = ALIAS):
        self.database = database
        # Several hosts: https://key@one:9200,https://two:9200
        hosts = [each.strip() for each in url.split(",") if each.strip()]
        self.client = Elasticsearch(
            hosts, request_timeout=PATIENCE, max_retries=len(hosts) - 1, retry_on_timeout=False
        )
        self.patient = self.client.options(request_timeout=60)
        self.searcher = ElasticSearcher(self.client, database, alias)
        self.alias = alias
        self.breaker = Breaker()

    @property
    def resting(self) -> bool:
        """Whether the database answers because the server failed."""
        return not self.breaker.closed

    # --- asking ---

    def search(self, query: Query) -> Results:
        if self.breaker.closed:
            try:
                return self.searcher.search(query)
            except FAILURES as error:
                self.breaker.open()
                log.warning("Elasticsearch failed (%s): the database answers", type(error).__name__)
        return self.database.search(query)

    def begin(self, query: Query) -> list[Hit]:
        return self.database.begin(query)

    def similar(self, text: str, code: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        return self.database.similar(text, code, kinds, limit)

    def vocabulary(self, field: str, terms) -> dict[str, int]:
        return self.database.vocabulary(field, terms)

    def at_most(self, leaf: Leaf, number: int) -> int:
        return self.database.at_most(leaf, number)

    # --- keeping true ---

    def prepare(self) -> None:
        self.database.prepare()

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        self.database.add(rows, read)
        transaction.on_commit(self.catch_up)

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        self.database.remove(rows)
        transaction.on_commit(self.catch_up)

    def reset(self) -> None:
        self.database.reset()

    def settle(self) -> None:
        self.database.settle()
        transaction.on_commit(self.catch_up)

    def catch_up(self) -> None:
        """Follow what was written down; what fails now is followed the next time."""
        if not self.breaker.closed:
            return
        try:
            elastic_sync.catch_up(self.patient, self.alias)
        except FAILURES as error:
            self.breaker.open()
            log.warning("Elasticsearch is behind (%s)", type(error).__name__)
