"""What the engines inside a database share: how a query is answered, whatever the SQL."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from search.analysis.index_terms import Terms
from search.backends.base import Hit, Results, answered, in_readers_language
from search.backends.columns import Columns, Counted
from search.backends.elasticsearch.address import Said
from search.backends.facet_cache import Kept
from search.backends.index import Index, Indexes
from search.models import SearchEntry
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


class DatabaseEngine(ABC):
    """Answers from the database; a child gives the SQL behind the methods named first."""

    kind: type[Index]  # of the engine's own tables

    def __init__(self, alone: Said = "") -> None:
        """`alone`: why it has to answer without the server it was to stand behind."""
        self.kept = Kept()
        self.indexes = Indexes(self.kind)
        self.alone = alone

    # --- what a child must say ---

    @abstractmethod
    def queue(self) -> None:
        """Let writers stand in one queue: changes become visible in the order of their numbers."""

    @abstractmethod
    def settle(self) -> None:
        """After a rebuild: learn anew what the rows are like."""

    @abstractmethod
    def matching(self, match: Clause) -> list[int]:
        """Ids of the entries that match, in any order."""

    @abstractmethod
    def scores(self, match: Clause, ids: Sequence[int]) -> dict[int, float]:
        """How well those of `ids` that match do so; higher is better."""

    @abstractmethod
    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Which terms of a field the index knows, and in how many entries they stand."""

    # --- keeping true ---

    def prepare(self) -> None:
        self.indexes.now.make()

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        self.indexes.add(rows, read)

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        self.indexes.remove(rows)

    def reset(self) -> None:
        self.indexes.reset()

    # --- a copy elsewhere, which there is none of ---

    def catch_up(self) -> None:
        """Nothing to follow: the index is in the same transaction."""
        return

    def trouble(self) -> str:
        return str(self.alone)

    # --- answering ---

    def search(self, query: Query, again: bool = False) -> Results:
        while True:
            columns = self.kept.now()
            found = self._found(columns, query)
            # Again if another index took over in the middle: half the answer would be its.
            if self.kept.now() is columns:
                return found

    def _found(self, columns: Columns, query: Query) -> Results:
        if not query.words:
            counted = columns.browse(query)
            return self._page(query, counted.ids, {}, counted)
        parsed = parse_query(query.words, self.vocabulary)
        step, ids = self._fitting(parsed, min_matches(query))
        found = len(ids)
        if title := title_clause(parsed, step, query):
            ids = list({*ids, *self.matching(title)})
        looks: dict[int, float] = {}
        if found < min_matches(query) or parsed.unknown_words:
            looks = self._looks(parsed, columns.rows)
            ids = [*ids, *self._alike(parsed, looks, set(ids))]
        elif ranks_by_spelling(parsed, found):
            looks = self._looks(parsed, columns.rows, set(ids))
        counted = columns.count(ids, query)
        scored = self._scored(parsed, looks, counted.ids)
        for pk in scored:
            scored[pk] += OWN_LANGUAGE_BONUS * columns.in_language(pk, query.language)
        if query.sort == "date":
            order = columns.newest(counted.ids)
        else:
            order = sorted(scored, key=lambda pk: (-scored[pk], pk))
            if (
                len(scored) < len(counted.ids)
                and query.offset + query.size > len(scored) // LANGUAGES_PER_THING
            ):
                order += columns.newest(set(counted.ids) - scored.keys())
        ids = columns.groups_of(order, query.offset, query.size)
        return self._page(query, ids, scored, counted, parsed)

    def _fitting(self, parsed: ParsedQuery, wanted: int) -> tuple[Clause | None, list[int]]:
        """The strictest of the question's steps that so many entries meet as are wanted, or its
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
        return answered(query, hits, counted.total, counted.facets, parsed)

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
        """Entry → how much of it looks like the question's words; of all entries or of some."""
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
        """Entries that hold words spelt much like the question's, and are not found by them."""
        known = set(self._fitting(parsed, wanted)[1])
        return self._alike(parsed, self._looks(parsed, self.kept.now().rows), known)

    def _alike(self, parsed: ParsedQuery, looks: Mapping[int, float], known: set[int]) -> list[int]:
        """Entries not known yet that hold words spelt much like the question's."""
        ids = [pk for pk in top_ids(looks, MAX_SPELLING_CANDIDATES) if pk not in known]
        unknown = (*parsed.unknown_words, *(word for word, _keys in parsed.corrections))
        return list(
            find_similar_spelling(unknown or parsed.words, SearchEntry.objects.in_bulk(ids))
        )

    # --- suggestions and likenesses ---

    def begin(self, query: Query) -> list[Hit]:
        match = prefix_clause(query.words)
        if match is None:
            return []
        columns = self.kept.now()
        ids = columns.count(self.matching(match), query).ids
        scored = {pk: float(columns.in_language(pk, query.language)) for pk in ids}
        order = sorted(ids, key=lambda pk: (-scored[pk], -columns.day[pk - columns.low], pk))
        first = columns.groups_of(order, 0, query.size)
        return hits_of([(pk, scored[pk]) for pk in first], query.language)

    def similar(self, text: str, code: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        columns = self.kept.now()
        said = extract_significant_terms(text, code, self.vocabulary, columns.rows)
        held = self._holding(self._affordable(said.weights), columns.rows)
        ids = [
            pk
            for pk in top_ids(held, MAX_SPELLING_CANDIDATES)
            if columns.known(pk) and (not kinds or columns.has(pk, "kind", kinds))
        ]
        found = score_similarity(said, SearchEntry.objects.in_bulk(ids))
        order = sorted(found, key=lambda pk: (-found[pk], pk))
        first = columns.groups_of(order, 0, limit)
        return hits_of([(pk, found[pk]) for pk in first], code)


def hits_of(found: list[tuple[int, float]], code: str) -> list[Hit]:
    """What readers of a language are shown of entries with their scores."""
    rows = SearchEntry.objects.in_bulk([pk for pk, _score in found])
    return in_readers_language(found, rows, code)
