"""Journals."""

from collections.abc import Iterable, Iterator

from appeals.journal import check_journal, check_number_series
from appeals.models import Appeal, NumberSeries
from tests.simulation.registry import invariant
from tests.simulation.world import World


def faults_in(appeals: Iterable[Appeal], world: World) -> Iterator[str]:
    """Yield the faults of journals, and the acts in which they differ from the books."""
    for appeal in appeals:
        events = list(appeal.events.order_by("pk"))
        for fault in check_journal(appeal, events):
            yield f"{fault.number} #{fault.place}: {fault.what}"
        case = world.books.cases.get(appeal.number)
        done = [event.act for event in events if event.act not in {"move_term"}]
        if case and done != case.acts:
            yield f"{appeal.number}: the journal has {done}, acknowledged were {case.acts}"


@invariant(cheap=True)
def journals_of_touched_appeals_are_whole(world: World) -> Iterator[str]:
    """The journals of this step's appeals are whole."""
    if world.touched:
        yield from faults_in(Appeal.objects.filter(number__in=world.touched).order_by("pk"), world)


@invariant()
def all_journals_are_whole(world: World) -> Iterator[str]:
    """Every journal and every series of numbers is whole."""
    yield from faults_in(Appeal.objects.order_by("pk"), world)
    for series in NumberSeries.objects.all():
        start = f"{series.code}-{series.year}-"
        given = Appeal.objects.filter(number__startswith=start).values_list("number", flat=True)
        for fault in check_number_series(start, series.last, given):
            yield f"{fault.number}: {fault.what}"
