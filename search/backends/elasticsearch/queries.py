"""What Elasticsearch is asked - a page's hits, the counts under every filter - and its answers."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    Exists,
    Ids,
    MatchAll,
    Prefix,
    Range,
    Term,
    Terms,
)
from elasticsearch.dsl.query import Query as ServerQuery

from search import analysis
from search.backends.base import ordered
from search.query.clauses import Clause, TermClause, any_of
from search.query.parser import ParsedQuery
from search.query.ranking import (
    LANGUAGES_PER_THING,
    OWN_LANGUAGE_BONUS,
    SYNONYM_WEIGHT,
    title_bonuses,
)
from search.query.request import FACETS, Query

POSITION = "position"  # the document that remembers how far the change log was followed
UNFILTERED = "every"  # name of the counts under all filters
EXACT = 40_000  # groups in several languages that are counted without error
MOST_VALUES = 1_000  # of one facet
LARGEST_ID = 2**63
ANY_ENTRY: ServerQuery = Exists(field="kind")
Body = dict[str, Any]


class InvalidResponseError(Exception):
    """The response is malformed or incomplete."""


class StaleIndexError(Exception):
    """The index has not followed the latest change, or there is none."""


# --- what is to be found --------------------------------------------------------------------------


def clause(match: Clause) -> ServerQuery:
    """Return the tree as a query of exact terms: nothing typed is read by a parser."""
    if isinstance(match, TermClause):
        if match.is_prefix:
            return Prefix(match.field, {"value": match.term})
        boost = float(analysis.WEIGHTS.get(match.field, 1.0))
        return Term(match.field, {"value": match.term, "boost": boost})
    parts = [clause(part) for part in match.clauses]
    return Bool(must=parts) if match.require_all else _any(parts)


def _any(parts: list[ServerQuery], **more: Any) -> ServerQuery:
    return Bool(should=parts, minimum_should_match=1, **more)


def matches(parsed: ParsedQuery, step: Clause, title: Clause | None) -> ServerQuery:
    """Return the query of what meets the step or the title clause.

    It is scored by the words and, for less, by their synonyms.
    """
    parts = [clause(parsed.any_terms)] if parsed.any_terms else []
    if parsed.synonym_terms:
        parts.append(Bool(must=[clause(parsed.synonym_terms)], boost=SYNONYM_WEIGHT))
    if step == any_of((parsed.any_terms, parsed.synonym_terms)):
        return _any(parts)
    return _any(parts, filter=[_any([clause(part) for part in (step, title) if part])])


def with_entries(wanted: ServerQuery, ids: list[int]) -> ServerQuery:
    """Return the query with some entries behind its own matches."""
    if not ids:
        return wanted
    return _any([wanted, ConstantScore(filter=Terms("entry", ids), boost=OWN_LANGUAGE_BONUS)])


def with_looks(parsed: ParsedQuery, wanted: ServerQuery) -> ServerQuery:
    """Return the query with the words' spelling in its scores."""
    looks = any_of(parsed.spelling_terms)
    return Bool(must=[wanted], should=[clause(looks)] if looks else [])


def with_titles(parsed: ParsedQuery, wanted: ServerQuery) -> ServerQuery:
    """Return the query with the bonuses of titles that hold its words in its scores."""
    bonuses = [
        ConstantScore(filter=clause(title), boost=bonus) for title, bonus in title_bonuses(parsed)
    ]
    return Bool(must=[wanted], should=bonuses) if bonuses else wanted


# --- searches -------------------------------------------------------------------------------------


def position() -> Search:
    """Return the search for how far the index has followed."""
    return Search().query(Ids(values=[POSITION])).source(["token", "shape"])


def count(step: Clause, most: int) -> Search:
    """Return the search for how many entries meet the step, or `most` when they are more."""
    return _counting(clause(step), most)


def hits(wanted: ServerQuery, query: Query) -> Search:
    """Return the search for the best entries, enough for the page in any languages.

    Groups are told apart by the reader: collapsed here, every match would have to be looked at and
    not just those that may be among the best. What is equal has an order of its own here already:
    cut off in any other, a page would repeat or lose groups of the one before.
    """
    within = _filters(query.filters) + _period(query)
    return (
        Search()
        .query(Bool(must=[wanted], filter=within) if within else wanted)
        .sort(*_order(query))
        .source(False)
        .extra(
            size=entries_needed(query), docvalue_fields=["entry", "group"], track_total_hits=False
        )
    )


def _order(query: Query) -> list[Body]:
    if query.sort == "date" or not query.words:
        return [{"published_on": {"order": "desc", "missing": "_last"}}, {"entry": "asc"}]
    return [{"_score": "desc"}, {own_first(query.language): "asc"}]


def own_first(code: str) -> str:
    """Return the field whose order begins with a language's entries and goes on with the others."""
    return f"first_{code}"


def entries_needed(query: Query) -> int:
    """Return how many entries the groups up to the page's end have at most."""
    return (query.offset + query.size) * LANGUAGES_PER_THING


def facets(wanted: ServerQuery, query: Query) -> Search:
    """Return the search for each facet's counts under the other filters."""
    found = _counting(Bool(filter=[wanted, *_period(query)]), False)
    return found.extra(aggs=_aggregations(tuple(query.filters.items())))


@lru_cache(maxsize=256)
def _aggregations(filters: tuple[tuple[str, str], ...]) -> Body:
    """Return the counts.

    Facets that are not filtered by share theirs, since every step is taken once for each of maybe
    half a million matches.
    """
    search, chosen = Search(), dict(filters)
    _count(search, UNFILTERED, chosen, [name for name in FACETS if name not in chosen])
    for name in chosen:
        others = {facet: value for facet, value in chosen.items() if facet != name}
        _count(search, name, others, [name])
    return search.to_dict()["aggs"]


def _counting(wanted: ServerQuery, most: int | bool) -> Search:
    return Search().query(wanted).extra(size=0, track_total_hits=most)


def _count(search: Search, title: str, filters: dict[str, str], names: list[str]) -> None:
    """Add the values of some facets.

    Of groups in several languages also how often they were counted and how many they are.
    """
    within = Bool(filter=_filters(filters)) if filters else MatchAll()
    found = search.aggs.bucket(title, "filter", filter=within)
    several = found.bucket("several", "filter", filter=Term("several", {"value": "yes"}))
    for name in names:
        found.bucket(name, "terms", field=name, size=MOST_VALUES)
        _count_groups(several.bucket(name, "terms", field=name, size=MOST_VALUES))
    _count_groups(several)


def _count_groups(bucket: Any) -> None:
    bucket.metric("groups", "cardinality", field="group", precision_threshold=EXACT)


def _filters(chosen: dict[str, str]) -> list[ServerQuery]:
    return [Term(name, {"value": value}) for name, value in chosen.items()]


def _period(query: Query) -> list[ServerQuery]:
    period = {}
    if query.since:
        period["gte"] = query.since.isoformat()
    if query.until:
        period["lte"] = query.until.isoformat()
    return [Range("published_on", period)] if period else []


# --- answers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """The page's groups, each by its best entry with the score, and the counts."""

    scored: list[tuple[int, float]]
    total: int
    facets: dict[str, dict[str, int]]


def read_page(answers: Body, query: Query, token: str, shape: str) -> Page:
    """Return the page from the answers to `position`, `hits` and `facets`.

    Raises StaleIndexError unless the index has followed the change `token` with the fields of
    `shape`, InvalidResponseError for what is malformed or only a part.
    """
    try:
        position, hits, counts = _responses(answers, 3)
        source = position["hits"]["hits"][0]["_source"] if position["hits"]["hits"] else {}
        if (source.get("shape"), source.get("token")) != (shape, token):
            raise StaleIndexError
        for answer in (hits, counts):
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise InvalidResponseError
        aggregations = counts["aggregations"]
        values = {name: _values(aggregations, name) for name in FACETS}
        return Page(_scored(hits["hits"]["hits"], query), _total(aggregations), values)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise InvalidResponseError from error


def read_sizes(answers: Body, number: int) -> list[int]:
    """Return how many entries each of so many steps finds; raises as `read_page` does."""
    try:
        return [int(each["hits"]["total"]["value"]) for each in _responses(answers, number)]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise InvalidResponseError from error


def _responses(answers: Body, number: int) -> list[Body]:
    responses = answers["responses"]
    # No such index: none was built yet, or it was swapped for a new one at this moment.
    if 404 in {each.get("status") for each in responses}:
        raise StaleIndexError
    if len(responses) != number:
        raise InvalidResponseError
    return responses


def _scored(hits: list[Body], query: Query) -> list[tuple[int, float]]:
    best: dict[str, tuple[int, float]] = {}
    for hit in hits:
        pk, group = hit["fields"]["entry"][0], hit["fields"]["group"][0]
        if not isinstance(pk, int) or not 0 < pk < LARGEST_ID:
            raise InvalidResponseError
        best.setdefault(group, (pk, float(hit["_score"] or 0.0)))
    return list(best.values())[query.offset : query.offset + query.size]


def _total(counts: Body) -> int:
    every = counts[UNFILTERED]
    several = every["several"]
    return int(every["doc_count"] - several["doc_count"] + several["groups"]["value"])


def _values(counts: Body, name: str) -> dict[str, int]:
    """Return how many groups have each value; those in several languages were counted often."""
    counted = counts[name if name in counts else UNFILTERED]
    values = Counter({each["key"]: each["doc_count"] for each in counted[name]["buckets"]})
    for each in counted["several"][name]["buckets"]:
        values[each["key"]] += each["groups"]["value"] - each["doc_count"]
    return ordered(values)
