"""What Elasticsearch is asked: the hits of a page, and the counts under every filter."""

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
from elasticsearch.dsl.query import Query as Wanted

from search import analysis
from search.query.clauses import Clause, TermClause, any_of
from search.query.parser import ParsedQuery
from search.query.ranking import LANGUAGES_PER_THING, OWN_LANGUAGE_BONUS, SYNONYM_WEIGHT
from search.query.request import FACETS, Query

EVERY = "every"  # how the counts under all filters are called
EXACT = 40_000  # things in several languages that are counted without error
MOST_VALUES = 1_000  # of one facet
ANY_ENTRY = Exists(field="kind")
Body = dict[str, Any]


def said(match: Clause) -> Wanted:
    """The tree as a query of exact terms: nothing typed is read by a parser."""
    if isinstance(match, TermClause):
        if match.is_prefix:
            return Prefix(match.field, {"value": match.term})
        boost = float(analysis.WEIGHTS.get(match.field, 1.0))
        return Term(match.field, {"value": match.term, "boost": boost})
    parts = [said(part) for part in match.clauses]
    return Bool(must=parts) if match.require_all else _any(parts)


def _any(parts: list[Wanted], **more: Any) -> Wanted:
    return Bool(should=parts, minimum_should_match=1, **more)


def asked(parsed: ParsedQuery, step: Clause, title: Clause | None) -> Wanted:
    """The entries that meet the step or the other match, by the words and, at less, their names."""
    parts = [said(parsed.any_terms)] if parsed.any_terms else []
    if parsed.synonym_terms:
        parts.append(Bool(must=[said(parsed.synonym_terms)], boost=SYNONYM_WEIGHT))
    if step == any_of((parsed.any_terms, parsed.synonym_terms)):
        return _any(parts)
    found = [said(each) for each in (step, title) if each]
    return _any(parts, filter=[_any(found)])


def with_alike(wanted: Wanted, also: list[int]) -> Wanted:
    """What is asked for, and some entries that are spelt alike behind them."""
    if not also:
        return wanted
    return _any([wanted, ConstantScore(filter=Terms("entry", also), boost=OWN_LANGUAGE_BONUS)])


def with_looks(parsed: ParsedQuery, wanted: Wanted) -> Wanted:
    """The same, with the spelling's say in their order."""
    looks = any_of(parsed.spelling_terms)
    return Bool(must=[wanted], should=[said(looks)] if looks else [])


def of_document(name: str, *fields: str) -> Search:
    """Some fields of one document."""
    return Search().query(Ids(values=[name])).source(list(fields))


def size(step: Clause, most: int) -> Search:
    """How many entries meet the step, or `most` when they are more."""
    return _counting(said(step), most)


def hits(wanted: Wanted, query: Query) -> Search:
    """The best entries, enough for the page's things whatever languages they are in.

    Things are told apart by whoever reads them: collapsed here, every match would have to be looked
    at and not just those that may be among the best. What is equal stands in an order of its own
    here already, for cut off in any other a page would repeat or lose things of the one before.
    """
    within = _filters(query.filters) + _period(query)
    return (
        Search()
        .query(Bool(must=[wanted], filter=within) if within else wanted)
        .sort(*_order(query))
        .source(False)
        .extra(size=last(query), docvalue_fields=["entry", "group"], track_total_hits=False)
    )


def _order(query: Query) -> list[Body]:
    if query.sort == "date" or not query.words:
        return [{"published_on": {"order": "desc", "missing": "_last"}}, {"entry": "asc"}]
    return [{"_score": "desc"}, {own_first(query.language): "asc"}]


def own_first(code: str) -> str:
    """The field whose order begins with the entries in a language, and goes on with the others."""
    return f"first_{code}"


def last(query: Query) -> int:
    """How many entries the things up to the page's end have at most."""
    return (query.offset + query.size) * LANGUAGES_PER_THING


def counts(wanted: Wanted, query: Query) -> Search:
    """Each facet under the other filters."""
    found = _counting(Bool(filter=[wanted, *_period(query)]), False)
    return found.extra(aggs=_facets(tuple(query.filters.items())))


@lru_cache(maxsize=256)
def _facets(filters: tuple[tuple[str, str], ...]) -> Body:
    """The facets that are not filtered by share their counts, since every step here is taken once
    for each of maybe half a million matches."""
    search, chosen = Search(), dict(filters)
    _count(search, EVERY, chosen, [name for name in FACETS if name not in chosen])
    for name in chosen:
        others = {facet: value for facet, value in chosen.items() if facet != name}
        _count(search, name, others, [name])
    return search.to_dict()["aggs"]


def _counting(wanted: Wanted, most: int | bool) -> Search:
    return Search().query(wanted).extra(size=0, track_total_hits=most)


def _count(search: Search, called: str, filters: dict[str, str], names: list[str]) -> None:
    """The values of some facets; of things in several languages also how often they were counted
    and how many they are."""
    within = Bool(filter=_filters(filters)) if filters else MatchAll()
    found = search.aggs.bucket(called, "filter", filter=within)
    several = found.bucket("several", "filter", filter=Term("several", {"value": "yes"}))
    for name in names:
        found.bucket(name, "terms", field=name, size=MOST_VALUES)
        _things(several.bucket(name, "terms", field=name, size=MOST_VALUES))
    _things(several)


def _things(bucket: Any) -> None:
    bucket.metric("things", "cardinality", field="group", precision_threshold=EXACT)


def _filters(chosen: dict[str, str]) -> list[Wanted]:
    return [Term(name, {"value": value}) for name, value in chosen.items()]


def _period(query: Query) -> list[Wanted]:
    period = {}
    if query.since:
        period["gte"] = query.since.isoformat()
    if query.until:
        period["lte"] = query.until.isoformat()
    return [Range("published_on", period)] if period else []
