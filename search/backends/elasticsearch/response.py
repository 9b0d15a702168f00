"""What Elasticsearch said, believed as far as it can be checked."""

from collections import Counter
from dataclasses import dataclass

from search.backends.base import ordered
from search.backends.elasticsearch.queries import EVERY, Body, last
from search.query.request import FACETS, Query

LARGEST = 2**63  # what a database takes for an id


class Lying(Exception):
    """The server answered with what cannot be, or with what the database does not hold."""


class Behind(Exception):
    """The server is well but has not followed the latest change yet, or has no index at all."""


@dataclass(frozen=True)
class Said:
    found: list[tuple[int, float]]  # the page's things, each by its best entry with the score
    total: int
    facets: dict[str, dict[str, int]]
    token: str  # of the change that it has followed


def read(answers: Body, query: Query, token: str, shape: str) -> Said:
    """The page and its counts out of three answers: how far the index is, its hits, its counts.

    Raises Lying; or Behind unless it has followed the change `token` with the fields of `shape`.
    """
    try:
        position, hits, counts = answers["responses"]
        # No such index: none was built yet, or it was swapped for a new one at this moment.
        if 404 in {each.get("status") for each in (position, hits, counts)}:
            raise Behind
        if _followed(position, shape) != token:
            raise Behind
        for answer in (hits, counts):
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise Lying
        counted = counts["aggregations"]
        facets = {name: _values(counted, name) for name in FACETS}
        said = Said(_page(hits["hits"]["hits"], query), _total(counted), facets, token)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Lying from error
    return said


def sizes_in(answers: Body, steps: int) -> list[int]:
    """How many entries each of some steps finds. Raises Lying, or Behind without an index."""
    try:
        responses = answers["responses"]
        if 404 in {each.get("status") for each in responses}:
            raise Behind
        if len(responses) != steps:
            raise Lying
        return [int(each["hits"]["total"]["value"]) for each in responses]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise Lying from error


def _followed(position: Body, shape: str) -> str:
    """The token of the last change that the index followed, if it has the fields of today."""
    for hit in position["hits"]["hits"]:
        if hit["_source"].get("shape") == shape:
            return hit["_source"]["token"]
    return "never"


def _page(hits: list[Body], query: Query) -> list[tuple[int, float]]:
    if len(hits) > last(query):
        raise Lying
    found = [_hit(hit["fields"], hit["_score"]) for hit in hits]
    scores = [score for _pk, score, _group in found]
    if scores != sorted(scores, reverse=True):
        raise Lying
    best: dict[str, tuple[int, float]] = {}
    for pk, score, group in found:
        best.setdefault(group, (pk, score))
    return list(best.values())[query.offset : query.offset + query.size]


def _hit(fields: Body, score: float | None) -> tuple[int, float, str]:
    """Entry, score, thing."""
    pk = fields["entry"][0]
    if not isinstance(pk, int) or not 0 < pk < LARGEST:
        raise Lying
    return pk, float(score or 0.0), fields["group"][0]


def _total(counts: Body) -> int:
    left = counts[EVERY]
    several = left["several"]
    return left["doc_count"] - several["doc_count"] + several["things"]["value"]


def _values(counts: Body, name: str) -> dict[str, int]:
    """How many things have each value; those in several languages were counted several times."""
    left = counts[name if name in counts else EVERY]
    found = Counter({each["key"]: each["doc_count"] for each in left[name]["buckets"]})
    for each in left["several"][name]["buckets"]:
        found[each["key"]] += each["things"]["value"] - each["doc_count"]
    return ordered(found)
