"""Elasticsearch while it is well and as new as the database; else the database. Nobody notices.

After a failure the server is left alone for a while, then asked again. Editors see a note
(`trouble`), visitors never do.
"""

import logging
from collections.abc import Sequence

from django.db import transaction
from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.helpers import BulkIndexError, ScanError

from search.language.entries import Terms
from search.models import SearchEntry
from search.query import Query

from . import elastic_sync
from .address import hosts
from .base import Hit, Results
from .breaker import Breaker
from .database import DatabaseEngine
from .elastic import ALIAS, DEEPEST, PATIENCE, POSITION, ElasticSearcher
from .elastic_said import Behind, Lying
from .follower import Follower

log = logging.getLogger("search")
# The client would write down every question with its address.
logging.getLogger("elastic_transport").setLevel(logging.WARNING)
NO_INDEX = "it has no index yet"
FAILURES = (
    ApiError,
    TransportError,
    BulkIndexError,
    ScanError,
    OSError,  # a file of certificates that is gone, a wait that was too long
    Lying,
    LookupError,
    TypeError,
    ValueError,
)


class FallbackEngine:
    """The engine in force when ELASTICSEARCH_URL is set."""

    def __init__(
        self,
        url: str,
        database: DatabaseEngine,
        alias: str = ALIAS,
        *,
        api_key: str = "",
        ca: str = "",
    ):
        """`url` may name several hosts with commas between; `ca` is a file of authorities."""
        self.database = database
        addresses = hosts(url)
        self.client = Elasticsearch(
            addresses,
            api_key=api_key or None,
            request_timeout=PATIENCE,
            max_retries=len(addresses) - 1,
            retry_on_timeout=False,
            ca_certs=ca or DEFAULT,
        )
        self.patient = self.client.options(
            request_timeout=60, max_retries=2 * len(addresses), retry_on_timeout=True
        )
        self.searcher = ElasticSearcher(self.client, database, alias)
        self.alias = alias
        self.breaker = Breaker()
        self.follower = Follower(self._follow)

    def trouble(self) -> str:
        """Why the database answers in the server's place, asked now; empty when it does not."""
        if self.breaker.lets_through():
            try:
                self.client.get(index=self.alias, id=POSITION)
                self.breaker.close()
            except NotFoundError:
                return NO_INDEX
            except FAILURES as error:
                self._failed(error)
        return self.breaker.reason

    def _failed(self, error: Exception) -> None:
        self.breaker.open(type(error).__name__)
        log.warning("Elasticsearch failed (%s): the database answers", type(error).__name__)

    # --- asking ---

    def search(self, query: Query, again: bool = False) -> Results:
        near = query.offset + query.size <= DEEPEST
        if near and not again and self.breaker.lets_through():
            try:
                found = self.searcher.search(query)
            except Behind:
                self.breaker.close()
                self.follower.nudge()
            except FAILURES as error:
                self._failed(error)
            else:
                self.breaker.close()
                return found
        return self.database.search(query)

    def begin(self, query: Query) -> list[Hit]:
        return self.database.begin(query)

    def similar(self, text: str, code: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        return self.database.similar(text, code, kinds, limit)

    def vocabulary(self, field: str, terms) -> dict[str, int]:
        return self.database.vocabulary(field, terms)

    # --- keeping true ---

    def prepare(self) -> None:
        self.database.prepare()

    def queue(self) -> None:
        self.database.queue()

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        self.database.add(rows, read)
        transaction.on_commit(self.follower.nudge)

    def fill(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        self.database.fill(rows, read)

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        self.database.remove(rows)
        transaction.on_commit(self.follower.nudge)

    def reset(self) -> None:
        self.database.reset()

    def settle(self) -> None:
        self.database.settle()
        transaction.on_commit(self.catch_up)

    def catch_up(self) -> None:
        """Follow what was written down, or build the index where following is not enough."""
        if self._follow():
            return
        try:
            if not elastic_sync.in_the_making(self.patient, self.alias):
                elastic_sync.rebuild(self.patient, self.alias, lambda done: None)
        except FAILURES as error:
            self._failed(error)

    def _follow(self) -> bool:
        """Whether it is enough to follow; what fails now is followed the next time."""
        if self.breaker.lets_through():
            try:
                elastic_sync.catch_up(self.patient, self.alias)
                self.breaker.close()
            except elastic_sync.TooFar:
                return False
            except FAILURES as error:
                self._failed(error)
        return True
