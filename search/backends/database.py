"""What the backends inside a database share: how a query is answered, whatever the SQL."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.functional import Promise

from search.backends.base import Hit, Results, make_hits, make_results
from search.backends.facets import Counted, FacetCache, FacetTable
from search.models import Change, SearchEntry
from search.query.clauses import Clause, TermClause, iter_terms, keep_terms, restrict_to_title
from search.query.parser import ParsedQuery, parse_query, prefix_clause
from search.query.ranking import (
    LANGUAGES_PER_THING,
    MAX_POSTINGS,
    MAX_RANKED,
    MAX_SPELLING_CANDIDATES,
    OWN_LANGUAGE_BONUS,
    SYNONYM_WEIGHT,
    TIER_BONUS,
    bm25_weight,
    min_matches,
    ranks_by_spelling,
    title_clause,
    top_ids,
)
from search.query.request import Query
from search.query.similarity import (
    extract_significant_terms,
    find_similar_spelling,
    score_similarity,
)

MOST_RETRIES = 10  # of a query during which the index changed


class DatabaseBackend(ABC):
    """Answers from the database; subclasses give the SQL behind the abstract methods."""

    pause = 0.0

    def __init__(self, configuration_error: str | Promise = "") -> None:
        """`configuration_error`: why it answers without the Elasticsearch that was configured."""
        self.facets = FacetCache()
        self.configuration_error = configuration_error

    @abstractmethod
    def create_tables(self) -> bool:
        """Create the index's own tables where they are missing; return whether they were."""

    @abstractmethod
    def acquire_writer_lock(self) -> None:
        """Let writers follow one another: changes become visible in the order of their numbers."""

    @abstractmethod
    def add(self, rows: Sequence[SearchEntry]) -> None:
        """Index rows that are not in the index."""

    @abstractmethod
    def remove(self, ids: Collection[int]) -> None:
        """Remove entries from the index; unknown ones are ignored."""

    @abstractmethod
    def clear(self) -> None:
        """Remove every entry from the index."""

    @abstractmethod
    def analyze(self) -> None:
        """Refresh the statistics of the query planner."""

    @abstractmethod
    def matching(self, match: Clause) -> list[int]:
        """Return the ids of the entries that match, in any order."""

    @abstractmethod
    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        """Return how well those of `ids` that match do so; higher is better."""

    @abstractmethod
    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return the terms of a field that the index knows, with the number of their entries."""

    def optimize(self, first: bool) -> bool:
        """Do one step of compacting the index after a rebuild; return whether more is to do."""
        return False

    def catch_up(self) -> None:
        """Do nothing: the index changes in the same transaction as the entries."""
        return

    def problem(self) -> str:
        """Return why it answers in Elasticsearch's place."""
        return str(self.configuration_error)

    # --- queries ---

    def search(self, query: Query, prefer_database: bool = False) -> Results:
        """Return the page of results as the index was at one moment."""
        for _try in range(MOST_RETRIES):
            last = Change.last()
            results = self._search(self.facets.table(), query)
            if Change.last() == last:
                break
        return results

    def _search(self, table: FacetTable, query: Query) -> Results:
        if not query.words:
            counted = table.browse(query)
            return self._page(query, counted.ids, {}, counted)
        parsed = parse_query(query.words, self.vocabulary)
        step, ids = self._fitting(parsed, min_matches(query))
        found = len(ids)
        if title := title_clause(parsed, step, query):
            ids = list({*ids, *self.matching(title)})
        looks: dict[int, float] = {}
        if found < min_matches(query) or parsed.unknown_words:
            looks = self._looks(parsed, table.rows)
            ids = [*ids, *self._alike(parsed, looks, set(ids))]
        elif ranks_by_spelling(parsed, found):
            looks = self._looks(parsed, table.rows, set(ids))
        counted = table.count(ids, query)
        scored = self._scored(parsed, looks, counted.ids)
        for pk in scored:
            scored[pk] += OWN_LANGUAGE_BONUS * table.is_in(pk, query.language)
        if query.sort == "date":
            order = table.newest(counted.ids)
        else:
            order = sorted(scored, key=lambda pk: (-scored[pk], pk))
            if (
                len(scored) < len(counted.ids)
                and query.offset + query.size > len(scored) // LANGUAGES_PER_THING
            ):
                order += table.newest(set(counted.ids) - scored.keys())
        ids = table.one_of_each_group(order, query.offset, query.size)
        return self._page(query, ids, scored, counted, parsed)

    def _fitting(self, parsed: ParsedQuery, wanted: int) -> tuple[Clause | None, list[int]]:
        """The strictest of the parsed's steps that so many entries meet as are wanted, or its
        last; and the entries."""
        step, ids = None, []
        for step in parsed.relaxations:
            ids = self.matching(step)
            if len(ids) >= wanted:
                break
        return step, ids

    def _page(
        self,
        query: Query,
        ids: list[int],
        scored: dict[int, float],
        counted: Counted,
        parsed: ParsedQuery | None = None,
    ) -> Results:
        found = [(pk, scored.get(pk, 0.0)) for pk in ids]
        hits = hits_of(found, query.language)
        return make_results(query, hits, counted.total, counted.facets, parsed)

    def _scored(
        self, parsed: ParsedQuery, looks: Mapping[int, float], ids: list[int]
    ) -> dict[int, float]:
        """Scores of the entries, or of the likeliest when there are too many to rank them all."""
        telling, names = parsed.any_terms, parsed.synonym_terms
        if len(ids) > MAX_RANKED:
            found = self._likeliest(parsed, ids)
            telling, names = self._telling(telling), self._telling(names)
        else:
            found = {pk: looks.get(pk, 0.0) for pk in ids}
        wanted = list(found)
        for match, weight in ((telling, 1.0), (names, SYNONYM_WEIGHT)):
            for pk, score in (self.scores(match, wanted) if match else {}).items():
                found[pk] += weight * score
        return found

    def _likeliest(self, parsed: ParsedQuery, ids: list[int]) -> dict[int, float]:
        """Entries with every word in the title, then in the text, then some; the latest first."""
        among = set(ids)
        whole = parsed.any_terms if parsed.synonym_terms is None else None  # what `ids` all match
        found: dict[int, float] = {}
        wanted = parsed.all_terms and restrict_to_title(parsed.all_terms)
        about = restrict_to_title(parsed.relaxations[-1]) if parsed.relaxations else None
        steps = (wanted, parsed.all_terms, about)
        for place, match in enumerate(steps):
            if match is not None and len(found) < MAX_RANKED:
                part = ids if match == whole else among.intersection(self.matching(match))
                self._take(found, part, len(steps) - place)
        self._take(found, ids, 0)
        return found

    def _take(self, found: dict[int, float], ids: Iterable[int], step: int) -> None:
        """Add the latest of some entries while there is room."""
        for pk in sorted(ids, reverse=True):
            if len(found) == MAX_RANKED:
                return
            found.setdefault(pk, step * TIER_BONUS)

    def _telling(self, match: Clause | None) -> Clause | None:
        """The words worth ranking by: one that every third entry holds tells nothing."""
        return keep_terms(match, self._affordable(iter_terms(match)))

    def _looks(
        self, parsed: ParsedQuery, rows: int, among: set[int] | None = None
    ) -> dict[int, float]:
        """Entry → how much of it looks like the parsed's words; of all entries or of some."""
        return self._holding(self._affordable(parsed.spelling_terms), rows, among)

    def _affordable(self, asked: Iterable[TermClause]) -> dict[TermClause, int]:
        """The known ones of some terms with the number of their entries: the rarest first, and as
        many as is cheap to go through."""
        by_field: dict[str, list[str]] = defaultdict(list)
        for leaf in dict.fromkeys(asked):
            by_field[leaf.field].append(leaf.term)
        known = [
            (entries, TermClause(field, term))
            for field, terms in by_field.items()
            for term, entries in self.vocabulary(field, terms).items()
        ]
        kept, cost = {}, 0
        for entries, leaf in sorted(known, key=lambda pair: (pair[0], pair[1].field, pair[1].term)):
            cost += entries
            if cost <= MAX_POSTINGS:
                kept[leaf] = entries
        return kept

    def _holding(
        self, asked: Mapping[TermClause, int], rows: int, among: set[int] | None = None
    ) -> dict[int, float]:
        """Entries that hold some of these terms, of `rows` in all, scored as bm25 does for a term
        that stands in a text once, whatever the text's length."""
        found: dict[int, float] = defaultdict(float)
        for leaf, entries in asked.items():
            weight = bm25_weight(leaf.field, rows, entries)
            holding = self.matching(leaf)
            for pk in holding if among is None else among.intersection(holding):
                found[pk] += weight
        return found

    def spelt_alike(self, parsed: ParsedQuery, wanted: int) -> list[int]:
        """Entries that hold words spelt much like the parsed's, and are not found by them."""
        known = set(self._fitting(parsed, wanted)[1])
        return self._alike(parsed, self._looks(parsed, self.facets.table().rows), known)

    def _alike(self, parsed: ParsedQuery, looks: Mapping[int, float], known: set[int]) -> list[int]:
        """Entries not known yet that hold words spelt much like the parsed's."""
        ids = [pk for pk in top_ids(looks, MAX_SPELLING_CANDIDATES) if pk not in known]
        unknown = (*parsed.unknown_words, *(word for word, _keys in parsed.corrections))
        return list(
            find_similar_spelling(unknown or parsed.words, SearchEntry.objects.in_bulk(ids))
        )

    # --- suggestions and likenesses ---

    def suggest(self, query: Query) -> list[Hit]:
        match = prefix_clause(query.words)
        if match is None:
            return []
        table = self.facets.table()
        ids = table.count(self.matching(match), query).ids
        scored = {pk: float(table.is_in(pk, query.language)) for pk in ids}
        order = sorted(table.newest(ids), key=lambda pk: -scored[pk])
        first = table.one_of_each_group(order, 0, query.size)
        return hits_of([(pk, scored[pk]) for pk in first], query.language)

    def similar(self, text: str, code: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        table = self.facets.table()
        said = extract_significant_terms(text, code, self.vocabulary, table.rows)
        held = self._holding(self._affordable(said.weights), table.rows)
        ids = [
            pk
            for pk in top_ids(held, MAX_SPELLING_CANDIDATES)
            if table.has_entry(pk) and (not kinds or table.has_value(pk, "kind", kinds))
        ]
        found = score_similarity(said, SearchEntry.objects.in_bulk(ids))
        order = sorted(found, key=lambda pk: (-found[pk], pk))
        first = table.one_of_each_group(order, 0, limit)
        return hits_of([(pk, found[pk]) for pk in first], code)


def hits_of(found: list[tuple[int, float]], code: str) -> list[Hit]:
    """What readers of a language are shown of entries with their scores."""
    rows = SearchEntry.objects.in_bulk([pk for pk, _score in found])
    return make_hits(found, rows, code)
