"""What always holds: each module registers its invariants."""

from tests.simulation.invariants import (
    bookings,
    figures,
    journal,
    ledger,
    letters,
    numbers,
    personal_data,
    public,
    registered,
    terms,
)

__all__ = [
    "bookings", "figures", "journal", "ledger", "letters", "numbers", "personal_data", "public",
    "registered", "terms",
]  # fmt: skip
