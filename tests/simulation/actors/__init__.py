"""What people do, and what breaks: each module registers its acts."""

from tests.simulation.actors import citizens, clerks, heads

__all__ = ["citizens", "clerks", "heads"]
