"""Leave acts out of a failing plan as long as the same invariant still fails (delta debugging)."""

from collections.abc import Callable, Sequence

from tests.simulation.plan import Step


def shorten(
    steps: Sequence[Step], still_fails: Callable[[Sequence[Step]], bool], tries: int = 200
) -> list[Step]:
    """Return a shorter list that still fails, after `tries` runs at most (Zeller's ddmin)."""
    kept, parts = list(steps), 2
    while len(kept) > 1 and tries > 0:
        size = max(1, len(kept) // parts)
        for start in range(0, len(kept), size):
            shorter = kept[:start] + kept[start + size :]
            tries -= 1
            if shorter and still_fails(shorter):
                kept, parts = shorter, max(parts - 1, 2)
                break
            if tries <= 0:
                break
        else:
            if size == 1:
                break
            parts = min(parts * 2, len(kept))
    return kept
