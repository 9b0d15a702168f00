"""Bookings."""

from collections import Counter
from collections.abc import Iterator

from services.models import Booking
from tests.simulation.registry import invariant
from tests.simulation.world import SEATS, World


@invariant(cheap=True)
def no_time_is_booked_over_its_capacity(world: World) -> Iterator[str]:
    """No more visitors have a time than the official receives at once."""
    rows = Booking.objects.exclude(status="cancelled").values_list("official__name_kk", "starts_at")
    for (label, starts_at), count in Counter(rows).items():
        seats = SEATS[label.split()[-1]]
        if count > seats:
            yield f"{label} {starts_at}: {count} visitors on {seats} seats"


@invariant()
def bookings_are_as_their_tickets_say(world: World) -> Iterator[str]:
    """Every ticket in a visitor's hand is a booking at that time, and there is no other."""
    rows = {row.number: row for row in Booking.objects.select_related("official")}
    for number, visit in world.books.visits.items():
        row = rows.pop(number, None)
        if row is None:
            yield f"{number}: the ticket is in a visitor's hand, the booking is gone"
        elif (row.starts_at, row.status, row.name) != (
            visit.starts_at, visit.status, visit.person.name
        ):  # fmt: skip
            yield f"{number}: {row.starts_at} {row.status}, the ticket says {visit}"
    for number in rows:
        yield f"{number}: booked, and nobody has its ticket"
