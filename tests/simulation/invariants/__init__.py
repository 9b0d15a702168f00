"""What always holds: each module registers its invariants."""

from tests.simulation.invariants import bookings, journal, numbers, registered, terms

__all__ = ["bookings", "journal", "numbers", "registered", "terms"]
