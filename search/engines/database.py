"""What the engines inside a database share: how a question is answered, whatever the SQL."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from operator import itemgetter

from search import language
from search.alike import likeness, resembling, telling
from search.language.entries import Terms
from search.match import HEAD, STEM, Leaf, Match, anyone, moved
from search.meant import meant
from search.models import SearchEntry
from search.query import Query
from search.question import Question, ask, begun

from .base import Hit, Results, in_readers_language
from .columns import Columns, Counted

ALSO = 0.4  # of a word's weight, for another name of it
FEW = 10  # found; with fewer, things with words spelt alike are added
SOME = 200  # found; with fewer, the spelling has a say in their order
LANGUAGES = 3  # entries one thing has at most
MOST_SCORED = 1000  # entries ranked by their words; of more, the likeliest are taken first
ALIKE = 60  # entries whose spelling is compared
RARE = 5000  # entries; a trigram in more tells nothing
COST = 30_000  # places of trigrams that are gone through for one question
OWN = 0.001  # what an entry in the reader's own language is ahead


class DatabaseEngine(ABC):
    """Answers from the database; a child gives the SQL behind the methods named first."""

    most_scored = MOST_SCORED

    def __init__(self) -> None:
        self.columns = Columns()

    # --- what a child must say ---

    @abstractmethod
    def prepare(self) -> None:
        """Make its own tables where they are missing."""

    @abstractmethod
    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        """Make rows findable that are not so yet; `read` are their terms, row by row."""

    @abstractmethod
    def remove(self, rows: Sequence[SearchEntry]) -> None:
        """Forget rows; they carry the text they were added with."""

    @abstractmethod
    def reset(self) -> None:
        """Forget everything."""

    @abstractmethod
    def settle(self) -> None:
        """After a rebuild: put itself in order."""

    @abstractmethod
    def matching(self, match: Match) -> list[int]:
        """Ids of the entries that match, in any order."""

    @abstractmethod
    def scores(self, match: Match, ids: Sequence[int]) -> dict[int, float]:
        """How well those of `ids` that match do so; higher is better."""

    @abstractmethod
    def best(self, match: Match, limit: int) -> list[int]:
        """The best-matching entries."""

    @abstractmethod
    def vocabulary(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """Which terms of a field the index knows, and in how many entries they stand."""

    def at_most(self, leaf: Leaf, number: int) -> int:
        """In how many entries a term stands, counted up to `number` + 1."""
        raise NotImplementedError

    # --- a copy elsewhere, which there is none of ---

    def catch_up(self) -> None:
        """Nothing to follow: the index is in the same transaction."""
        return

    def trouble(self) -> str:
        return ""

    # --- answering ---

    def search(self, query: Query) -> Results:
        columns = self.columns.fresh()
        if not query.words:
            counted = columns.count(columns.everything(), query)
            return self._page(query, columns.newest(counted.ids), {}, counted)
        question = ask(query.words, self.vocabulary)
        wanted = anyone((question.any, question.also))
        ids = self.matching(wanted) if wanted else []
        counted = columns.count(ids, query)
        spelt = self._spelt(question) if self._unsure(question, counted) else None
        if spelt and (counted.total < FEW or question.strange):
            counted = columns.count([*ids, *self._alike(question, spelt, set(ids))], query)
        scored = self._scored(question, spelt, counted.ids, query.language)
        if query.sort == "date":
            order = columns.newest(counted.ids)
        else:
            order = sorted(scored, key=lambda pk: (-scored[pk], pk))
            if (
                len(scored) < len(counted.ids)
                and query.offset + query.size > len(scored) // LANGUAGES
            ):
                order += columns.newest(set(counted.ids) - scored.keys())
        return self._page(query, order, scored, counted, question)

    def _page(
        self,
        query: Query,
        order: list[int],
        scored: dict[int, float],
        counted: Counted,
        question: Question | None = None,
    ) -> Results:
        ids = self.columns.groups_of(order, query.offset, query.size)
        hits = in_readers_language([(pk, scored.get(pk, 0.0)) for pk in ids], query.language)
        if question is None:
            return Results(hits, counted.total, counted.facets)
        return Results(
            hits,
            counted.total,
            counted.facets,
            meant(query.words, question, [hit.entry for hit in hits]),
            question.keys,
            question.names,
        )

    def _scored(
        self, question: Question, spelt: Match | None, ids: list[int], code: str
    ) -> dict[int, float]:
        """Scores of the entries, or of the likeliest when there are too many to rank them all."""
        if len(ids) > self.most_scored:
            ids = self._likeliest(question, ids)
        found: dict[int, float] = {}
        for match, weight in ((question.any, 1.0), (question.also, ALSO), (spelt, 1.0)):
            for pk, score in (self.scores(match, ids) if match else {}).items():
                found[pk] = found.get(pk, 0.0) + weight * score
        known = self.columns.language
        return {pk: s + (OWN if known.get(pk) == code else 0.0) for pk, s in found.items()}

    def _likeliest(self, question: Question, ids: list[int]) -> list[int]:
        """Entries with every word in the title, then in the text, then some; the latest first."""
        left = set(ids)
        found: list[int] = []
        wanted = question.all and moved(question.all, HEAD)
        for match in (wanted, question.all, question.any and moved(question.any, HEAD)):
            if match is not None and len(found) < self.most_scored:
                part = left.intersection(self.matching(match))
                found += sorted(part, reverse=True)
                left -= part
        if len(found) < self.most_scored:
            found += sorted(left, reverse=True)
        return found[: self.most_scored]

    def _unsure(self, question: Question, counted: Counted) -> bool:
        """Whether spelling has to help: words were not known, or so little was found that it is
        cheap to let it help."""
        return counted.total < SOME or bool(question.mended or question.strange)

    def _spelt(self, question: Question) -> Match | None:
        """How the question's words look, the rarest first and as much as is cheap to look for."""
        counted = ((self.at_most(leaf, RARE), leaf) for leaf in question.looks)
        asked, cost = [], 0
        for entries, leaf in sorted(counted, key=itemgetter(0)):
            cost += entries
            if entries and cost <= COST:
                asked.append(leaf)
        return anyone(asked)

    def spelt_alike(self, question: Question) -> list[int]:
        """Entries that hold words spelt much like the question's."""
        spelt = self._spelt(question)
        self.columns.fresh()
        wanted = anyone((question.any, question.also))
        known = set(self.matching(wanted)) if wanted else set()
        return self._alike(question, spelt, known) if spelt else []

    def _alike(self, question: Question, spelt: Match, known: set[int]) -> list[int]:
        """Entries not known yet that hold words spelt much like the question's."""
        ids = [pk for pk in self.best(spelt, ALIKE) if pk not in known]
        unknown = (*question.strange, *(word for word, _keys in question.mended))
        return list(resembling(unknown or question.words, SearchEntry.objects.in_bulk(ids)))

    # --- suggestions and likenesses ---

    def begin(self, query: Query) -> list[Hit]:
        match = begun(query.words)
        columns = self.columns.fresh()
        if match is None:
            return []
        ids = columns.count(self.matching(match), query).ids
        scored = {pk: self._title_first(pk, query.language) for pk in ids}
        order = sorted(ids, key=lambda pk: (-scored[pk], -columns.day[pk - columns.low], pk))
        first = columns.groups_of(order, 0, query.size)
        return in_readers_language([(pk, scored[pk]) for pk in first], query.language)

    def _title_first(self, pk: int, code: str) -> float:
        return 1.0 if self.columns.language.get(pk) == code else 0.0

    def similar(self, text: str, code: str, kinds: Sequence[str], limit: int) -> list[Hit]:
        columns = self.columns.fresh()
        stems = language.fields(text, code)[STEM]
        weighed = telling(stems, self.vocabulary(STEM, set(stems)), len(columns.language))
        match = anyone(Leaf(STEM, term) for term in weighed)
        if match is None:
            return []
        ids = [
            pk
            for pk in self.best(match, ALIKE)
            if columns.pair[pk - columns.low] and (not kinds or columns.facets_of(pk)[0] in kinds)
        ]
        found = likeness(weighed, SearchEntry.objects.in_bulk(ids))
        order = sorted(found, key=lambda pk: (-found[pk], pk))
        first = columns.groups_of(order, 0, limit)
        return in_readers_language([(pk, found[pk]) for pk in first], code)
