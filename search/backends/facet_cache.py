"""The columns kept as the database is: read once, then following the changes written down there."""

from threading import Lock

from search.backends.columns import Columns
from search.models import EVERYTHING, Change

REPLAYED = 1000  # changes followed one by one; beyond that everything is read again


class Kept:
    """Of one process; its threads share it. Other processes see the same changes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: tuple[int, str] | None = None
        self._columns = Columns()

    def now(self) -> Columns:
        """The columns after the latest change; a question goes on with those it began with."""
        if Change.last() != self._last:
            with self._lock:
                # Another thread may have been faster.
                last = Change.last()
                if last != self._last:
                    if not self._follow(last[0]):
                        self._columns = Columns.read()
                    self._last = last
        return self._columns

    def _follow(self, position: int) -> bool:
        known, token = self._last or (0, "")
        same = Change.objects.filter(pk=known, token=token).exists()  # else it was rolled back
        if not same or not known < position <= known + REPLAYED:
            return False
        changes = Change.objects.filter(pk__gt=known, pk__lte=position)
        ids = set(changes.values_list("entry_id", flat=True))
        return EVERYTHING not in ids and self._columns.follow(ids)
