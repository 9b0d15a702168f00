"""Terms of open appeals."""

from collections.abc import Iterator

from appeals.models import Appeal
from appeals.states import OPEN
from tests.simulation.registry import invariant
from tests.simulation.world import World


@invariant(cheap=True)
def open_terms_follow_the_confirmed_calendar(world: World) -> Iterator[str]:
    """Each open term is the one counted by hand under the last confirmed calendar."""
    columns = ("number", "counted_from", "short_due_on", "due_on")
    for number, *found in Appeal.objects.filter(state__in=OPEN).values_list(*columns):
        case = world.books.cases.get(number)
        if case is not None and found != (hand := [case.counted_from, case.short_due, case.due]):
            yield f"{number}: from, short, due are {texts(found)}, counted by hand {texts(hand)}"


def texts(days) -> str:
    return ", ".join(map(str, days))
