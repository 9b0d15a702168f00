"""What the backends inside a database share: how a query is answered, whatever the SQL."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.functional import Promise

from search.analysis.index_terms import Terms
from search.backends.base import Hit, Results, make_hits, make_results
from search.backends.facets import Counted, FacetCache, FacetTable
from search.backends.lookups import Lookups
from search.models import Change, SearchEntry
from search.query.clauses import Clause, TermClause, iter_terms, keep_terms, restrict_to_title
from search.query.parser import Key, ParsedQuery, parse_query, prefix_clause
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
    title_bonuses,
    title_clause,
    top_ids,
)
from search.query.request import Query
from search.query.similarity import (
    extract_significant_terms,
    find_similar_spelling,
    score_similarity,
)

MAX_RETRIES = 10  # of a query during which the index changed


class DatabaseBackend(ABC):
    """Answers from the database; subclasses give the SQL behind the abstract methods."""

    pause = 0.0  # seconds a rebuild leaves to other writers between two transactions

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
    def add(self, rows: Sequence[SearchEntry], terms: Sequence[Terms]) -> None:
        """Index rows that are not in the index, each with its terms."""

    @abstractmethod
    def remove(self, ids: Collection[int]) -> None:
        """Remove entries from the index; unknown ones are ignored."""

    @abstractmethod
    def indexed_ids(self) -> set[int]:
        """Return the ids of all entries in the index."""

    @abstractmethod
    def clear(self) -> None:
        """Remove every entry from the index."""

    @abstractmethod
    def analyze(self) -> None:
        """Refresh the statistics of the query planner."""

    @abstractmethod
    def matching_each(self, clauses: Sequence[Clause]) -> list[list[int]]:
        """Return for each clause the ids of the entries that match it, in any order."""

    @abstractmethod
    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        """Return how well those of `ids` that match do so; higher is better."""

    @abstractmethod
    def frequencies(self, keys: Collection[Key]) -> dict[Key, int]:
        """Return the terms that the index knows, with the number of their entries."""

    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Return the same for terms of one field."""
        return Lookups(self).vocabulary(field, terms)

    def optimize(self, first: bool) -> bool:
        """Do one step of compacting the index after a rebuild; return whether more is to do."""
        return False

    def problem(self) -> str:
        """Return why it answers in Elasticsearch's place."""
        return str(self.configuration_error)

    def follow_changes(self) -> None:
        """Do nothing: the index changes in the same transaction as the entries."""
        return

    # --- queries ---

    def search(self, query: Query, prefer_database: bool = False) -> Results:
        """Return the page of results as the index was at one moment."""
        for _try in range(MAX_RETRIES):
            table, last = self.facets.snapshot()
            results = self._search(table, query)
            if Change.last() == last:
                break
        return results

    def _search(self, table: FacetTable, query: Query) -> Results:
        if not query.words:
            return self._page(query, {}, table.browse(query))
        lookups = Lookups(self)
        parsed = parse_query(query.words, lookups.frequencies)
        lookups.fetch([*parsed.spelling_terms, *iter_terms(parsed.synonym_terms)])
        strictest = next(iter(parsed.relaxations), None)
        if by_title := title_clause(parsed, strictest, query):
            lookups.matching(parsed.relaxations[0], by_title)  # both are needed below, as a rule
        clause, ids = self._match(lookups, parsed, min_matches(query))
        found = len(ids)
        if by_title := title_clause(parsed, clause, query):
            ids = list({*ids, *lookups.matching(by_title)[0]})
        spelling: dict[int, float] = {}
        if found < min_matches(query) or parsed.unknown_words:
            spelling = self._score_spelling(lookups, parsed, table.rows)
            ids = [*ids, *self._similarly_spelt(parsed, spelling, set(ids))]
        elif ranks_by_spelling(parsed, found):
            spelling = self._score_spelling(lookups, parsed, table.rows, set(ids))
        counted = table.count(ids, query)
        scores = self._rank(lookups, parsed, spelling, counted.ids)
        for pk in scores:
            scores[pk] += OWN_LANGUAGE_BONUS * table.is_in(pk, query.language)
        if query.sort == "date":
            order = table.newest(counted.ids)
        else:
            order = sorted(scores, key=lambda pk: (-scores[pk], pk))
            end = query.offset + query.size
            if len(scores) < len(counted.ids) and end > len(scores) // LANGUAGES_PER_THING:
                order += table.newest(set(counted.ids) - scores.keys())
        page = table.one_of_each_group(order, query.offset, query.size)
        return self._page(query, scores, replace(counted, ids=page), parsed)

    def _page(
        self,
        query: Query,
        scores: Mapping[int, float],
        counted: Counted,
        parsed: ParsedQuery | None = None,
    ) -> Results:
        hits = read_hits([(pk, scores.get(pk, 0.0)) for pk in counted.ids], query.language)
        return make_results(query, hits, counted.total, counted.facets, parsed)

    def _match(
        self, lookups: Lookups, parsed: ParsedQuery, number: int
    ) -> tuple[Clause | None, list[int]]:
        """Return the strictest relaxation that so many entries match, or the last; and its ids."""
        clause, ids = None, []
        for clause in parsed.relaxations:
            ids = lookups.matching(clause)[0]
            if len(ids) >= number:
                break
        return clause, ids

    def _rank(
        self,
        lookups: Lookups,
        parsed: ParsedQuery,
        spelling: Mapping[int, float],
        ids: list[int],
    ) -> dict[int, float]:
        """Return scores of the entries, or of the likeliest when they are too many to rank all."""
        words, synonyms = parsed.any_terms, parsed.synonym_terms
        if len(ids) > MAX_RANKED:
            scores = self._take_likeliest(lookups, parsed, ids)
            words, synonyms = _keep_rare(lookups, words), _keep_rare(lookups, synonyms)
        else:
            scores = {pk: spelling.get(pk, 0.0) for pk in ids}
        ranked = list(scores)
        for clause, weight in ((words, 1.0), (synonyms, SYNONYM_WEIGHT)):
            for pk, score in (self.scores(clause, ranked) if clause else {}).items():
                scores[pk] += weight * score
        bonuses = title_bonuses(parsed)
        titles = lookups.matching(*(clause for clause, _bonus in bonuses))
        for (_clause, bonus), matching in zip(bonuses, titles, strict=True):
            for pk in scores.keys() & matching:
                scores[pk] += bonus
        return scores

    def _take_likeliest(
        self, lookups: Lookups, parsed: ParsedQuery, ids: list[int]
    ) -> dict[int, float]:
        """Return MAX_RANKED of the entries with the bonus of their tier.

        First those with every word in the title, then in the text, then with one in the title, then
        any; of each the latest first.
        """
        among = set(ids)
        whole = parsed.any_terms if parsed.synonym_terms is None else None  # what `ids` all match
        tiers = (
            parsed.all_terms and restrict_to_title(parsed.all_terms),
            parsed.all_terms,
            restrict_to_title(parsed.relaxations[-1]) if parsed.relaxations else None,
        )
        lookups.matching(*(tier for tier in tiers if tier not in (None, whole)))
        scores: dict[int, float] = {}
        for tier, clause in enumerate(tiers):
            if clause is not None and len(scores) < MAX_RANKED:
                part = ids if clause == whole else among.intersection(*lookups.matching(clause))
                self._fill(scores, part, (len(tiers) - tier) * TIER_BONUS)
        self._fill(scores, ids, 0.0)
        return scores

    def _fill(self, scores: dict[int, float], ids: Iterable[int], score: float) -> None:
        """Add the latest of some entries while there is room."""
        for pk in sorted(ids, reverse=True):
            if len(scores) == MAX_RANKED:
                return
            scores.setdefault(pk, score)

    # --- spelling ---

    def _score_spelling(
        self, lookups: Lookups, parsed: ParsedQuery, rows: int, among: set[int] | None = None
    ) -> dict[int, float]:
        """Return scores of the entries, all or some, that hold words spelt like the query's."""
        terms = _affordable_terms(lookups, parsed.spelling_terms)
        return _score_terms(lookups, terms, rows, among)

    def find_similarly_spelt(self, parsed: ParsedQuery, number: int) -> list[int]:
        """Return entries that hold words spelt much like the query's and do not match it."""
        lookups = Lookups(self)
        known = set(self._match(lookups, parsed, number)[1])
        rows = self.facets.snapshot()[0].rows
        return self._similarly_spelt(parsed, self._score_spelling(lookups, parsed, rows), known)

    def _similarly_spelt(
        self, parsed: ParsedQuery, spelling: Mapping[int, float], known: set[int]
    ) -> list[int]:
        ids = [pk for pk in top_ids(spelling, MAX_SPELLING_CANDIDATES) if pk not in known]
        unknown = (*parsed.unknown_words, *(word for word, _keys in parsed.corrections))
        rows = SearchEntry.objects.in_bulk(ids)
        return list(find_similar_spelling(unknown or parsed.words, rows))

    # --- suggestions and similar groups ---

    def suggest(self, query: Query) -> list[Hit]:
        """Return groups whose title holds the words typed so far: own language, then newest."""
        clause = prefix_clause(query.words)
        if clause is None:
            return []
        table, _last = self.facets.snapshot()
        ids = table.newest(table.count(self.matching_each([clause])[0], query).ids)
        scores = {pk: float(table.is_in(pk, query.language)) for pk in ids}
        order = sorted(ids, key=lambda pk: -scores[pk])
        page = table.one_of_each_group(order, 0, query.size)
        return read_hits([(pk, scores[pk]) for pk in page], query.language)

    def similar(self, text: str, language: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        """Return the groups of some kinds that are most like a whole text, best first."""
        table, _last = self.facets.snapshot()
        lookups = Lookups(self)
        terms = extract_significant_terms(text, language, lookups.vocabulary, table.rows)
        affordable = _affordable_terms(lookups, terms.weights)
        likeliest = _score_terms(lookups, affordable, table.rows)
        candidates = [
            pk
            for pk in top_ids(likeliest, MAX_SPELLING_CANDIDATES)
            if table.has_entry(pk) and (not kinds or table.has_value(pk, "kind", kinds))
        ]
        scores = score_similarity(terms, SearchEntry.objects.in_bulk(candidates))
        order = sorted(scores, key=lambda pk: (-scores[pk], pk))
        page = table.one_of_each_group(order, 0, limit)
        return read_hits([(pk, scores[pk]) for pk in page], language)


def read_hits(scored: list[tuple[int, float]], language: str) -> list[Hit]:
    """Return the hits of some entries as readers of a language see them."""
    rows = SearchEntry.objects.in_bulk([pk for pk, _score in scored])
    return make_hits(scored, rows, language)


def _keep_rare(lookups: Lookups, clause: Clause | None) -> Clause | None:
    """Return the clause of the rare terms: one that every third entry holds tells nothing."""
    return keep_terms(clause, _affordable_terms(lookups, iter_terms(clause)))


def _affordable_terms(lookups: Lookups, terms: Iterable[TermClause]) -> dict[TermClause, int]:
    """Return the rarest of the terms with the number of their entries.

    Those are taken whose entries are read cheaply: MAX_POSTINGS in all.
    """
    known = lookups.entries(terms)
    affordable, postings = {}, 0
    for clause in sorted(known, key=lambda one: (known[one], one.field, one.term)):
        postings += known[clause]
        if postings <= MAX_POSTINGS:
            affordable[clause] = known[clause]
    return affordable


def _score_terms(
    lookups: Lookups, terms: Mapping[TermClause, int], rows: int, among: set[int] | None = None
) -> dict[int, float]:
    """Return scores of the entries, of `rows` in all, that hold some of the terms.

    They are bm25's for a term that stands in a text once, whatever the text's length.
    """
    scores: dict[int, float] = defaultdict(float)
    for (term, entries), matching in zip(terms.items(), lookups.matching(*terms), strict=True):
        weight = bm25_weight(term.field, rows, entries)
        for pk in matching if among is None else among.intersection(matching):
            scores[pk] += weight
    return scores
