"""Elasticsearch before the database: it answers while it is well and as new as the database.

After any exception, timeout, stale or malformed answer the database answers, and the server is left
alone for a while. Hits are read from the database, so nothing withdrawn is shown; counts are
believed. The database keeps the texts and the vocabulary that corrects queries.
"""

import logging
import ssl
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any
from zlib import crc32

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from elastic_transport import TransportError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.dsl import MultiSearch, Search
from elasticsearch.helpers import BulkIndexError, ScanError

from core.server_urls import UrlFault, find_url_fault, split_urls
from search.backends.base import Hit, Results, make_hits, make_results
from search.backends.database import DatabaseBackend
from search.backends.elasticsearch import queries, sync
from search.backends.elasticsearch.queries import InvalidResponseError, StaleIndexError
from search.models import Change, SearchEntry
from search.query.parser import parse_query
from search.query.ranking import (
    LANGUAGES_PER_THING,
    SPELLING_RANKS_BELOW,
    min_matches,
    ranks_by_spelling,
    title_clause,
)
from search.query.request import Query

log = logging.getLogger("search")
# The client would log every query with its address.
logging.getLogger("elastic_transport").setLevel(logging.WARNING)
DEEPEST = 10_000 // LANGUAGES_PER_THING  # groups that the server pages through
TIME_LIMIT = 1.0  # seconds for all that one query wants of the server
WAITERS = 32  # queries that may wait for an answer at once
REST = 30.0  # seconds the server is left alone after a failure
FEW_CHANGES = 2_000  # changes that are followed in moments
FAILURES = (
    ApiError,
    TransportError,
    BulkIndexError,
    ScanError,
    OSError,  # a file of certificates that is gone, a wait that was too long
    InvalidResponseError,
    LookupError,
    TypeError,
    ValueError,
)


class CircuitBreaker:
    """Lets requests through until one fails; then one each `rest` seconds, until one succeeds."""

    def __init__(self, rest: float = REST, clock: Callable[[], float] = time.monotonic):
        self._rest, self._clock = rest, clock
        self._until = 0.0
        self._lock = Lock()
        self.reason = ""  # why it is open; empty while it is closed

    def allows_request(self) -> bool:
        """Return whether the server may be asked now."""
        if not self.reason:
            return True
        with self._lock:
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._rest  # this one tries for all
            return True

    def open(self, reason: str) -> None:
        """Leave the server alone for a while."""
        with self._lock:
            self._until = self._clock() + self._rest
            self.reason = reason

    def close(self) -> None:
        """Let requests through again."""
        self.reason = ""


class ElasticsearchBackend:
    """The backend in force when ELASTICSEARCH_URL is set."""

    def __init__(
        self,
        url: str,
        database: DatabaseBackend,
        alias: str = sync.ALIAS,
        *,
        api_key: str = "",
        ca: str = "",
    ):
        """`url` may name several hosts with commas between; `ca` is a file of authorities."""
        self.database, self.alias = database, alias
        addresses = split_urls(url)
        self.client = Elasticsearch(
            addresses,
            api_key=api_key or None,
            request_timeout=TIME_LIMIT,
            max_retries=len(addresses) - 1,
            retry_on_timeout=False,
            ca_certs=ca or DEFAULT,
        )
        self.patient = self.client.options(
            request_timeout=60, max_retries=2 * len(addresses), retry_on_timeout=True
        )
        self.time_limit = TIME_LIMIT
        self.clock = time.monotonic
        self.breaker = CircuitBreaker()
        self.background = sync.BackgroundSync(self.catch_up)
        self._waiters = ThreadPoolExecutor(WAITERS, thread_name_prefix="elasticsearch")

    # --- queries ---

    def search(self, query: Query, prefer_database: bool = False) -> Results:
        """Return the server's page of results, or the database's."""
        near = query.offset + query.size <= DEEPEST
        if near and not prefer_database and self.breaker.allows_request():
            try:
                results = self.ask_server(query)
            except StaleIndexError:
                self.breaker.close()
                self.background.start()
            except FAILURES as error:
                self._fail(error)
            else:
                self.breaker.close()
                return results
        return self.database.search(query)

    def ask_server(self, query: Query) -> Results:
        """Return the server's answer.

        Raises StaleIndexError, InvalidResponseError, TimeoutError or what the client raises.
        """
        token, until = Change.last()[1], self.clock() + self.time_limit
        parsed, wanted = None, queries.ANY_ENTRY
        if query.words:
            parsed = parse_query(query.words, self.database.frequencies)
            if not parsed.relaxations:
                return Results([], 0)
            needed = min_matches(query)
            sizes = queries.read_sizes(
                self._multi_search(
                    query,
                    until,
                    [queries.count(step, SPELLING_RANKS_BELOW) for step in parsed.relaxations],
                ),
                len(parsed.relaxations),
            )
            step = next((n for n, size in enumerate(sizes) if size >= needed), len(sizes) - 1)
            title = title_clause(parsed, parsed.relaxations[step], query)
            wanted = queries.matches(parsed, parsed.relaxations[step], title)
            if sizes[step] < needed or parsed.unknown_words:
                wanted = queries.with_entries(
                    wanted, self.database.find_similarly_spelt(parsed, needed)
                )
            if ranks_by_spelling(parsed, sizes[step]):
                wanted = queries.with_looks(parsed, wanted)
            wanted = queries.with_titles(parsed, wanted)
        # In one request: an answer older than the database is none.
        searches = [queries.position(), queries.hits(wanted, query), queries.facets(wanted, query)]
        answers = self._multi_search(query, until, searches)
        page = queries.read_page(answers, query, token, sync.SHAPE)
        rows = SearchEntry.objects.in_bulk([pk for pk, _score in page.scored])
        chosen = query.filters.items()
        fit = [row for row in rows.values() if all(getattr(row, n) == v for n, v in chosen)]
        if len(fit) != len(page.scored):
            raise StaleIndexError  # withdrawn or changed at this moment
        hits = make_hits(page.scored, rows, query.language)
        return make_results(query, hits, page.total, page.facets, parsed)

    def _multi_search(self, query: Query, until: float, searches: Sequence[Search]) -> dict:
        # A query and all its pages are asked of one copy: another scores a little otherwise.
        copy = f"question-{crc32(query.words.encode('utf-8', 'surrogatepass'))}"
        request = MultiSearch()
        for each in searches:
            request = request.add(each.index(self.alias).params(preference=copy))
        return self.in_time(until, self.client.msearch, searches=request.to_dict()).body

    def in_time(self, until: float, call: Callable[..., Any], **arguments: Any) -> Any:
        """Return what the call returns; raise TimeoutError if that takes longer than `until`."""
        # The client's own timeout begins anew with every byte that drips in.
        answer = self._waiters.submit(call, **arguments).result(max(until - self.clock(), 0))
        if self.clock() > until:
            raise TimeoutError
        return answer

    def suggest(self, query: Query) -> list[Hit]:
        """Return the database's suggestions."""
        return self.database.suggest(query)

    def similar(self, text: str, language: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        """Return the database's similar groups."""
        return self.database.similar(text, language, kinds, limit)

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return the database's vocabulary."""
        return self.database.vocabulary(field, terms)

    # --- state ---

    def problem(self) -> str:
        """Return why the database answers in the server's place, asked now; empty if it does not.

        Nobody waits for it longer than for an answer.
        """
        if self.breaker.allows_request():
            try:
                state = self._state()
            except FAILURES as error:
                self._fail(error)
            else:
                self.breaker.close()
                return str(sync.PROBLEMS[state])
        return self.breaker.reason

    def _state(self) -> str:
        until, server = self.clock() + self.time_limit, {"client": self.client, "alias": self.alias}
        known = self.in_time(until, sync.read_position, **server)
        if sync.is_current(known):
            return sync.CURRENT
        if self.in_time(until, sync.list_unfinished, **server):
            return sync.BUILDING
        return sync.lateness(known)

    def _fail(self, error: Exception) -> None:
        self.breaker.open(type(error).__name__)
        log.warning("Elasticsearch failed (%s): the database answers", type(error).__name__)

    def follow_changes(self) -> None:
        """Follow the change log in a thread of its own."""
        self.background.start()

    def catch_up(self) -> None:
        """Follow the change log; what fails is followed the next time.

        What may take minutes is left to `follow_search`.
        """
        self.problem()
        if not self.breaker.reason:  # a silent server is left at once
            try:
                sync.catch_up(self.patient, self.alias, FEW_CHANGES)
            except sync.FullRebuildRequiredError:
                return
            except FAILURES as error:
                self._fail(error)


# --- settings -------------------------------------------------------------------------------------


URL_ERRORS = {
    UrlFault.UNREADABLE: _("ELASTICSEARCH_URL is no address: write it like https://host:9200"),
    UrlFault.SCHEME: _("ELASTICSEARCH_URL must begin with https:// or http://"),
    UrlFault.HOST: _("ELASTICSEARCH_URL names no server: write it like https://host:9200"),
    UrlFault.PORT: _("ELASTICSEARCH_URL lacks the port: write it like https://host:9200"),
}


def settings_error(url: str, ca: str) -> str | Promise:
    """Return what is wrong with ELASTICSEARCH_URL or ELASTICSEARCH_CA; empty if both can be used.

    An address is never repeated: it may hold a password.
    """
    if fault := find_url_fault(url):
        return URL_ERRORS[fault]
    if ca and not all(address.startswith("https://") for address in split_urls(url.lower())):
        return _("ELASTICSEARCH_CA is set, but ELASTICSEARCH_URL does not begin with https://")
    try:
        ssl.create_default_context(cafile=ca or None)
    except OSError:  # an SSLError too: a file that holds no certificates
        return _("ELASTICSEARCH_CA is not a file of certificates that can be read")
    return ""
