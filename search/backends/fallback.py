"""Elasticsearch while it is well and as new as the database; else the database. Nobody notices.

After a failure the server is left alone for a while, then asked again. Editors see a note
(`trouble`), visitors never do.
"""

import logging
from collections.abc import Sequence
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.helpers import BulkIndexError, ScanError

from search.analysis.index_terms import Terms
from search.backends.base import Hit, Results
from search.backends.database import DatabaseEngine
from search.backends.elasticsearch import rebuild, sync
from search.backends.elasticsearch.address import hosts
from search.backends.elasticsearch.background_sync import Follower
from search.backends.elasticsearch.circuit_breaker import Breaker
from search.backends.elasticsearch.client import ALIAS, DEEPEST, PATIENCE, ElasticSearcher
from search.backends.elasticsearch.response import Behind, Lying
from search.backends.elasticsearch.sync import State
from search.models import SearchEntry
from search.query.request import Query

log = logging.getLogger("search")
# The client would write down every question with its address.
logging.getLogger("elastic_transport").setLevel(logging.WARNING)
IN_PASSING = 2_000  # changes that are followed in moments
TROUBLES = {
    State.TRUE: "",
    State.MAKING: _("its index is being built"),
    State.BEHIND: _("it has not followed the latest changes"),
    State.NONE: _("it has no index that fits: manage.py follow_search builds one"),
}
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
        self.indexes = database.indexes
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
        self.follower = Follower(self.catch_up)

    def trouble(self) -> str:
        """Why the database answers in the server's place, asked now; empty when it does not."""
        if self.breaker.lets_through():
            try:
                state = self._state()
            except FAILURES as error:
                self._failed(error)
            else:
                self.breaker.close()
                return str(TROUBLES[state])
        return self.breaker.reason

    def _state(self) -> State:
        """How far the index is; nobody waits for it longer than for an answer."""
        until, server = self.searcher.deadline(), {"client": self.client, "alias": self.alias}
        known = self.searcher.in_time(until, sync.position, **server)
        if sync.is_true(known):
            return State.TRUE
        if self.searcher.in_time(until, rebuild.in_the_making, **server):
            return State.MAKING
        return sync.lateness(known, timezone.now())

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

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        self.database.remove(rows)
        transaction.on_commit(self.follower.nudge)

    def reset(self) -> None:
        self.database.reset()

    def settle(self) -> None:
        self.database.settle()

    def catch_up(self) -> None:
        """Follow what was written down; what fails now is followed the next time. What may take
        minutes is left to the commands that nobody's letters wait for."""
        if self.breaker.lets_through():
            try:
                self._state()  # a silent server is left at once
                with suppress(sync.TooFar):
                    sync.catch_up(self.patient, self.alias, IN_PASSING)
                self.breaker.close()
            except FAILURES as error:
                self._failed(error)
