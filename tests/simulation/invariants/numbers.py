"""Registration numbers."""

from collections import defaultdict
from collections.abc import Iterator

from appeals.models import Appeal
from tests.simulation.registry import invariant
from tests.simulation.world import World


@invariant(cheap=True)
def numbers_are_gapless(world: World) -> Iterator[str]:
    """In each office and year the numbers are 1, 2, 3 … without a gap or a double."""
    series = defaultdict(list)
    for number in Appeal.objects.values_list("number", flat=True):
        office, year, last = number.split("-")
        series[office, year].append(int(last))
    for (office, year), given in series.items():
        if sorted(given) != list(range(1, len(given) + 1)):
            missing = sorted(set(range(1, max(given) + 1)) - set(given))
            yield f"{office}-{year}: {len(given)} numbers up to {max(given)}, missing {missing}"
