"""What the engines inside a database share: how a question is answered, whatever the SQL."""

import heapq
import math
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from search import analysis
from search.alike import likeness, resembling
from search.analysis.index_terms import Terms
from search.backends.base import Hit, Results, answered, in_readers_language
from search.backends.columns import Columns, Counted
from search.backends.elasticsearch.address import Said
from search.backends.facet_cache import Kept
from search.backends.index import Index, Indexes
from search.gist import gist
from search.models import SearchEntry
from search.query.clauses import HEAD, Leaf, Match, leaves, moved, only
from search.query.parser import Question, ask, begun, enough, titled, unsure
from search.query.request import Query

ALSO = 0.4  # of a word's weight, for another name of it
LANGUAGES = 3  # entries one thing has at most
MOST_SCORED = 600  # entries ranked by their words; of more, the likeliest are taken first
ALIKE = 60  # entries whose spelling is compared
COST = 12_000  # places of terms that are gone through to rank one question
OWN = 0.001  # what an entry in the reader's own language is ahead
STEP = 1.0  # what an entry is ahead that holds the words better than the next ones
SATURATION = 1.2  # bm25's k1


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
    def matching(self, match: Match) -> list[int]:
        """Ids of the entries that match, in any order."""

    @abstractmethod
    def scores(self, match: Match, ids: Sequence[int]) -> dict[int, float]:
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
        question = ask(query.words, self.vocabulary)
        step, ids = self._fitting(question, enough(query))
        found = len(ids)
        if title := titled(question, step, query):
            ids = list({*ids, *self.matching(title)})
        looks: dict[int, float] = {}
        if found < enough(query) or question.strange:
            looks = self._looks(question, columns.rows)
            ids = [*ids, *self._alike(question, looks, set(ids))]
        elif unsure(question, found):
            looks = self._looks(question, columns.rows, set(ids))
        counted = columns.count(ids, query)
        scored = self._scored(question, looks, counted.ids)
        for pk in scored:
            scored[pk] += OWN * columns.in_language(pk, query.language)
        if query.sort == "date":
            order = columns.newest(counted.ids)
        else:
            order = sorted(scored, key=lambda pk: (-scored[pk], pk))
            if (
                len(scored) < len(counted.ids)
                and query.offset + query.size > len(scored) // LANGUAGES
            ):
                order += columns.newest(set(counted.ids) - scored.keys())
        ids = columns.groups_of(order, query.offset, query.size)
        return self._page(query, ids, scored, counted, question)

    def _fitting(self, question: Question, wanted: int) -> tuple[Match | None, list[int]]:
        """The strictest of the question's steps that so many entries meet as are wanted, or its
        last; and the entries."""
        step, ids = None, []
        for step in question.steps:
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
        question: Question | None = None,
    ) -> Results:
        found = [(pk, scored.get(pk, 0.0)) for pk in ids]
        hits = hits_of(found, query.language)
        return answered(query, hits, counted.total, counted.facets, question)

    def _scored(
        self, question: Question, looks: Mapping[int, float], ids: list[int]
    ) -> dict[int, float]:
        """Scores of the entries, or of the likeliest when there are too many to rank them all."""
        telling, names = question.any, question.also
        if len(ids) > MOST_SCORED:
            found = self._likeliest(question, ids)
            telling, names = self._telling(telling), self._telling(names)
        else:
            found = {pk: looks.get(pk, 0.0) for pk in ids}
        wanted = list(found)
        for match, weight in ((telling, 1.0), (names, ALSO)):
            for pk, score in (self.scores(match, wanted) if match else {}).items():
                found[pk] += weight * score
        return found

    def _likeliest(self, question: Question, ids: list[int]) -> dict[int, float]:
        """Entries with every word in the title, then in the text, then some; the latest first."""
        among = set(ids)
        whole = question.any if question.also is None else None  # what `ids` all match
        found: dict[int, float] = {}
        wanted = question.all and moved(question.all, HEAD)
        about = moved(question.steps[-1], HEAD) if question.steps else None
        steps = (wanted, question.all, about)
        for place, match in enumerate(steps):
            if match is not None and len(found) < MOST_SCORED:
                part = ids if match == whole else among.intersection(self.matching(match))
                self._take(found, part, len(steps) - place)
        self._take(found, ids, 0)
        return found

    def _take(self, found: dict[int, float], ids: Iterable[int], step: int) -> None:
        """Add the latest of some entries while there is room."""
        for pk in sorted(ids, reverse=True):
            if len(found) == MOST_SCORED:
                return
            found.setdefault(pk, step * STEP)

    def _telling(self, match: Match | None) -> Match | None:
        """The words worth ranking by: one that every third entry holds tells nothing."""
        return only(match, self._affordable(leaves(match)))

    def _looks(
        self, question: Question, rows: int, among: set[int] | None = None
    ) -> dict[int, float]:
        """Entry → how much of it looks like the question's words; of all entries or of some."""
        return self._holding(self._affordable(question.looks), rows, among)

    def _affordable(self, asked: Iterable[Leaf]) -> dict[Leaf, int]:
        """The known ones of some terms with the number of their entries: the rarest first, and as
        many as is cheap to go through."""
        by_field: dict[str, list[str]] = defaultdict(list)
        for leaf in dict.fromkeys(asked):
            by_field[leaf.field].append(leaf.term)
        known = [
            (entries, Leaf(field, term))
            for field, terms in by_field.items()
            for term, entries in self.vocabulary(field, terms).items()
        ]
        kept, cost = {}, 0
        for entries, leaf in sorted(known, key=lambda pair: (pair[0], pair[1].field, pair[1].term)):
            cost += entries
            if cost <= COST:
                kept[leaf] = entries
        return kept

    def _holding(
        self, asked: Mapping[Leaf, int], rows: int, among: set[int] | None = None
    ) -> dict[int, float]:
        """Entries that hold some of these terms, of `rows` in all, scored as bm25 does for a term
        that stands in a text once, whatever the text's length."""
        found: dict[int, float] = defaultdict(float)
        for leaf, entries in asked.items():
            field = analysis.WEIGHTS[leaf.field]
            once = field * (SATURATION + 1) / (field + SATURATION)
            weight = rarity(rows, entries) * once
            holding = self.matching(leaf)
            for pk in holding if among is None else among.intersection(holding):
                found[pk] += weight
        return found

    def spelt_alike(self, question: Question, wanted: int) -> list[int]:
        """Entries that hold words spelt much like the question's, and are not found by them."""
        known = set(self._fitting(question, wanted)[1])
        return self._alike(question, self._looks(question, self.kept.now().rows), known)

    def _alike(self, question: Question, looks: Mapping[int, float], known: set[int]) -> list[int]:
        """Entries not known yet that hold words spelt much like the question's."""
        ids = [pk for pk in best(looks, ALIKE) if pk not in known]
        unknown = (*question.strange, *(word for word, _keys in question.mended))
        return list(resembling(unknown or question.words, SearchEntry.objects.in_bulk(ids)))

    # --- suggestions and likenesses ---

    def begin(self, query: Query) -> list[Hit]:
        match = begun(query.words)
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
        said = gist(text, code, self.vocabulary, columns.rows)
        held = self._holding(self._affordable(said.weights), columns.rows)
        ids = [
            pk
            for pk in best(held, ALIKE)
            if columns.known(pk) and (not kinds or columns.has(pk, "kind", kinds))
        ]
        found = likeness(said, SearchEntry.objects.in_bulk(ids))
        order = sorted(found, key=lambda pk: (-found[pk], pk))
        first = columns.groups_of(order, 0, limit)
        return hits_of([(pk, found[pk]) for pk in first], code)


def hits_of(found: list[tuple[int, float]], code: str) -> list[Hit]:
    """What readers of a language are shown of entries with their scores."""
    rows = SearchEntry.objects.in_bulk([pk for pk, _score in found])
    return in_readers_language(found, rows, code)


def rarity(rows: int, entries: int) -> float:
    """How much a term tells that stands in `entries` of `rows`, as bm25 has it; never below zero,
    and for counts that are a moment apart never an error."""
    return max(math.log((max(rows, entries) - entries + 0.5) / (entries + 0.5)), 0.0)


def best(scores: Mapping[int, float], number: int) -> list[int]:
    """The entries with the highest scores, best first."""
    return heapq.nsmallest(number, scores, key=lambda pk: (-scores[pk], pk))
