"""What Elasticsearch is asked: the hits of a page, and the counts under every filter."""

from typing import Any

from search import language
from search.match import Leaf, Match, anyone
from search.query import FACETS, Query
from search.question import Question

from .database import ALSO, LANGUAGES, OWN

EVERY = "every"  # how the counts under all filters are called
EXACT = 40_000  # things in several languages that are counted without error
MOST_VALUES = 1_000  # of one facet
ANY_ENTRY = {"exists": {"field": "kind"}}
Body = dict[str, Any]


def said(match: Match) -> Body:
    """The tree as a query of exact terms: nothing typed is read by a parser."""
    if isinstance(match, Leaf):
        if match.beginning:
            return {"prefix": {match.field: {"value": match.term}}}
        boost = float(language.WEIGHTS.get(match.field, 1.0))
        return {"term": {match.field: {"value": match.term, "boost": boost}}}
    parts = [said(part) for part in match.parts]
    if match.every:
        return {"bool": {"must": parts}}
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def asked(question: Question, step: Match) -> Body:
    """The entries that meet the step, ranked by the words and by their other names, at less."""
    parts = [said(question.any)] if question.any else []
    if question.also:
        parts.append({"bool": {"must": [said(question.also)], "boost": ALSO}})
    wanted: Body = {"should": parts, "minimum_should_match": 1}
    if step != anyone((question.any, question.also)):
        wanted["filter"] = [said(step)]
    return {"bool": wanted}


def size(step: Match, most: int) -> Body:
    """How many entries meet the step, or `most` when they are more."""
    return {"query": said(step), "size": 0, "track_total_hits": most}


def with_alike(wanted: Body, also: list[int]) -> Body:
    """What is asked for, and some entries that are spelt alike behind them."""
    if not also:
        return wanted
    alike: Body = {"constant_score": {"filter": {"terms": {"entry": also}}, "boost": OWN}}
    return {"bool": {"should": [wanted, alike], "minimum_should_match": 1}}


def with_looks(question: Question, wanted: Body) -> Body:
    """The same, with the spelling's say in their order."""
    looks = anyone(question.looks)
    return {"bool": {"must": [wanted], "should": [said(looks)] if looks else []}}


def hits(wanted: Body, query: Query) -> Body:
    """The best entries, enough for the page's things whatever languages they are in.

    Things are told apart by whoever reads them: collapsed here, every match would have to be looked
    at and not just those that may be among the best. What is equal stands in an order of its own
    here already, for cut off in any other a page would repeat or lose things of the one before.
    """
    within = _filters(query.filters) + _period(query)
    return {
        "query": {"bool": {"must": [wanted], "filter": within}} if within else wanted,
        "size": last(query),
        "_source": False,
        "docvalue_fields": ["entry", "group"],
        "track_total_hits": False,
        "sort": _order(query),
    }


def _order(query: Query) -> list[Body]:
    if query.sort == "date" or not query.words:
        return [{"published_on": {"order": "desc", "missing": "_last"}}, {"entry": "asc"}]
    return [{"_score": "desc"}, {own_first(query.language): "asc"}]


def own_first(code: str) -> str:
    """The field whose order begins with the entries in a language, and goes on with the others."""
    return f"first_{code}"


def last(query: Query) -> int:
    """How many entries the things up to the page's end have at most."""
    return (query.offset + query.size) * LANGUAGES


def counts(wanted: Body, query: Query) -> Body:
    """Each facet under the other filters. The facets that are not filtered by share theirs, since
    every step here is taken once for each of maybe half a million matches."""
    chosen = query.filters
    found = {EVERY: _counted(chosen, [name for name in FACETS if name not in chosen])}
    for name in chosen:
        others = {facet: value for facet, value in chosen.items() if facet != name}
        found[name] = _counted(others, [name])
    return {
        "query": {"bool": {"filter": [wanted, *_period(query)]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": found,
    }


def _counted(filters: dict[str, str], names: list[str]) -> Body:
    """The values of some facets; of things in several languages also how often they were counted
    and how many they are."""
    things: Body = {"cardinality": {"field": "group", "precision_threshold": EXACT}}
    values: Body = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in names}
    again = {name: {**terms, "aggs": {"things": things}} for name, terms in values.items()}
    several = {"filter": {"term": {"several": "yes"}}, "aggs": {**again, "things": things}}
    return {
        "filter": {"bool": {"filter": _filters(filters)}},
        "aggs": {**values, "several": several},
    }


def _filters(chosen: dict[str, str]) -> list[Body]:
    return [{"term": {name: value}} for name, value in chosen.items()]


def _period(query: Query) -> list[Body]:
    period = {}
    if query.since:
        period["gte"] = query.since.isoformat()
    if query.until:
        period["lte"] = query.until.isoformat()
    return [{"range": {"published_on": period}}] if period else []
