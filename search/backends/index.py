"""The engine's own tables: one index, and while it is built anew a second one beside it."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import QuerySet

from search.analysis.index_terms import Terms
from search.models import SearchEntry


class Index(ABC):
    """The tables of one index, whatever their name; each call is in the caller's transaction."""

    portion = 500  # rows of a source that are written in one turn, half a second at the most
    pause = 0.0  # seconds a builder leaves between two turns, so that others get theirs

    def __init__(self, name: str) -> None:
        self.name, self.words = name, f"{name}_words"

    @abstractmethod
    def there(self) -> bool:
        """Whether the tables stand."""

    @abstractmethod
    def make(self) -> None:
        """Make the tables where they are missing."""

    def put(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        """Take in rows that do not stand there yet; `read` are their terms, row by row."""
        self.insert(rows, read)
        for kind, words in self.words_of(read).items():
            self.count(kind, words)

    @abstractmethod
    def insert(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        """As `put`, but the words are counted by the caller, sooner or later."""

    @abstractmethod
    def words_of(self, read: Sequence[Terms]) -> dict[str, Counter[str]]:
        """Of some entries' terms: kind of word → word → how many of the entries hold it."""

    @abstractmethod
    def count(self, kind: str, words: Mapping[str, int], sign: int = 1) -> None:
        """So many more entries hold these words, or fewer."""

    @abstractmethod
    def take(self, rows: Sequence[SearchEntry]) -> None:
        """Forget rows that stand there; they carry the text they were put in with."""

    @abstractmethod
    def holds(self, ids: Collection[int]) -> set[int]:
        """Which of some entries stand there."""

    @abstractmethod
    def empty(self) -> None:
        """Forget everything."""

    @abstractmethod
    def order(self, first: bool) -> bool:
        """One step of making a filled index quick to ask; whether there is more to do."""

    @abstractmethod
    def alone(self) -> None:
        """Keep everybody out until the transaction ends; fails soon when somebody stays inside."""

    @abstractmethod
    def rename(self, name: str) -> None: ...

    @abstractmethod
    def shrink(self) -> bool:
        """Drop as much of it as is quick; whether some is left. Nobody asks it any more."""

    @abstractmethod
    def mark(self, sign: str) -> None:
        """Note who builds it, where no word stands."""

    @abstractmethod
    def unmark(self, sign: str) -> None: ...

    @abstractmethod
    def marked(self, sign: str) -> bool: ...


class Indexes:
    """The index that answers (`now`), the `next` while it is built, and what is `left` to drop.

    Who changes an entry changes it in both, so the next one is true at the moment it takes over.
    """

    def __init__(self, kind: type[Index], name: str = "search_index") -> None:
        self.now = kind(name)
        self.next = kind(f"{name}_next")
        self.left = kind(f"{name}_left")

    @property
    def portion(self) -> int:
        return self.next.portion

    @property
    def pause(self) -> float:
        return self.next.pause

    def standing(self) -> list[Index]:
        return [self.now, self.next] if self.next.there() else [self.now]

    def add(self, rows: Sequence[SearchEntry], read: Sequence[Terms]) -> None:
        for index in self.standing():
            index.put(rows, read)

    def remove(self, rows: Sequence[SearchEntry]) -> None:
        """Each index forgets those it holds: one may not have come to a row yet."""
        for index in self.standing():
            there = index.holds([row.pk for row in rows])
            index.take([row for row in rows if row.pk in there])

    def held(self, ids: Collection[int]) -> set[int]:
        """Which of some entries stand in any index."""
        return set().union(*(index.holds(ids) for index in self.standing()))

    def reset(self) -> None:
        """Forget everything, also what was being built."""
        for index in (self.left, self.next):
            self._drop(index)
        self.now.make()
        self.now.empty()

    # --- the steps of a build ---

    def begin(self, sign: str) -> None:
        """Make a second, empty index; whoever was building one sees that it is not theirs."""
        if self.next.there():
            self._set_aside(self.next)
        self.next.make()
        self.next.mark(sign)

    def built_by(self, sign: str) -> bool:
        return self.next.there() and self.next.marked(sign)

    def swap(self, sign: str) -> None:
        """Let the next index answer from now on."""
        for index in self.standing():
            index.alone()
        self.next.unmark(sign)
        self._set_aside(self.now)
        self.next.rename(self.now.name)

    def give_up(self) -> None:
        """Leave the next index to be dropped."""
        self._set_aside(self.next)

    def clear(self) -> None:
        """Drop some of what nobody asks any more."""
        if self.left.there():
            self.left.shrink()

    def _set_aside(self, index: Index) -> None:
        self._drop(self.left)  # two builds may have left one each
        index.rename(self.left.name)

    def _drop(self, index: Index) -> None:
        while index.there() and index.shrink():
            pass


def findable() -> QuerySet[SearchEntry]:
    """The entries that stand in the index: one that is to come with the next index does not yet."""
    return _rows_where(f"search_searchentry.id IN (SELECT id FROM {_ids()})")


def unfound() -> QuerySet[SearchEntry]:
    """The others, in their order."""
    held = f"SELECT 1 FROM {_ids()} held WHERE held.id = search_searchentry.id"
    return _rows_where(f"NOT EXISTS ({held})").order_by("pk")


def _rows_where(condition: str) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.extra(where=[condition])  # noqa: S610 (only names of ours)


def _ids() -> str:
    return "search_index_docsize" if connection.vendor == "sqlite" else "search_index"
