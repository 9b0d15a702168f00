"""Names that kept pages depend on instead of a table of this package that changes all day.

Bookings change a page only where it shows free times, and only those of its own office.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from core import page_cache
from services.models.booking import Booking


def free_times(office_id: int) -> str:
    """Return the name of the free times and the visitors of an office."""
    return f"free-times:{office_id}"


@contextmanager
def bookings_of(office_ids: Iterable[int]) -> Iterator[None]:
    """Record the free times of the offices for the bookings that are read inside."""
    with ExitStack() as stack:
        for office_id in set(office_ids):
            stack.enter_context(page_cache.named(free_times(office_id), Booking._meta.db_table))
        yield


def change_free_times(booking: Booking) -> None:
    """Drop the pages that show the free times which `booking` takes or leaves.

    An official who has gone to another office takes the times of both.
    """
    offices = {booking.office_id, booking.official.office_id}
    page_cache.changed(*map(free_times, offices))
