"""Kinds of data with a term of keeping; each package registers its own when its app is ready."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.functional import Promise

Hold = Callable[[QuerySet], QuerySet]  # rows over their term → those of them that must be kept


@dataclass(kw_only=True)
class Kind(ABC):
    """A kind of data: its default term and act, and why. `confirmed`: no lawyer is needed."""

    name: str
    label: str | Promise
    since: str | Promise  # from when the days are counted
    days: int
    act: str  # of RetentionAct: the only one possible
    reason: str | Promise
    confirmed: bool = False

    @abstractmethod
    def count(self, before: datetime) -> tuple[int, date | None, int]:
        """Return how many are over their term, the oldest of them, and how many more are held."""

    @abstractmethod
    def find(self, before: datetime, limit: int) -> list:
        """Return up to `limit` keys of what is over its term, the oldest first."""

    @abstractmethod
    def apply(self, keys: Sequence, *, at: datetime) -> int:
        """Delete or anonymise these; return how many."""


@dataclass(kw_only=True)
class RowKind(Kind):
    """Rows of a table. `rows` gives those whose `moment` is before a moment."""

    rows: Callable[[datetime], QuerySet]
    moment: str
    apply_one: Callable[[Any, datetime], object] | None = None  # None: delete the row

    def due(self, before: datetime) -> QuerySet:
        """Return the rows that are over their term and not held."""
        rows = self.rows(before)
        for hold in _holds[self.name]:
            rows = rows.exclude(pk__in=hold(self.rows(before)).order_by().values("pk"))
        return rows

    def count(self, before: datetime) -> tuple[int, date | None, int]:
        due = self.due(before)
        oldest = due.order_by().aggregate(oldest=Min(self.moment))["oldest"]
        number = due.count()
        return number, oldest, self.rows(before).count() - number

    def find(self, before: datetime, limit: int) -> list:
        return list(
            self.due(before).order_by(self.moment, "pk").values_list("pk", flat=True)[:limit]
        )

    def apply(self, keys: Sequence, *, at: datetime) -> int:
        model = self.rows(at).model
        rows = model._default_manager.filter(pk__in=keys)
        if self.apply_one is None:
            return rows.delete()[0] and len(keys)
        for row in rows:
            self.apply_one(row, at)
        return len(keys)


_kinds: dict[str, Kind] = {}
_holds: dict[str, list[Hold]] = defaultdict(list)


def register(*kinds: Kind) -> None:
    """Add kinds."""
    _kinds.update({kind.name: kind for kind in kinds})


def register_hold(name: str, hold: Hold) -> None:
    """Keep the rows of a kind of rows that `hold` names; the kind may be of another package."""
    _holds[name].append(hold)


def registered() -> list[Kind]:
    """Return all kinds, in the order of registration."""
    return list(_kinds.values())


def find_kind(name: str) -> Kind | None:
    """Return the kind of a name, or None when no package has it (any more)."""
    return _kinds.get(name)
