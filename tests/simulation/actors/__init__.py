"""What people do, and what breaks: each module registers its acts."""

from tests.simulation.actors import (
    calendar,
    citizens,
    clerks,
    editors,
    faults,
    heads,
    press,
    rights,
    worker,
)

__all__ = [
    "calendar",
    "citizens",
    "clerks",
    "editors",
    "faults",
    "heads",
    "press",
    "rights",
    "worker",
]
